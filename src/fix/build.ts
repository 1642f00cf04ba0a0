import type { ReportedFix } from "../report.ts";
import type { Found } from "../rules/rule.ts";
import { FIXERS } from "./fixers.ts";
import type { Edit, Fix, FixContext } from "./model.ts";
import { type Reading, type Recheck, verified } from "./verify.ts";

/** The fixes of one finding that hold what they promise, the best first. */
export function fixesFor(target: Found, context: FixContext, before: Reading, recheck: Recheck): ReportedFix[] {
  const fixer = FIXERS.get(target.rule.id);
  if (fixer === undefined) return [];
  const offered = new Map<string, ReportedFix>();
  for (const fix of fixer(target.problem, context)) {
    if (offered.has(fix.title)) continue; // another way to write the same
    const edits = verified(fix, target, before, recheck);
    if (edits !== undefined) offered.set(fix.title, toReported(fix, edits));
  }
  return [...offered.values()];
}

function toReported({ title, safe, remedy, runbook }: Fix, edits: readonly Edit[]): ReportedFix {
  return {
    title,
    safe,
    ...(remedy === undefined ? {} : { remedy }),
    edits: edits.map(({ place: { file, start, end }, text }) => ({ path: file.path, start, end, text })),
    ...(runbook === undefined ? {} : { runbook }),
  };
}
