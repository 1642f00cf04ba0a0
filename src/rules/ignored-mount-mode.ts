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
      for (const { droppedModes, place, via, target } of service.mounts) {
        if (droppedModes.length === 0) continue;
        const harmless = droppedModes.every((word) => HARMLESS.has(word));
        const path = droppedModes.some((word) => word.startsWith("/"));
        yield {
          place,
          via,
          service: service.name,
          subject: `${service.name}:${target.value}:mode`,
          severity: harmless ? "note" : "warning",
          message: path
            ? `Docker drops the third part of this mount, which looks like a path: it mounts a volume or folder named by the first part at \`${target.value}\`.`
            : harmless
              ? "Swarm drops the mode of this mount in silence; the mount works without it."
              : "Swarm drops the mode of this mount in silence: unless it says `ro` in lower case, the mount is writable.",
          help: path
            ? "An NFS server goes into `driver_opts` of a declared volume."
            : "Use `ro`, `rw` or `nocopy`, or the long form.",
        };
      }
    }
  },
};
