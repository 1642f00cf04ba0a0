import { hash } from "node:crypto";
import type { Finding } from "../report.ts";
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

/** What is said once of several services stands before what is said of each. */
const OF_SEVERAL = new Set(["volume-split-between-nodes"]);

/** By path, line, column and rule. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) ||
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    Number(OF_SEVERAL.has(b.ruleId)) - Number(OF_SEVERAL.has(a.ruleId)) ||
    compare(a.ruleId, b.ruleId)
  );
}
