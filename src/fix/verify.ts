import type { Found } from "../rules/rule.ts";
import { type Mapping, toPlain } from "../stack/tree.ts";
import type { SourceFile } from "../text.ts";
import { applyEdits } from "./edits.ts";
import { expectedValue, sameValue } from "./expected.ts";
import type { Change, Edit, Fix } from "./model.ts";

/** A stack, read and checked. */
export interface Reading {
  readonly found: readonly Found[];
  /** By file, in the order in which the files are merged. */
  readonly roots: ReadonlyMap<SourceFile, Mapping>;
}

/** Checks other texts of the same files, with values for variables; undefined when they cannot be read to their end. */
export type Recheck = (files: readonly SourceFile[], variables: ReadonlyMap<string, string>) => Reading | undefined;

/** A fix of one finding, with its edits; nothing is checked yet. */
export interface Candidate {
  readonly target: Found;
  readonly fix: Fix;
  readonly edits: readonly Edit[];
}

/**
 * Those that keep their promise: the files say what the changes say and nothing else has changed in them, the finding is
 * gone, and nothing new is refused, an error or a warning. They are applied together, because to read a stack again takes
 * long, and must not touch the same service or the same text; where together is too much, each is tried by itself.
 */
export function holding(candidates: readonly Candidate[], before: Reading, recheck: Recheck): readonly Candidate[] {
  let left = candidates;
  while (left.length > 0) {
    const after = applied(left, before, recheck);
    if (after === undefined) return halves(left, (half) => holding(half, before, recheck));
    const kept = left.filter((one) => isGone(one, before, after));
    const worse = servicesWorse(
      before,
      after,
      left.flatMap(({ fix }) => fix.accepts ?? []),
    );
    if (kept.length === left.length && worse.size === 0) return left;
    const fine = kept.filter((one) => [...servicesOf(one)].every((name) => !worse.has(name)));
    if (fine.length === left.length) return halves(left, (half) => holding(half, before, recheck));
    left = fine;
  }
  return [];
}

function halves(all: readonly Candidate[], of: (half: readonly Candidate[]) => readonly Candidate[]): Candidate[] {
  if (all.length < 2) return [];
  const middle = all.length >> 1;
  return [...of(all.slice(0, middle)), ...of(all.slice(middle))];
}

/** The stack with all of these fixes; undefined when it does not say what their changes say. */
function applied(candidates: readonly Candidate[], before: Reading, recheck: Recheck): Reading | undefined {
  const changed = applyEdits(candidates.flatMap(({ edits }) => edits));
  const files = Array.from(before.roots.keys(), (file) => changed.get(file) ?? file);
  const standIns = new Map(candidates.flatMap(({ fix }) => [...(fix.standIns ?? [])]));
  const after = recheck(files, standIns);
  const changes = candidates.flatMap(({ fix }) => fix.changes);
  return after && saysTheSame(changes, before, after) ? after : undefined;
}

function isGone({ target, fix }: Candidate, before: Reading, after: Reading): boolean {
  const key = exactKey(target);
  return countOf(before, key, exactKey) > countOf(after, key, (one) => withOldNames(exactKey(one), fix));
}

/** The services that a fix is about, and `""` where it is about volumes alone. */
export function servicesOf({ target, fix }: Candidate): Set<string> {
  const changed = fix.changes.flatMap(({ path: [section, name] }) => (section === "services" ? [String(name)] : []));
  return new Set([target.problem.service ?? "", ...changed]);
}

function saysTheSame(changes: readonly Change[], before: Reading, after: Reading): boolean {
  const now = [...after.roots.values()];
  if (now.length !== before.roots.size) return false;
  return Array.from(before.roots).every(([file, root], index) => {
    const own = changes.filter((change) => change.file === file);
    return sameValue(toPlain(now[index] as Mapping), expectedValue(root, own));
  });
}

/** The services, or `""` for the volumes, of which a rule complains more often or more loudly than before. */
function servicesWorse(before: Reading, after: Reading, accepts: readonly string[]): Set<string> {
  const weigh = ({ found }: Reading) => {
    const counts = new Map<string, number>();
    for (const one of found) {
      const severity = severityOf(one);
      if (severity === "note" && categoryOf(one) !== "rejected") continue;
      if (severity === "warning" && accepts.includes(one.rule.id)) continue;
      const key = roughKey(one);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (severity === "error") counts.set(`${key}\nerror`, (counts.get(`${key}\nerror`) ?? 0) + 1);
    }
    return counts;
  };
  const old = weigh(before);
  const worse = Array.from(weigh(after)).filter(([key, count]) => count > (old.get(key) ?? 0));
  return new Set(worse.map(([key]) => key.split("\n")[2] ?? ""));
}

const severityOf = ({ rule, problem }: Found) => problem.severity ?? rule.severity;
const categoryOf = ({ rule, problem }: Found) => problem.category ?? rule.category;

/** Keys of volumes and paths of mounts are left out: a fix may change them. */
function roughKey({ rule, problem }: Found): string {
  return [rule.id, problem.place.file.path, problem.service ?? ""].join("\n");
}

/** What a finding is about. The volume's key is left out: its subject tells. */
function exactKey({ rule, problem }: Found): string {
  const { place, service = "", subject } = problem;
  return [rule.id, place.file.path, service, subject].join("\n");
}

/** A finding that goes along with a volume to its new name is not gone. */
function withOldNames(key: string, { changes }: Fix): string {
  return changes.reduce((now, change) => {
    const old = change.path.at(-1);
    return change.kind === "rename" && typeof old === "string" ? now.replaceAll(change.to, old) : now;
  }, key);
}

function countOf({ found }: Reading, key: string, keyOf: (one: Found) => string): number {
  return found.filter((one) => keyOf(one) === key).length;
}
