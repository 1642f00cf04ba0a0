import type { ClusterFacts } from "../model/cluster.ts";
import type { Category, Severity } from "../model/finding.ts";
import type { Problem } from "../model/problem.ts";
import type { RuleOption, RuleOptions } from "../model/rule-options.ts";
import type { Place } from "../model/text.ts";
import type { Exposure, StackView } from "../persistence/exposure.ts";
import type { Via } from "../yaml/tree.ts";

export interface RuleContext extends StackView {
  readonly facts: ClusterFacts;
  /** What runs now, when a change is checked; rules of category `change` say nothing without it. */
  readonly base?: StackView | undefined;
  /** What was found while the stack was priced; absent when no prices are asked for. */
  readonly costProblems?: readonly Problem[] | undefined;
  /** What the configuration says to single rules, by rule id. */
  readonly options?: ReadonlyMap<string, RuleOptions> | undefined;
}

/** What a rule says about one place. It prints nothing and changes nothing. */
export interface RuleProblem {
  readonly place: Place;
  /** What happens to the data, and when. */
  readonly message: string;
  /** What to do. */
  readonly help?: string | undefined;
  /** Where the rule's own severity does not fit the case. */
  readonly severity?: Severity | undefined;
  /** Where the rule's own category does not fit the case. */
  readonly category?: Category | undefined;
  readonly service?: string | undefined;
  readonly volume?: string | undefined;
  readonly via?: Via | undefined;
  /** The exposure that it follows from, for whoever builds a fix. */
  readonly exposure?: Exposure | undefined;
  /** What it is about, without line numbers: part of the fingerprint. */
  readonly subject: string;
}

export interface Rule {
  readonly id: string;
  readonly category: Category;
  /** The severity that most of its findings have. */
  readonly severity: Severity;
  /** One line for lists. */
  readonly summary: string;
  /** What a configuration can set; `context.options` holds what it did set, checked by type. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  check(context: RuleContext): Iterable<RuleProblem>;
}

/** A problem and the rule that found it. */
export interface Found {
  readonly rule: Rule;
  readonly problem: RuleProblem;
}

/** What the configuration says to an option of type `texts`; nothing when it does not say anything. */
export function textsOption({ options }: RuleContext, ruleId: string, name: string): readonly string[] {
  return (options?.get(ruleId)?.options.get(name) as readonly string[] | undefined) ?? [];
}
