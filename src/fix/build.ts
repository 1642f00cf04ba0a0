import type { ReportedFix, RunbookStep } from "../report.ts";
import type { Found } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";
import { meet } from "../text.ts";
import { editsFor } from "./edits.ts";
import { FIXERS } from "./fixers.ts";
import type { Change, Edit, Fix, FixContext, Value } from "./model.ts";
import { redactedScript } from "./shell.ts";
import { type Candidate, holding, type Reading, type Recheck, servicesOf } from "./verify.ts";

/** The fixes of each finding that hold what they promise, the best first. */
export function fixesFor(
  found: readonly Found[],
  context: FixContext,
  before: Reading,
  recheck: Recheck,
): Map<Found, readonly ReportedFix[]> {
  const proposed = found.map((target) => ({ target, candidates: candidatesFor(target, context) }));
  const holds = new Set<Candidate>();
  const done = new Map<Found, Set<string>>();
  for (const batch of batches(proposed.flatMap(({ candidates }) => candidates))) {
    const open = batch.filter(({ target, fix }) => !done.get(target)?.has(fix.title));
    for (const candidate of holding(open, before, recheck)) {
      holds.add(candidate);
      done.set(candidate.target, (done.get(candidate.target) ?? new Set()).add(candidate.fix.title));
    }
  }
  return new Map(
    proposed.map(({ target, candidates }) => [
      target,
      offered(
        candidates.filter((one) => holds.has(one)),
        context.redaction,
      ),
    ]),
  );
}

function candidatesFor(target: Found, context: FixContext): Candidate[] {
  const fixes = FIXERS.get(target.rule.id)?.(target.problem, context) ?? [];
  return Array.from(fixes).flatMap((fix) => {
    const edits = editsFor(fix.changes, context.roots);
    if (edits === undefined || edits.length === 0) return [];
    // What a variable holds is for the deploy: nobody wants it in the file.
    return fix.changes.some((change) => writesValue(change, context)) ? [] : [{ target, fix, edits }];
  });
}

function writesValue(change: Change, { redaction }: FixContext): boolean {
  if (change.kind === "remove") return false;
  const written = change.kind === "rename" ? change.to : change.value;
  const holds = (value: Value): boolean => {
    if (typeof value === "string") return redaction.holds(value);
    return value !== null && typeof value === "object" && Object.entries(value).flat().some(holds);
  };
  return holds(written);
}

/** Groups of candidates that have nothing to do with each other: what one does says nothing about another. */
function batches(candidates: readonly Candidate[]): Candidate[][] {
  const all: { members: Candidate[]; services: Set<string>; edits: Edit[] }[] = [];
  for (const candidate of candidates) {
    const services = servicesOf(candidate);
    const room = all.find((batch) => {
      const shares = [...services].some((name) => batch.services.has(name));
      return !shares && !candidate.edits.some((edit) => batch.edits.some((other) => touch(edit, other)));
    });
    if (room === undefined) all.push({ members: [candidate], services, edits: [...candidate.edits] });
    else {
      room.members.push(candidate);
      room.edits.push(...candidate.edits);
      for (const name of services) room.services.add(name);
    }
  }
  return all.map(({ members }) => members);
}

function touch({ place: one }: Edit, { place: other }: Edit): boolean {
  return one.file === other.file && meet(one, other);
}

/** One fix of a title: the others are other ways to write the same. */
function offered(candidates: readonly Candidate[], redaction: Redaction): ReportedFix[] {
  const titles = new Set<string>();
  return candidates.flatMap(({ fix, edits }) => {
    if (titles.has(fix.title)) return [];
    titles.add(fix.title);
    return [toReported(fix, edits, redaction)];
  });
}

function toReported({ title, safe, remedy, runbook }: Fix, edits: readonly Edit[], redaction: Redaction): ReportedFix {
  return {
    title: redaction.sentence(title),
    safe,
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
