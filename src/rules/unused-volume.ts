import { hasUnknown } from "../stack/unknown.ts";
import type { Rule } from "./rule.ts";

export const unusedVolume: Rule = {
  id: "unused-volume",
  category: "persistence",
  severity: "note",
  summary: "A volume is declared and mounted nowhere.",
  *check({ stack }) {
    const sources = stack.services.flatMap(({ mounts }) => mounts.map(({ source }) => source?.value ?? ""));
    if (sources.some(hasUnknown)) return;
    const used = new Set(sources);
    for (const { key, place } of stack.volumes.values()) {
      if (used.has(key)) continue;
      yield {
        place,
        volume: key,
        subject: key,
        message: `The volume \`${key}\` is mounted by no service: it holds nothing, and Docker never makes it.`,
        help: "Remove it, or mount it where it was meant to be.",
      };
    }
  },
};
