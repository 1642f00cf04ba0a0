import type { Remedy, RunbookStep } from "../report.ts";
import type { Place } from "../text.ts";

/** Replaces what stands at a place; an empty place inserts. Edits of one fix do not overlap. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}

/** One way to repair a finding. */
export interface Fix {
  /** What it does, as a sentence without a subject: `Pin the service to one node`. */
  readonly title: string;
  /** Applying it changes no running data and no running behaviour that a person would miss. */
  readonly safe: boolean;
  readonly remedy?: Remedy | undefined;
  readonly edits: readonly Edit[];
  readonly runbook?: readonly RunbookStep[] | undefined;
}
