import type { Category, Severity } from "../model/finding.ts";
import { rules } from "../rules/index.ts";

/** The name of the program. */
export const PROGRAM = "swarm-volume-check";
/** The version of the program; a test compares it with `package.json`. */
export const VERSION = "1.0.0";

/** What a list of the rules tells of each. */
interface ListedRule {
  readonly id: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly summary: string;
}

/** All rules, in the order of the documentation. */
export function listedRules(): ListedRule[] {
  return rules.map(({ id, category, severity, summary }) => ({ id, severity, category, summary }));
}
