import type { Place } from "./text.ts";

/** Something that deploy refuses, ignores or warns about, found while reading. `rule` names the rule that reports it. */
export interface Problem {
  readonly rule: string;
  readonly place: Place;
  /** What is wrong and what Docker does about it. */
  readonly message: string;
  /** What to do. */
  readonly help?: string | undefined;
  readonly service?: string | undefined;
  readonly volume?: string | undefined;
  /** Where in the structure, without line numbers: part of the fingerprint. */
  readonly subject: string;
  readonly severity?: "error" | "warning" | "note";
  /** Where the rule's own category does not fit: deploy accepts it, and no task can start. */
  readonly category?: "persistence";
}
