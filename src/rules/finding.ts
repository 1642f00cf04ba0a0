import { hash } from "node:crypto";
import type { Finding, Severity } from "../report.ts";
import { positionAt } from "../text.ts";
import type { Found } from "./rule.ts";

/** How often each place in the structure has been spoken of, so that equal fingerprints are numbered. */
export type Ordinals = Map<string, number>;

/** What a rule said, with the place as people count it. `pathFor` gives the path that the fingerprint holds. */
export function toFinding(
  { rule, problem }: Found,
  ordinals: Ordinals,
  pathFor: (path: string) => string = (path) => path,
): Finding {
  const { place, via, service, volume, help, subject } = problem;
  const { path } = place.file;
  const start = positionAt(place.file, place.start);
  const end = positionAt(place.file, Math.max(place.start, place.end));
  return {
    ruleId: rule.id,
    category: problem.category ?? rule.category,
    severity: problem.severity ?? rule.severity,
    message: problem.message,
    ...(help === undefined ? {} : { help }),
    path,
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    ...(service === undefined ? {} : { service }),
    ...(volume === undefined ? {} : { volume }),
    ...(via?.anchor ? { anchor: via.anchor } : {}),
    fingerprint: fingerprintOf([rule.id, pathFor(path), service ?? "", volume ?? "", subject], ordinals),
    fixes: [],
  };
}

/** Made of rule, path and structure, never of a line; equal ones are numbered in order. */
export function fingerprintOf(parts: readonly string[], ordinals: Ordinals): string {
  const base = parts.join("\n");
  const ordinal = ordinals.get(base) ?? 0;
  ordinals.set(base, ordinal + 1);
  return hash("sha256", `${base}\n${ordinal}`).slice(0, 32);
}

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
