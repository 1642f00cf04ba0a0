import type { Finding, Severity } from "./finding.ts";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * What says where the data of a volume is, and who sees it, stands before what else is said of the volume, however bad
 * that is: a pin would leave behind what is in no volume, and one pin is for all services that share one.
 */
const SAID_FIRST = ["volume-wrong-path", "volume-split-between-nodes"];

/** The place in the order; the same number for all that have none of their own. */
export function precedence({ ruleId }: Pick<Finding, "ruleId">): number {
  const index = SAID_FIRST.indexOf(ruleId);
  return index < 0 ? SAID_FIRST.length : index;
}

export const isSaidFirst = (finding: Pick<Finding, "ruleId">): boolean => precedence(finding) < SAID_FIRST.length;

/** By path, line and column; of one place, what has to be read first, then the worst, then by rule. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) ||
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    precedence(a) - precedence(b) ||
    RANK[a.severity] - RANK[b.severity] ||
    compare(a.ruleId, b.ruleId)
  );
}

/** The worst first, then by place. */
export function byWorst(a: Finding, b: Finding): number {
  return RANK[a.severity] - RANK[b.severity] || compare(a.path, b.path) || a.startLine - b.startLine;
}
