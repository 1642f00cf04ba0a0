import type { Remedy } from "./finding.ts";
import type { Money } from "./money.ts";

export interface PriceLine {
  readonly what: "storage" | "iops" | "throughput" | "access";
  /** For people: `50 GiB EFS Standard`. */
  readonly label: string;
  /** A plain decimal, of `GiB-month`, `IOPS-month`, `MiB/s-month` or `GiB`. */
  readonly quantity: string;
  readonly unit: string;
  /** For one unit. */
  readonly price: Money;
  readonly monthly: Money;
  /** Where the price was published, and the day it was read (YYYY-MM-DD). */
  readonly source: string;
  readonly asOf: string;
  /** True when the price follows from another region or service and was not read. */
  readonly inferred?: boolean;
}

/** One way to store one volume, and its price. `today`: as the stack stands; otherwise the remedy that would bring it. */
export interface StorageOption {
  readonly way: "today" | Remedy;
  /** For people: `EBS gp3, eu-west-1`. */
  readonly storage: string;
  /** Absent when the size or the price is unknown: never 0 instead. */
  readonly monthly?: Money;
  readonly per100GiB?: Money;
  readonly lines: readonly PriceLine[];
  readonly assumptions: readonly string[];
  /** Throughput that the money buys, and what does not suffice. */
  readonly notes: readonly string[];
}

export interface VolumeEstimate {
  /** Its key, or the path when it has none. */
  readonly volume: string;
  readonly services: readonly string[];
  /** How many copies Swarm makes (one a replica or a node); undefined when that is not known. */
  readonly copies?: number;
  /** As written and where from; absent: not known. */
  readonly size?: {
    /** Bytes, a plain decimal. */
    readonly bytes: string;
    readonly text: string;
    readonly from: "label" | "extension" | "driver-option" | "configuration" | "default";
  };
  readonly today: StorageOption;
  readonly alternatives: readonly StorageOption[];
}

export interface StackEstimate {
  /** Whose prices: `aws`. */
  readonly provider: string;
  /** Absent for providers with the same prices everywhere. */
  readonly region?: string;
  readonly volumes: readonly VolumeEstimate[];
  /** One total for each currency; amounts of different currencies are never added up. */
  readonly monthly: readonly Money[];
  /** True when a volume without a size or price is left out of the totals. */
  readonly atLeast: boolean;
  /** Prices that are old, and prices that were inferred. */
  readonly warnings: readonly string[];
}

export interface VolumeDifference {
  readonly volume: string;
  readonly change: "added" | "changed" | "removed";
  readonly before?: Money;
  readonly after?: Money;
}

/** Monthly storage at base against head, for one currency. */
export interface CostDifference {
  readonly before: Money;
  readonly after: Money;
  /** after - before; may be negative. */
  readonly change: Money;
  /** Of `before`, a plain decimal; absent when `before` is 0. */
  readonly percent?: string;
  readonly atLeast: boolean;
  readonly volumes: readonly VolumeDifference[];
}
