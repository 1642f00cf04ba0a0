import type { Severity } from "./finding.ts";

/** What a rule lets a configuration set, by the option's name. */
export interface RuleOption {
  /** A list of strings; no rule needs another type yet. */
  readonly type: "texts";
  /** One line for the documentation. */
  readonly summary: string;
}

export interface RuleOptions {
  /** undefined: the rule's own. */
  readonly severity: Severity | "off" | undefined;
  /** Options of this one rule, by name. */
  readonly options: ReadonlyMap<string, unknown>;
}
