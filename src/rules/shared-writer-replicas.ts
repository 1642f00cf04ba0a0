import { about, type Exposure } from "../persistence/exposure.ts";
import { engineAt } from "../persistence/images/images.ts";
import type { Count } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { named, used } from "./words.ts";
import { isForOneWriter, isSingleWriter, writerSeverity } from "./writers.ts";

export const sharedWriterReplicas: Rule = {
  id: "shared-writer-replicas",
  category: "persistence",
  severity: "error",
  summary: "Several replicas of an engine that allows one writer use the same volume.",
  *check({ exposures }) {
    for (const exposure of exposures.filter(allowsOneWriter)) {
      const { service, placement } = exposure.view;
      const replicas = service.replicas?.value ?? 1;
      if (replicas < 2 || placement.everywhere || exposure.storage.each === "slot") continue;
      const apart = isApart(exposure);
      if (apart && placement.pin === "node") continue; // the second replica never starts
      yield {
        ...about(exposure),
        severity: apart || !isSingleWriter(exposure) ? "warning" : writerSeverity(exposure),
        ...used(service.replicas as Count),
        message: `\`${service.name}\` runs ${replicas} tasks, and ${onlyOne(exposure)}. ${outcome(exposure, apart)}`,
        help: 'Set `replicas: 1`. If these are the members of a cluster, give each a volume of its own: `name: "some-name-{{.Task.Slot}}"`.',
      };
    }
  },
};

/** By the image, by the path where the image is not known, or by the disk behind the volume. */
function allowsOneWriter(exposure: Exposure): boolean {
  return isSingleWriter(exposure) || isForOneWriter(exposure) || isDisk(exposure);
}

/** A disk is attached to one node at a time. */
function isDisk({ mount, storage, role }: Exposure): boolean {
  return mount !== undefined && storage.kind === "block-volume" && (role === "data" || role === "state");
}

function onlyOne(exposure: Exposure): string {
  const target = `\`${showUnknown(exposure.target)}\``;
  if (isSingleWriter(exposure)) return `only one at a time may write its data in ${target}`;
  const title = isForOneWriter(exposure) ? engineAt(exposure.target)?.title : undefined;
  if (title !== undefined) return `${target} is where ${title} keeps its data, which only one at a time may write`;
  return `the disk behind ${named(exposure)} can be attached to one node at a time`;
}

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
  if (storage.kind === "block-volume") return `Tasks on one node ${TOGETHER}; on another node none starts.`;
  if (apart) return `Each node has ${APART}.`;
  if (isOfNode(exposure))
    return view.placement.pin === "node"
      ? `All of them ${TOGETHER}.`
      : `Tasks on one node ${TOGETHER}; each node has ${APART}.`;
  if (storage.reach === "cluster") return `All of them ${TOGETHER}.`;
  return `Tasks that reach the same storage ${TOGETHER}; any other task has ${APART}, or does not start.`;
}
