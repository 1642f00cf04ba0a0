import type { ClusterNode, StatedReach } from "../model/cluster.ts";
import type { StoragePolicy } from "../model/storage-policy.ts";
import type { BudgetLimit, Config, Target } from "./model.ts";

/** The configuration as it is written, after its shape was checked. */
export interface RawConfig {
  readonly files?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  readonly stacks?: readonly {
    readonly name?: string;
    readonly files: readonly string[];
    readonly "env-files"?: readonly string[];
    readonly target?: Target;
  }[];
  readonly target?: Target;
  readonly cluster?: {
    readonly nodes?:
      | number
      | readonly {
          readonly hostname: string;
          readonly role?: ClusterNode["role"];
          readonly labels?: object;
          readonly zone?: string;
        }[];
    readonly "shared-paths"?: readonly string[];
    readonly "external-volumes"?: Readonly<Record<string, StatedReach>>;
    readonly drivers?: Readonly<Record<string, StatedReach>>;
    readonly "zone-label"?: string;
  };
  readonly storage?: {
    readonly prefer?: StoragePolicy["preferred"];
    readonly network?: {
      readonly kind?: "nfs" | "efs";
      readonly server: string;
      readonly options?: string;
      readonly directory?: string;
    };
    readonly "shared-path"?: string;
    readonly block?: { readonly driver: string; readonly options?: object };
    readonly "pin-to"?: string;
    readonly provider?: string;
    readonly region?: string;
  };
  readonly volumes?: Readonly<Record<string, RawVolume>>;
  readonly budget?: {
    readonly monthly?: RawLimit;
    readonly increase?: RawLimit;
    readonly "increase-percent"?: RawLimit;
  };
  readonly rules?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly ignore?: readonly {
    readonly rule: string;
    readonly path?: string;
    readonly service?: string;
    readonly volume?: string;
    readonly reason: string;
    readonly expires?: string;
  }[];
  readonly "fail-on"?: Config["failOn"];
}

export interface RawVolume {
  readonly size?: string;
  readonly "infrequent-access"?: string;
  readonly archive?: string;
  readonly throughput?: string;
  readonly iops?: number;
  readonly read?: string;
  readonly write?: string;
}

export type RawLimit = string | { readonly limit: string; readonly action?: BudgetLimit["action"] };
