import type { CostDifference, StackEstimate } from "./cost.ts";
import type { Finding, IgnoredFinding } from "./finding.ts";
import type { Event, Outcome } from "./outcome.ts";
import type { SourceFile } from "./text.ts";

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
  /** Set when the service does not start on its data: whose that is, and what comes upon it, without a full stop. */
  readonly deployedMismatch?: string;
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

interface Summary {
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
