import type { Service } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import { CLUSTER_FLAGS, CLUSTER_VARIABLES } from "./images/facts/clusters.ts";

/**
 * Whether a service runs one task, which one node can hold. Several on one node would share data that is meant for one of
 * them, and with `max_replicas_per_node` some of them would wait for ever.
 */
export function isOneTask({ replicas, maxReplicasPerNode, mode }: Service): boolean {
  if (mode.value !== "replicated" && mode.value !== "replicated-job") return true; // one a node, wherever that is
  return (replicas === undefined || replicas.value === 1 || replicas.value === 0) && maxReplicasPerNode === undefined;
}

/** Whether a service is told of others that are its equals: each of them needs a node and a volume of its own. */
export function isClusterMember({ environment, command, entrypoint }: Service): boolean {
  if ([...environment.keys()].some((name) => CLUSTER_VARIABLES.some((pattern) => pattern.test(name)))) return true;
  return [...entrypoint, ...command].some(({ value }) => {
    const word = showUnknown(value);
    return CLUSTER_FLAGS.some((flag) => word === flag || word.startsWith(`${flag}=`));
  });
}
