import { hash } from "node:crypto";
import type { Finding } from "../model/finding.ts";
import { positionAt } from "../model/text.ts";
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
