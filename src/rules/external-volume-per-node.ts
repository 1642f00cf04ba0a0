import { about } from "../persistence/exposure.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { keepingPlace } from "./words.ts";

export const externalVolumePerNode: Rule = {
  id: "external-volume-per-node",
  category: "persistence",
  severity: "warning",
  summary: "An external volume that is not there is made, empty and local, on every node the task reaches.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, storage, view, role, volume } = exposure;
      if (!mount || !volume || storage.kind !== "external-volume" || storage.reach !== "unknown") continue;
      if (view.placement.roam === "node" || role === "read-only" || role === "cache") continue;
      const name = showUnknown(volume.name?.value ?? volume.key);
      yield {
        ...about(exposure),
        message: `If the external volume \`${name}\` is missing on the node where \`${view.service.name}\` starts, nobody complains: Docker makes an empty local volume of that name there. Whether the data follows when Swarm moves the task cannot be told from this file.`,
        help: `Declare \`driver\` and \`driver_opts\` here, with \`name:\` in place of \`external\`, or ${keepingPlace(view.service)}.`,
      };
    }
  },
};
