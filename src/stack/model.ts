import type { Problem } from "../model/problem.ts";
import type { Place, SourceFile } from "../model/text.ts";
import type { Mapping, Via } from "../yaml/tree.ts";
import type { Substitution } from "./interpolate.ts";

/** A value and where it is written. */
export interface Located<T> {
  readonly value: T;
  readonly place: Place;
  readonly via?: Via | undefined;
}

/** A string that may hold markers of variables that are not set (`unknown.ts`). */
export type Text = Located<string>;

/** A number, or undefined when it depends on a variable that is not set. */
export type Count = Located<number | undefined>;

/** `image` is accepted by the CLI and refused by every engine; `unknown` waits for a variable. */
export type MountType = "volume" | "bind" | "tmpfs" | "npipe" | "cluster" | "image" | "unknown";

/** One entry of `services.*.volumes`, short or long. */
export interface Mount {
  readonly place: Place;
  readonly via?: Via | undefined;
  readonly form: "short" | "long";
  readonly type: MountType;
  /** The value of `type`, when a variable that is not set decides it. */
  readonly typeWaits?: Text;
  /** Absent for anonymous volumes and tmpfs. A bind source is as written, before `~` and `.` are resolved. */
  readonly source: Text | undefined;
  readonly target: Text;
  /** undefined when it depends on a variable that is not set. */
  readonly readOnly: boolean | undefined;
  readonly consistency?: string;
  readonly propagation?: string;
  readonly nocopy?: boolean;
  /** Bytes. */
  readonly tmpfsSize?: number;
  /** Which of the maps `bind`, `volume`, `tmpfs`, `cluster` the entry carries. */
  readonly options: ReadonlySet<string>;
  /** Words of a short form's third part that Docker drops in silence. */
  readonly droppedModes: readonly string[];
  readonly subpath?: Text;
}

/** One of `driver_opts`. */
export interface DriverOption extends Text {
  readonly key: Place;
}

export interface Volume {
  readonly key: string;
  /** The key in the file. */
  readonly place: Place;
  readonly name: Text | undefined;
  readonly external: boolean;
  /** The value of `external`, when a variable that is not set decides it. */
  readonly externalWaits: Text | undefined;
  readonly driver: Text | undefined;
  /** Absent when the file has no `driver_opts`. */
  readonly driverOpts: ReadonlyMap<string, DriverOption> | undefined;
  readonly labels: ReadonlyMap<string, string>;
  /** Keys that start with `x-`, as plain values; `x-cluster-spec` makes it a cluster (CSI) volume. */
  readonly extensions: ReadonlyMap<string, unknown>;
  readonly replaced: ReplacedVolume | undefined;
}

/** What was declared for the same volume and counts no longer: Docker replaces it as a whole. */
export interface ReplacedVolume {
  readonly by: "later file" | "own options";
  readonly volume: Volume;
}

export type ServiceMode = "replicated" | "global" | "replicated-job" | "global-job" | "unknown";

export interface Service {
  readonly name: string;
  /** The key in the (first) file. */
  readonly place: Place;
  readonly image: Text | undefined;
  /** Words; a command written as one string is split as a shell would. */
  readonly command: readonly Text[];
  readonly entrypoint: readonly Text[];
  /** undefined: taken from the environment of whoever deploys. */
  readonly environment: ReadonlyMap<string, Text | undefined>;
  readonly envFiles: readonly Text[];
  /** Where `configs` and `secrets` appear in the container, absolute. */
  readonly fileTargets: readonly string[];
  readonly hostname: Text | undefined;
  /** Where the program starts; absent: where the image says. */
  readonly workingDir: Text | undefined;
  readonly mode: Located<ServiceMode>;
  /** The value of `mode`, when a variable that is not set decides it. */
  readonly modeWaits: Text | undefined;
  /** Absent means 1 for a replicated service. */
  readonly replicas: Count | undefined;
  readonly constraints: readonly Text[];
  readonly maxReplicasPerNode: Count | undefined;
  readonly updateOrder: Text | undefined;
  readonly rollbackOrder: Text | undefined;
  /** A duration as Go writes it; absent means 10 seconds. */
  readonly stopGracePeriod: Text | undefined;
  /** Whether it publishes a port of the node itself (`mode: host`), which only one task at a time can have there. */
  readonly holdsHostPort: boolean;
  /** `deploy.restart_policy`: absent means `any`, without a limit. */
  readonly restartCondition: Text | undefined;
  readonly restartMaxAttempts: Count | undefined;
  readonly mounts: readonly Mount[];
  /** The service's own `tmpfs:` key, which deploy drops. */
  readonly tmpfs: readonly Text[];
}

/** One or more files as `docker stack deploy -c a -c b` reads them. */
export interface Stack {
  readonly files: readonly SourceFile[];
  readonly version: string;
  /** All files as one, with variables filled in; undefined when none holds a mapping. */
  readonly whole: Mapping | undefined;
  readonly services: readonly Service[];
  readonly volumes: ReadonlyMap<string, Volume>;
  /** Where values of variables stand: they are for the check alone, and shown as their variables. */
  readonly substitutions: readonly Substitution[];
  readonly problems: readonly Problem[];
}
