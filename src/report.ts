import type { SourceFile } from "./text.ts";

export type Category = "rejected" | "ignored" | "persistence" | "change" | "cost" | "config";
export type Severity = "error" | "warning" | "note";

/** What happens to a running task: `schemas/report.schema.json` describes each. */
export const EVENTS = ["replaced", "moved", "node-lost", "zone-lost", "scaled-out"] as const;
export type Event = (typeof EVENTS)[number];

/** What the service finds afterwards. `may-be-empty`: of a deploy that replaces the task, perhaps on another node. */
export type Outcome = "kept" | "may-be-empty" | "empty" | "lost" | "split" | "down" | "rejected" | "stale" | "unknown";

/** A text edit: offsets refer to the file as it was read. */
export interface ReportedEdit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Which way a fix goes that decides where data lives. */
export type Remedy = "network" | "pin" | "block";

/** One step of moving data, in the order in which a person runs it. */
export interface RunbookStep {
  readonly title: string;
  /** Where the commands are run. */
  readonly where: "manager" | "data-node" | "any-node" | "file-server" | "workstation";
  /** Shell commands; words in angle brackets are for the reader to fill in. */
  readonly commands: readonly string[];
}

export interface ReportedFix {
  readonly title: string;
  /** Applying it changes no running data and no running behaviour that a person would miss. */
  readonly safe: boolean;
  readonly remedy?: Remedy;
  readonly edits: readonly ReportedEdit[];
  /** For a fix that changes where data lives: how to move it, and how to go back. */
  readonly runbook?: readonly RunbookStep[];
  /** What the storage costs a month with this fix, when size and prices are known. */
  readonly monthly?: Money;
}

/** An amount; `amount` is a plain decimal such as `17.75`, never a binary float. */
export interface Money {
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

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

export interface Finding {
  readonly ruleId: string;
  readonly category: Category;
  readonly severity: Severity;
  /** What happens to the data and when. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly service?: string;
  readonly volume?: string;
  /** Set when the value came through an alias or merge key: the place above is the use. */
  readonly anchor?: string;
  /** Stable across edits elsewhere in the file. */
  readonly fingerprint: string;
  /** True when the base of a comparison has the finding too, and it is no error about data that this very deploy loses. */
  readonly preexisting?: boolean;
  readonly fixes: readonly ReportedFix[];
}

/** A finding that somebody said is known; it fails nothing and is always counted and listed. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly by: "comment" | "configuration" | "baseline";
  readonly reason: string;
  /** Where that was said. */
  readonly path: string;
  readonly line?: number;
  /** The last day (YYYY-MM-DD) on which it counts. */
  readonly expires?: string;
}

export interface ReportedExposure {
  readonly service: string;
  /** The mounted volume's key or the host path; absent for an image's own data directory. */
  readonly source?: string;
  readonly target: string;
  readonly role: string; // data, state, idle, cache, config, system or read-only
  readonly storage: string;
  readonly reach: string;
  readonly roam: string;
  readonly why: string;
  readonly path: string;
  readonly startLine: number;
  readonly survival: Readonly<Record<Event, Outcome>>;
  /** What the service finds when this change is deployed over what runs now; only with a base to compare with. */
  readonly deployed?: Outcome;
  /** Of `may-be-empty`: why, without a full stop. */
  readonly deployedWhy?: string;
}

export interface ReportedStack {
  /** As it is deployed; absent where neither the configuration nor the command line says it. */
  readonly name?: string;
  readonly files: readonly string[]; // in merge order
  readonly target: "swarm";
  readonly targetReason: string;
  readonly verdict: "accepted" | "rejected";
  /** The files can be for Compose as well: then findings are warnings at most, and no refusal is one. */
  readonly mayBeCompose?: true;
  readonly exposures: readonly ReportedExposure[];
  /** Only when prices were asked for or configured. */
  readonly cost?: StackEstimate;
}

/** A place of data that a skipped file would lose in a Swarm as it is, by the event that is nearest. */
export type Loss = Pick<ReportedExposure, "service" | "source" | "target"> & {
  readonly event: "replaced" | "moved";
  readonly outcome: Outcome;
};

export interface Skipped {
  readonly path: string;
  readonly reason: string;
  readonly losses?: readonly Loss[];
}

export interface Summary {
  readonly filesChecked: number;
  readonly filesSkipped: number;
  readonly stacks: number;
  readonly services: number;
  readonly mounts: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Ignored findings are in none of the counts above, those that base already had are. */
  readonly ignored: number;
  readonly preexisting: number;
}

/** Everything that any output reads. JSON as described by `schemas/report.schema.json`. */
export interface Report {
  readonly schemaVersion: 1;
  /** `pages`: where the rule pages of this version are, when that is known. */
  readonly tool: { readonly name: "swarm-volume-check"; readonly version: string; readonly pages?: string };
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly stacks: readonly ReportedStack[];
  readonly skipped: readonly Skipped[];
  /** What the change was compared with; absent without a comparison. */
  readonly base?: string;
  /** Monthly storage of all stacks, base to head; one for each currency. */
  readonly costDifference?: readonly CostDifference[];
  /** How many findings fixes were worked out for, where there was no work left for all of them; else absent. */
  readonly fixes?: { readonly workedOutFor: number; readonly findings: number };
  readonly summary: Summary;
}

/** With the texts that it speaks of, for outputs that show code. */
export interface ReportWithSources {
  readonly report: Report;
  readonly sources: ReadonlyMap<string, SourceFile>;
}
