import type { Mount } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";

/** Words that change nothing that matters here: SELinux labels and macOS caching. */
const HARMLESS = new Set(["z", "Z", "cached", "delegated", "consistent"]);

export const ignoredMountMode: Rule = {
  id: "ignored-mount-mode",
  category: "ignored",
  severity: "warning",
  summary: "A word after the second colon of a mount is dropped in silence.",
  *check({ stack }) {
    for (const service of stack.services) {
      for (const mount of service.mounts) {
        const { droppedModes, place, via, target } = mount;
        if (droppedModes.length === 0) continue;
        const harmless = droppedModes.every((word) => HARMLESS.has(word));
        const path = droppedModes.some((word) => word.startsWith("/"));
        yield {
          place,
          via,
          service: service.name,
          subject: `${service.name}:${target.value}:mode`,
          severity: harmless ? "note" : "warning",
          message: messageFor(mount, path, harmless),
          help: path
            ? "For an NFS server, declare a volume with `type: nfs` in its `driver_opts`, and mount that."
            : harmless
              ? "Remove the word, or keep it for `docker compose`."
              : "Write `ro`, `rw` or `nocopy` in lower case, or use the long form with `read_only: true`.",
        };
      }
    }
  },
};

function messageFor({ droppedModes, readOnly, source, target, type }: Mount, path: boolean, harmless: boolean): string {
  const words = droppedModes.map((word) => `\`${word}\``).join(", ");
  const dropped = `Docker drops ${words} after the second colon, without any message`;
  const place = `\`${showUnknown(target.value)}\``;
  if (path)
    return `${dropped}, and mounts \`${showUnknown(source?.value ?? "")}\` at ${place}. The data does not go where the path says.`;
  const labels = type === "bind" && droppedModes.some((word) => word.toLowerCase() === "z");
  if (labels)
    return `${dropped}, and does not label the host path for SELinux: a node that enforces it may refuse the task its files. Elsewhere nothing changes.`;
  if (harmless) return `${dropped}. The mount works without it.`;
  const effect = readOnly === false ? "The mount is writable." : "The rest of the entry holds.";
  return `${dropped}. ${effect}`;
}
