import type { Change, Edit } from "../edit/change.ts";
import { applyEdits } from "../edit/edits.ts";
import { expectedValue, sameValue } from "../edit/expected.ts";
import type { Severity } from "../model/finding.ts";
import type { SourceFile } from "../model/text.ts";
import type { StackView } from "../persistence/exposure.ts";
import type { Found } from "../rules/rule.ts";
import { type Mapping, toPlain } from "../yaml/tree.ts";
import { Budget } from "./budget.ts";
import { replacedServices } from "./deploy-effects.ts";
import type { Fix } from "./model.ts";

/** A stack, read and checked. */
export interface Reading {
  readonly found: readonly Found[];
  /** By file, in the order in which the files are merged. */
  readonly roots: ReadonlyMap<SourceFile, Mapping>;
  readonly context: StackView;
}

/** Checks other texts of the same files, with values for variables; undefined when they cannot be read to their end. */
export type Recheck = (files: readonly SourceFile[], variables: ReadonlyMap<string, string>) => Reading | undefined;

/** A fix of one finding, with its edits, before anything is checked. */
export interface Candidate {
  readonly target: Found;
  readonly fix: Fix;
  readonly edits: readonly Edit[];
}

/** One that keeps its promise. */
export interface VerifiedFix extends Candidate {
  /** The services whose tasks the next deploy replaces because of it. */
  readonly replaced: readonly string[];
}

/** What one look at a stack decides. */
interface Verification {
  readonly verified: readonly VerifiedFix[];
  /** Those for which no work was left. */
  readonly untried: readonly Candidate[];
}

/** One text of a fix, for all findings that it may settle. */
type Unit = readonly [Candidate, ...Candidate[]];

/**
 * Those that keep their promise: the files say what the changes say and nothing else has changed in them, the finding is
 * gone, and nothing new is refused, an error or a warning. They are applied together, because to read a stack again takes
 * long, and must not touch the same text; where together is too much, some of them are tried by themselves.
 */
export function verifyFixes(
  candidates: readonly Candidate[],
  before: Reading,
  recheck: Recheck,
  budget: Budget = new Budget([...before.roots.keys()]),
): Verification {
  const verified: VerifiedFix[] = [];
  const untried: Candidate[] = [];
  const waiting = [unitsOf(candidates)];
  for (let units = waiting.pop(); units !== undefined; units = waiting.pop()) {
    if (units.length === 0) continue;
    if (!budget.takeLook([...before.roots.keys()])) {
      untried.push(...units.flat());
      continue;
    }
    const after = applied(units, before, recheck);
    if (after === undefined) {
      waiting.push(...halves(units));
      continue;
    }
    const gone = units.map((unit) => unit.filter((one) => isGone(one, before, after)));
    const worse = servicesWorse(before, after, units, gone.flat());
    const blamed = units.map(
      (unit, index) => gone[index]?.length === 0 || [...servicesOf(unit[0])].some((name) => worse.has(name)),
    );
    if (!blamed.includes(true)) {
      // What is worse and nobody's own is found by trying fewer.
      if (worse.size > 0) waiting.push(...halves(units));
      else {
        for (const [index, unit] of units.entries()) {
          const replaced = replacedBy(unit, before, after);
          verified.push(...(gone[index] ?? []).map((one) => ({ ...one, replaced })));
        }
      }
      continue;
    }
    waiting.push(
      units.filter((_, index) => !blamed[index]),
      ...(units.length > 1 ? unsure(units, blamed, gone) : []),
    );
  }
  return { verified, untried };
}

/** Fixes with the same text are looked at once. */
function unitsOf(candidates: readonly Candidate[]): Unit[] {
  const units = new Map<string, [Candidate, ...Candidate[]]>();
  for (const one of candidates) {
    const key = editsKey(one.edits);
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [one]);
    else unit.push(one);
  }
  return [...units.values()];
}

const KEYS = new WeakMap<readonly Edit[], string>();

/** The same for edits that do the same. */
export function editsKey(edits: readonly Edit[]): string {
  const known = KEYS.get(edits);
  if (known !== undefined) return known;
  const key = JSON.stringify(edits.map(({ place: { file, start, end }, text }) => [file.path, start, end, text]));
  KEYS.set(edits, key);
  return key;
}

/** Those of the blamed that may have to answer for another one about the same service; the others are out. */
function unsure(units: readonly Unit[], blamed: readonly boolean[], gone: readonly (readonly Candidate[])[]): Unit[][] {
  const owners = ownersOf(units);
  const open = units.filter((unit, index) => {
    const shares = [...servicesOf(unit[0])].some((name) => (owners.get(name) ?? 0) > 1);
    return blamed[index] && gone[index]?.length !== 0 && shares;
  });
  return open.length < 2 || open.length < units.length ? [open] : halves(open);
}

/** How many fixes are about each service. */
function ownersOf(units: readonly Unit[]): Map<string, number> {
  const owners = new Map<string, number>();
  for (const unit of units) for (const name of servicesOf(unit[0])) owners.set(name, (owners.get(name) ?? 0) + 1);
  return owners;
}

function halves(units: readonly Unit[]): Unit[][] {
  if (units.length < 2) return [];
  const middle = units.length >> 1;
  return [units.slice(middle), units.slice(0, middle)];
}

/** The stack with all of these fixes; undefined when it does not say what their changes say. */
function applied(units: readonly Unit[], before: Reading, recheck: Recheck): Reading | undefined {
  const fixes = units.map(([first]) => first);
  const changed = applyEdits(fixes.flatMap(({ edits }) => edits));
  const files = Array.from(before.roots.keys(), (file) => changed.get(file) ?? file);
  const standIns = new Map(fixes.flatMap(({ fix }) => [...(fix.standIns ?? [])]));
  const after = recheck(files, standIns);
  const changes = fixes.flatMap(({ fix }) => fix.changes);
  return after && saysTheSame(changes, before, after) ? after : undefined;
}

function replacedBy(unit: Unit, before: Reading, after: Reading): string[] {
  const own = new Set(unit.flatMap((one) => [...servicesOf(one)]));
  own.delete("");
  return replacedServices(own, before.context, after.context);
}

/** A finding that goes along with a volume to its new name is not gone. */
function isGone({ target, fix }: Candidate, before: Reading, after: Reading): boolean {
  const key = exactKey(target);
  const now = keysOf(after);
  const renamed = exactKey(target, withNewNames(target.problem.subject, fix));
  const left = (now.get(key) ?? 0) + (renamed === key ? 0 : (now.get(renamed) ?? 0));
  return (keysOf(before).get(key) ?? 0) > left;
}

const EXACT = new WeakMap<Reading, ReadonlyMap<string, number>>();

/** How often each thing is found. */
function keysOf(reading: Reading): ReadonlyMap<string, number> {
  const known = EXACT.get(reading);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const one of reading.found) {
    const key = exactKey(one);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  EXACT.set(reading, counts);
  return counts;
}

const SERVICES = new WeakMap<Candidate, ReadonlySet<string>>();

/** The services that a fix is about, and `""` where it is about volumes alone. */
export function servicesOf(candidate: Candidate): ReadonlySet<string> {
  const known = SERVICES.get(candidate);
  if (known !== undefined) return known;
  const { target, fix } = candidate;
  const changed = fix.changes.flatMap(({ path: [section, name] }) => (section === "services" ? [String(name)] : []));
  const services = new Set([target.problem.service ?? "", ...changed]);
  SERVICES.set(candidate, services);
  return services;
}

function saysTheSame(changes: readonly Change[], before: Reading, after: Reading): boolean {
  const now = [...after.roots.values()];
  if (now.length !== before.roots.size) return false;
  return Array.from(before.roots).every(([file, root], index) => {
    const own = changes.filter((change) => change.file === file);
    return sameValue(toPlain(now[index] as Mapping), expectedValue(root, own));
  });
}

/**
 * The services, or `""` for the volumes, of which a rule complains more often or more loudly than before. Where several
 * fixes are about a service, each has to make its own complaint go, so that none hides what another brings.
 */
function servicesWorse(
  before: Reading,
  after: Reading,
  units: readonly Unit[],
  gone: readonly Candidate[],
): Set<string> {
  const accepts = new Set(units.flatMap(([{ fix }]) => fix.accepts ?? []));
  const owners = ownersOf(units);
  const old = complaints(before.found, accepts);
  const settled = complaints([...new Set(gone.map(({ target }) => target))], accepts);
  const worse = Array.from(complaints(after.found, accepts)).filter(([key, { service, times }]) => {
    const must = (owners.get(service) ?? 0) > 1 ? (settled.get(key)?.times ?? 0) : 0;
    return times > (old.get(key)?.times ?? 0) - must;
  });
  return new Set(worse.map(([, { service }]) => service));
}

/** What a finding is about. The volume's key is left out: its subject tells. */
function exactKey({ rule, problem }: Found, subject = problem.subject): string {
  return JSON.stringify([rule.id, problem.place.file.path, problem.service ?? "", subject]);
}

/** A subject with the names that volumes have after a fix. */
function withNewNames(subject: string, { changes }: Fix): string {
  const names = new Map(
    changes.flatMap((change) => (change.kind === "rename" ? [[String(change.path.at(-1)), change.to] as const] : [])),
  );
  return names.size === 0 ? subject : subject.replace(/[\w.-]+/g, (word) => names.get(word) ?? word);
}

interface Complaint {
  /** `""` for volumes. */
  readonly service: string;
  readonly times: number;
}

/**
 * How often each rule complains of a service, and how often with an error, of what has any weight. Keys of volumes and
 * paths of mounts make no difference: a fix may change them.
 */
function complaints(found: readonly Found[], accepts: ReadonlySet<string>): Map<string, Complaint> {
  const all = new Map<string, Complaint>();
  const add = (service: string, ...about: readonly string[]) => {
    const key = JSON.stringify([service, ...about]);
    all.set(key, { service, times: (all.get(key)?.times ?? 0) + 1 });
  };
  for (const one of found) {
    const { rule, problem } = one;
    const severity = severityOf(one);
    if (severity === "note" && (problem.category ?? rule.category) !== "rejected") continue;
    if (severity === "warning" && accepts.has(rule.id)) continue;
    const { service = "", place } = problem;
    add(service, rule.id, place.file.path);
    if (severity === "error") add(service, rule.id, place.file.path, "error");
  }
  return all;
}

export const severityOf = ({ rule, problem }: Found): Severity => problem.severity ?? rule.severity;
