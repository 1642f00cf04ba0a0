import type { Config } from "../config/model.ts";
import type { Place } from "../model/text.ts";

/** A comment that says that findings of some rules are known. */
export interface Directive {
  readonly form: "line" | "block" | "file";
  readonly rules: readonly string[];
  readonly reason: string;
  /** The comment. */
  readonly place: Place;
  /** The lines that it speaks of, counted from 1, both inclusive. */
  readonly first: number;
  readonly last: number;
}

/** Something wrong with a comment; `rule` names the rule that reports it. */
export interface CommentProblem {
  readonly rule: string;
  readonly place: Place;
  readonly message: string;
  readonly help: string;
  readonly subject: string;
}

/** The ignore comments of one file. */
export interface FileDirectives {
  readonly path: string;
  readonly directives: readonly Directive[];
  readonly problems: readonly CommentProblem[];
}

/** A finding that was there before. */
export interface BaselineEntry {
  readonly rule: string;
  /** Relative to the root of what is checked. */
  readonly path: string;
  readonly service: string | undefined;
  readonly volume: string | undefined;
  readonly fingerprint: string;
  /** In the baseline file. */
  readonly line: number;
}

export interface Baseline {
  /** Where it was read from. */
  readonly path: string;
  readonly entries: readonly BaselineEntry[];
}

/** What somebody said is known, and how much of it a run can tell. */
export interface Policy {
  /** Whether ignore comments count. */
  readonly comments: boolean;
  readonly config: Pick<Config, "path" | "ignore" | "rules"> | undefined;
  readonly baseline: Baseline | undefined;
  /** YYYY-MM-DD; undefined: nothing expires. */
  readonly today: string | undefined;
  /** Whether everything was checked that the configuration and the baseline speak of. */
  readonly complete: boolean;
  /** A file's path relative to the root of what is checked. */
  rootPath(path: string): string;
}

/** Without configuration and baseline. */
export const COMMENTS_ALONE: Policy = {
  comments: true,
  config: undefined,
  baseline: undefined,
  today: undefined,
  complete: false,
  rootPath: (path) => path,
};
