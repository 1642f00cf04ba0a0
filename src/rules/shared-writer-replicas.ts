import type { Exposure } from "../persistence/exposure.ts";
import type { Count } from "../stack/model.ts";
import { showUnknown } from "../stack/unknown.ts";
import { about, type Rule } from "./rule.ts";
import { used } from "./words.ts";
import { singleWriterMounts, writerSeverity } from "./writers.ts";

export const sharedWriterReplicas: Rule = {
  id: "shared-writer-replicas",
  category: "persistence",
  severity: "error",
  summary: "Several replicas of an engine that allows one writer use the same volume.",
  *check({ exposures }) {
    for (const exposure of singleWriterMounts(exposures)) {
      const { service, placement } = exposure.view;
      const replicas = service.replicas?.value ?? 1;
      if (replicas < 2 || placement.everywhere || exposure.storage.each === "slot") continue;
      const apart = isApart(exposure);
      if (apart && placement.pin === "node") continue; // the second replica never starts
      yield {
        ...about(exposure),
        severity: apart ? "warning" : writerSeverity(exposure),
        ...used(service.replicas as Count),
        message: `\`${service.name}\` runs ${replicas} tasks, and only one at a time may write its data in \`${showUnknown(exposure.target)}\`. ${outcome(exposure, apart)}`,
        help: 'Set `replicas: 1`. If these are the members of a cluster, give each a volume of its own: `name: "some-name-{{.Task.Slot}}"`.',
      };
    }
  },
};

/** One task a node, and storage that no other node uses. */
function isApart(exposure: Exposure): boolean {
  return exposure.view.service.maxReplicasPerNode?.value === 1 && isOfNode(exposure);
}

function isOfNode(exposure: Exposure): boolean {
  return exposure.storage.reach === "node" || exposure.storage.each === "node";
}

const TOGETHER = "write the same files at once, which can damage them";
const APART = "data of its own, which the others do not see";

function outcome(exposure: Exposure, apart: boolean): string {
  const { storage, view } = exposure;
  if (apart) return `Each node has ${APART}.`;
  if (isOfNode(exposure))
    return view.placement.pin === "node"
      ? `All of them ${TOGETHER}.`
      : `Tasks on one node ${TOGETHER}; each node has ${APART}.`;
  if (storage.reach === "cluster") return `All of them ${TOGETHER}.`;
  return `Tasks that reach the same storage ${TOGETHER}; any other task has ${APART}, or does not start.`;
}
