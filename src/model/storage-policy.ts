import type { Remedy } from "./finding.ts";

export interface NetworkStorage {
  readonly kind: "nfs" | "efs";
  /** Host name or address. */
  readonly server: string;
  /** Mount options without `addr=`; the default of the kind when absent. */
  readonly options: string | undefined;
  /** The directory of a volume on the server; `{stack}`, `{service}` and `{volume}` are filled in. */
  readonly directory: string | undefined;
}

/** A volume driver whose volumes follow the task: block storage, or a cluster (CSI) plugin. */
export interface BlockStorage {
  readonly driver: string;
  readonly options: ReadonlyMap<string, string>;
}

/** Where data should live, and whose prices count. */
export interface StoragePolicy {
  /** The remedy that is offered first; undefined: whatever fits the engine. */
  readonly preferred: Remedy | undefined;
  readonly network: NetworkStorage | undefined;
  /** A folder that is mounted on every node; a local volume bound to a folder below it is network storage too. */
  readonly sharedPath: string | undefined;
  readonly block: BlockStorage | undefined;
  /** The node that a pinned service goes to, by hostname. */
  readonly pinTo: string | undefined;
  /** For prices: `aws`, `hetzner`, ... */
  readonly provider: string | undefined;
  readonly region: string | undefined;
}
