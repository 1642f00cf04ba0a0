import type { ClusterFacts } from "../model/cluster.ts";
import type { Config } from "./model.ts";

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
