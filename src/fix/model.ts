import type { StoragePolicy } from "../config/model.ts";
import type { Remedy, RunbookStep } from "../report.ts";
import type { RuleContext, RuleProblem } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";
import type { Mapping } from "../stack/tree.ts";
import type { Place, SourceFile } from "../text.ts";

/** What a fix writes: plain data, printed in the style of the place where it goes. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** From the top of a file: keys, and positions in lists. */
export type Path = readonly (string | number)[];

/** One change of a file's structure. Paths mean the file as it was read, whatever else the fix changes. */
export type Change = { readonly file: SourceFile; readonly path: Path } & (
  | { readonly kind: "set"; readonly value: Value }
  /** Adds an item to a list, which is made when it is missing. */
  | { readonly kind: "append"; readonly value: Value }
  | { readonly kind: "remove" }
  | { readonly kind: "rename"; readonly to: string }
);

/** Replaces what stands at a place; an empty place inserts. Edits of one fix do not overlap. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}

/** One way to repair a finding, as a fixer proposes it: nothing is checked yet. */
export interface Fix {
  /** What it does, as a sentence without a subject: `Pin the service to one node`. */
  readonly title: string;
  /** Applying it changes no running data and no running behaviour that a person would miss. */
  readonly safe: boolean;
  readonly remedy?: Remedy | undefined;
  readonly changes: readonly Change[];
  /** Variables that the change waits for at deploy, with values that stand in for them while the fix is checked. */
  readonly standIns?: ReadonlyMap<string, string> | undefined;
  /** Rules that may report warnings or notes afterwards, because the title or the commands say what they say. */
  readonly accepts?: readonly string[] | undefined;
  readonly runbook?: readonly RunbookStep[] | undefined;
}

/** What a fixer may look at. */
export interface FixContext extends RuleContext {
  /** What stands in each file, before variables are filled in and files are merged. */
  readonly roots: ReadonlyMap<SourceFile, Mapping>;
  readonly storage: StoragePolicy | undefined;
  /** Whether there was no such stack before the change that is checked. */
  readonly isNew: boolean;
  /** Whether a file belongs to another stack too, by the configuration. */
  isShared(file: SourceFile): boolean;
  /** Neither an edit nor a command holds a variable's value. */
  readonly redaction: Redaction;
}

/** Ways to repair what a rule found, the best first. */
export type Fixer = (problem: RuleProblem, context: FixContext) => Iterable<Fix>;
