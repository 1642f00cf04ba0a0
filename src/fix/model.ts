import type { Change } from "../edit/change.ts";
import type { Remedy, RunbookStep } from "../model/finding.ts";
import type { StoragePolicy } from "../model/storage-policy.ts";
import type { SourceFile } from "../model/text.ts";
import type { RuleContext, RuleProblem } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";
import type { Mapping } from "../yaml/tree.ts";

/** One way to repair a finding, as a fixer proposes it: nothing is checked yet. */
export interface Fix {
  /** What it does, as a sentence without a subject: `Pin the service to one node`. */
  readonly title: string;
  /** Applying it changes no running data and no running behaviour that a person would miss. */
  readonly safe: boolean;
  readonly remedy?: Remedy | undefined;
  readonly changes: readonly Change[];
  /**
   * Variables that the change waits for at deploy (`${NAME:?...}`), with values that stand in for them while the fix is
   * checked.
   */
  readonly standIns?: ReadonlyMap<string, string> | undefined;
  /**
   * Ids of rules that may warn afterwards where they did not before, because the title or the commands say the same. A new
   * error is never accepted; new notes always are, unless the note is that something is refused.
   */
  readonly accepts?: readonly string[] | undefined;
  /** Commands that go with it, in the order in which a person runs them. */
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

/** Yields ways to repair what a rule found, the best first. What does not hold is dropped before anybody sees it. */
export type Fixer = (problem: RuleProblem, context: FixContext) => Iterable<Fix>;
