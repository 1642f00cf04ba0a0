import type { Change, Edit, Value } from "../edit/change.ts";
import { editsFor } from "../edit/edits.ts";
import type { ReportedFix, RunbookStep } from "../model/finding.ts";
import type { Found } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";
import { Batches } from "./batches.ts";
import type { Budget } from "./budget.ts";
import { losesData, mayStartEmpty } from "./deploy-effects.ts";
import { FIXERS } from "./fixers/index.ts";
import { redactedScript } from "./migrate/shell.ts";
import type { Fix, FixContext } from "./model.ts";
import { type Candidate, type Reading, type Recheck, severityOf, type VerifiedFix, verifyFixes } from "./verify.ts";

/** The fixes of findings, as far as the work for them went. */
export interface Fixes {
  /** The fixes of each finding that hold what they promise, the best first. */
  readonly offered: ReadonlyMap<Found, readonly ReportedFix[]>;
  /** Findings without a fix for which there may be one. */
  readonly untried: ReadonlySet<Found>;
}

/** Works out the fixes of findings, the worst findings first. */
export function fixesFor(
  found: readonly Found[],
  context: FixContext,
  before: Reading,
  recheck: Recheck,
  budget: Budget,
): Fixes {
  const proposed = new Map<Found, readonly Candidate[]>();
  const untried = new Set<Found>();
  const rank = (one: Found) => WORST_FIRST.indexOf(severityOf(one));
  for (const target of [...found].sort((a, b) => rank(a) - rank(b))) {
    if (!FIXERS.has(target.rule.id)) continue;
    if (budget.isSpent) untried.add(target);
    else proposed.set(target, candidatesFor(target, context, budget));
  }
  const verified = new Map<Found, VerifiedFix[]>();
  for (const batch of new Batches([...proposed.values()].flat())) {
    const open = batch.filter(({ target, fix }) => !verified.get(target)?.some((one) => one.fix.title === fix.title));
    const result = verifyFixes(open, before, recheck, budget);
    for (const one of result.verified) verified.set(one.target, [...(verified.get(one.target) ?? []), one]);
    for (const { target } of result.untried) untried.add(target);
  }
  const offered = new Map<Found, readonly ReportedFix[]>();
  for (const [target, some] of verified) {
    const order = proposed.get(target)?.map(({ fix }) => fix) ?? [];
    const fixes = [...some]
      .sort((a, b) => order.indexOf(a.fix) - order.indexOf(b.fix))
      .filter(({ fix, replaced }) => !losesData(target, fix, replaced, context))
      .map((one) => toReported(one, context));
    if (fixes.length > 0) offered.set(target, fixes);
  }
  for (const target of offered.keys()) untried.delete(target);
  return { offered, untried };
}

const WORST_FIRST = ["error", "warning", "note"] as const;

const EDITS = new WeakMap<Fix, readonly Edit[] | "none">();

function candidatesFor(target: Found, context: FixContext, budget: Budget): Candidate[] {
  const fixes = FIXERS.get(target.rule.id)?.(target.problem, context) ?? [];
  return Array.from(fixes).flatMap((fix) => {
    const known = EDITS.get(fix) ?? editsOf(fix, context);
    EDITS.set(fix, known);
    budget.takeEdits(fix.changes.length);
    return known === "none" || known.length === 0 ? [] : [{ target, fix, edits: known }];
  });
}

/** What a variable holds is for the deploy: nobody wants it in the file. */
function editsOf({ changes }: Fix, context: FixContext): readonly Edit[] | "none" {
  if (changes.some((change) => writesValue(change, context))) return "none";
  return editsFor(changes, context.roots) ?? "none";
}

function writesValue(change: Change, { redaction }: FixContext): boolean {
  if (change.kind === "remove") return false;
  // A new key is the end of the path.
  const written = change.kind === "rename" ? change.to : [change.path.at(-1) ?? null, change.value];
  const holds = (value: Value): boolean => {
    if (typeof value === "string") return redaction.holds(value);
    return value !== null && typeof value === "object" && Object.entries(value).flat().some(holds);
  };
  return holds(written);
}

/** Pressed without a look at the data, it must start no task that could come up without it. */
function toReported({ fix, edits, replaced }: VerifiedFix, context: FixContext): ReportedFix {
  const { title, safe, remedy, runbook } = fix;
  const { redaction } = context;
  return {
    title: redaction.sentence(title),
    safe: safe && !replaced.some((name) => mayStartEmpty(name, context)),
    ...(remedy === undefined ? {} : { remedy }),
    edits: edits.map(({ place: { file, start, end }, text }) => ({ path: file.path, start, end, text })),
    ...(runbook === undefined ? {} : { runbook: runbook.map((step) => redactedStep(step, redaction)) }),
  };
}

function redactedStep(step: RunbookStep, redaction: Redaction): RunbookStep {
  return {
    ...step,
    title: redaction.sentence(step.title),
    commands: step.commands.map((command) => redactedScript(command, redaction)),
  };
}
