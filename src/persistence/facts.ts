import type { ClusterNode, Config, StatedReach } from "../config/model.ts";

/** What the user says about the cluster; a file alone cannot tell. */
export interface ClusterFacts {
  /** How many nodes can run tasks; undefined when not given. */
  readonly nodes: number | undefined;
  /** Absolute folders that are one and the same on every node (a mounted network file system). */
  readonly sharedPaths: readonly string[];
  /** Every node, where they are listed: constraints are resolved to the nodes that they leave. */
  readonly nodeList?: readonly ClusterNode[] | undefined;
  /** How far external volumes reach, by name (`matchesName`). */
  readonly externalVolumes?: ReadonlyMap<string, StatedReach> | undefined;
  /** How far the volumes of a driver reach, by the driver's name. */
  readonly drivers?: ReadonlyMap<string, StatedReach> | undefined;
  /** The node label that names the zone. */
  readonly zoneLabel?: string | undefined;
}

/** The configuration's facts, where the call says nothing else. Another number of nodes than the list's takes its place. */
export function clusterFacts(
  config: Config | undefined,
  given: Pick<ClusterFacts, "nodes" | "sharedPaths"> = { nodes: undefined, sharedPaths: [] },
): ClusterFacts {
  if (config === undefined) return given;
  const { nodes: nodeList, nodeCount, sharedPaths, externalVolumes, drivers, zoneLabel } = config.cluster;
  const counted = nodeList?.length ?? nodeCount;
  const own = config.storage.sharedPath === undefined ? [] : [config.storage.sharedPath];
  return {
    nodes: given.nodes ?? counted,
    nodeList: given.nodes === undefined || given.nodes === counted ? nodeList : undefined,
    sharedPaths: [...(given.sharedPaths.length > 0 ? given.sharedPaths : sharedPaths), ...own],
    externalVolumes,
    drivers,
    zoneLabel,
  };
}
