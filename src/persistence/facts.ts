/** What the user says about the cluster; a file alone cannot tell. */
export interface ClusterFacts {
  /** How many nodes can run tasks; undefined when not given. */
  readonly nodes: number | undefined;
  /** Absolute folders that are one and the same on every node (a mounted network file system). */
  readonly sharedPaths: readonly string[];
}
