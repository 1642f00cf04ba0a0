import type { SourceFile } from "./text.ts";

export type Category = "rejected" | "ignored" | "persistence" | "change" | "cost" | "config";
export type Severity = "error" | "warning" | "note";

/** Things that happen to a running task. `schemas/report.schema.json` describes each. */
export const EVENTS = ["replaced", "moved", "node-lost", "zone-lost", "scaled-out"] as const;
export type Event = (typeof EVENTS)[number];

/** What the service finds afterwards. */
export type Outcome = "kept" | "empty" | "lost" | "split" | "down" | "rejected" | "stale" | "unknown";

/** A text edit: offsets refer to the file as it was read. */
export interface ReportedEdit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface ReportedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly ReportedEdit[];
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
  readonly fixes: readonly ReportedFix[];
}

export interface ReportedExposure {
  readonly service: string;
  /** The mounted volume's key or the host path; absent for an image's own data directory. */
  readonly source?: string;
  readonly target: string;
  /** What the mount is for: data, state, idle, cache, config, system or read-only. */
  readonly role: string;
  readonly storage: string;
  readonly reach: string;
  readonly roam: string;
  readonly why: string;
  readonly path: string;
  readonly startLine: number;
  readonly survival: Readonly<Record<Event, Outcome>>;
}

export interface ReportedStack {
  /** In merge order. */
  readonly files: readonly string[];
  readonly target: "swarm";
  readonly targetReason: string;
  readonly verdict: "accepted" | "rejected";
  readonly exposures: readonly ReportedExposure[];
}

export interface Skipped {
  readonly path: string;
  readonly reason: string;
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
}

/** Everything that any output reads. JSON as described by `schemas/report.schema.json`. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "swarm-volume-check"; readonly version: string };
  readonly findings: readonly Finding[];
  readonly stacks: readonly ReportedStack[];
  readonly skipped: readonly Skipped[];
  readonly summary: Summary;
}

/** A report and the texts it speaks of, for outputs that show code. */
export interface ReportWithSources {
  readonly report: Report;
  readonly sources: ReadonlyMap<string, SourceFile>;
}
