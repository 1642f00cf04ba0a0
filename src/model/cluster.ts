/** How far the same bytes can be seen from, as the configuration states it. */
export type StatedReach = "node" | "zone" | "cluster";

/** One node of the cluster that stacks are deployed to. */
export interface ClusterNode {
  readonly hostname: string;
  readonly role: "manager" | "worker" | undefined;
  /** undefined: no node of the list states labels, so that they are not known. */
  readonly labels: ReadonlyMap<string, string> | undefined;
  readonly zone: string | undefined;
}

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
