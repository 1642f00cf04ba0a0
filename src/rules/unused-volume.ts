import { hasUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";

const BY_NAME = new Set(["volume", "cluster", "unknown"]);

export const unusedVolume: Rule = {
  id: "unused-volume",
  category: "persistence",
  severity: "note",
  summary: "A volume is declared and mounted nowhere.",
  *check({ stack }) {
    const mounts = stack.services.flatMap((service) => service.mounts.filter(({ type }) => BY_NAME.has(type)));
    const sources = mounts.map(({ source }) => source?.value ?? "");
    if (sources.some(hasUnknown)) return;
    const used = new Set(sources);
    const byGroup = sources.some((source) => source.startsWith("group:"));
    for (const { key, place, extensions } of stack.volumes.values()) {
      if (used.has(key) || (byGroup && extensions.has("x-cluster-spec"))) continue;
      yield {
        place,
        volume: key,
        subject: key,
        message: `No service mounts the volume \`${key}\`, so this stack keeps nothing in it.`,
        help: "Remove it, or mount it where it was meant to be.",
      };
    }
  },
};
