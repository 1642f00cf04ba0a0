import { about, type Exposure } from "../persistence/exposure.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";

export const hostnameDependentData: Rule = {
  id: "hostname-dependent-data",
  category: "persistence",
  severity: "error",
  summary: "The engine names its data directory after a host name or address that is new for every task.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, role, storage, view, directory } = exposure;
      if (!mount || role !== "data" || storage.reach === "container" || !view.image) continue;
      const named = namedAfter(exposure);
      if (named === undefined) continue;
      const { service, image } = view;
      const { title, nodeName = [], evidence } = image.family;
      const variable = nodeName[0] ?? "";
      // An env_file, which is not read here, may set the name.
      const certain = directory?.certain && evidence !== "assumed" && service.envFiles.length === 0;
      yield {
        ...about(exposure),
        severity: certain ? "error" : "warning",
        message: `${title} calls the directory of its data after ${named}, and Swarm gives every task of \`${service.name}\` a new one. After each update, restart or move it starts empty beside its old data in \`${showUnknown(exposure.target)}\`.`,
        help:
          image.family.nodeNameFrom === "hostname"
            ? `Write \`hostname: ${service.name}\`. With several replicas: \`hostname: "${service.name}-{{.Task.Slot}}"\`, and a volume for each.`
            : `Set \`${variable}\` to a name that stays, such as \`${service.name}@node.local\`.`,
      };
    }
  },
};

/** What the directory is called after, when that changes from task to task. */
function namedAfter({ view: { service, image } }: Exposure): string | undefined {
  const { nodeName = [], nodeNameFrom } = image?.family ?? {};
  if (nodeNameFrom === undefined || nodeName.some((name) => service.environment.has(name))) return undefined;
  if (nodeNameFrom === "address") return "the container's address";
  const hostname = service.hostname?.value ?? "";
  return hostname === "" || /\{\{\s*\.Task\.(ID|Name)\s*\}\}/.test(hostname) ? "the container's host name" : undefined;
}
