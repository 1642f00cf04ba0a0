import { about, type Rule } from "./rule.ts";

export const externalVolumePerNode: Rule = {
  id: "external-volume-per-node",
  category: "persistence",
  severity: "warning",
  summary: "An external volume that is not there is made, empty and local, on every node the task reaches.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, storage, view, role } = exposure;
      if (!mount || storage.kind !== "external-volume") continue;
      if (view.placement.roam === "node" || role === "read-only" || role === "cache") continue;
      const name = exposure.volume?.name?.value ?? exposure.volume?.key;
      yield {
        ...about(exposure),
        message: `Nobody checks that the external volume \`${name}\` is on the node where \`${view.service.name}\` starts. Where it is not, Docker makes an empty local one in silence. Whether the data follows the task is not known from this file.`,
        help: "Declare `driver` and `driver_opts` in the stack, with `name:` instead of `external`, or pin the service to one node.",
      };
    }
  },
};
