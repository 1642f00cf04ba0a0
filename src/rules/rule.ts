import type { Exposure } from "../persistence/exposure.ts";
import type { ClusterFacts } from "../persistence/facts.ts";
import type { Category, Severity } from "../report.ts";
import type { Stack } from "../stack/model.ts";
import type { Via } from "../stack/tree.ts";
import type { Place } from "../text.ts";

export interface RuleContext {
  readonly stack: Stack;
  readonly exposures: readonly Exposure[];
  readonly facts: ClusterFacts;
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
  check(context: RuleContext): Iterable<RuleProblem>;
}

/** A rule whose findings are made while the stack is read. */
export function readingRule(meta: Omit<Rule, "check">): Rule {
  return {
    ...meta,
    check: ({ stack: { problems } }) =>
      problems.length === 0 ? problems : problems.filter(({ rule }) => rule === meta.id),
  };
}

/** The parts of a finding that follow from its exposure. */
export function about({
  view,
  mount,
  volume,
  target,
}: Exposure): Pick<RuleProblem, "place" | "via" | "service" | "volume" | "subject"> {
  const { service } = view;
  return {
    place: mount?.place ?? service.image?.via?.use ?? service.image?.place ?? service.place,
    via: mount?.via ?? (mount ? undefined : service.image?.via),
    service: service.name,
    volume: volume?.key,
    subject: `${service.name}:${target}`,
  };
}
