import type { Found } from "../rules/rule.ts";
import { type Mapping, toPlain } from "../stack/tree.ts";
import type { SourceFile } from "../text.ts";
import { applyEdits, editsFor } from "./edits.ts";
import { expectedValue, sameValue } from "./expected.ts";
import type { Edit, Fix } from "./model.ts";

/** A stack, read and checked. */
export interface Reading {
  readonly found: readonly Found[];
  /** By file, in the order in which the files are merged. */
  readonly roots: ReadonlyMap<SourceFile, Mapping>;
}

/** Checks other texts of the same files, with values for variables; undefined when they cannot be read to their end. */
export type Recheck = (files: readonly SourceFile[], variables: ReadonlyMap<string, string>) => Reading | undefined;

/**
 * The edits of a fix that keeps its promise: the files say what the changes say and nothing else has changed in them, the
 * finding is gone, and nothing new is refused, an error or a warning.
 */
export function verified(fix: Fix, target: Found, before: Reading, recheck: Recheck): Edit[] | undefined {
  const edits = editsFor(fix.changes, before.roots);
  if (edits === undefined || edits.length === 0) return undefined;
  const changed = applyEdits(edits);
  const files = [...before.roots.keys()];
  const after = recheck(
    files.map((file) => changed.get(file) ?? file),
    fix.standIns ?? new Map(),
  );
  if (after === undefined || !saysTheSame(fix, before, after)) return undefined;
  const key = exactKey(target);
  const gone = countOf(before, key, exactKey) > countOf(after, key, (one) => withOldNames(exactKey(one), fix));
  return gone && isNoWorse(before, after, fix.accepts ?? []) ? edits : undefined;
}

function saysTheSame({ changes }: Fix, before: Reading, after: Reading): boolean {
  const now = [...after.roots.values()];
  if (now.length !== before.roots.size) return false;
  return Array.from(before.roots).every(([file, root], index) => {
    const own = changes.filter((change) => change.file === file);
    return sameValue(toPlain(now[index] as Mapping), expectedValue(root, own));
  });
}

/** Whether no rule complains of a service, or of the volumes, more often or more loudly than before. */
export function isNoWorse(before: Reading, after: Reading, accepts: readonly string[]): boolean {
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
  return Array.from(weigh(after)).every(([key, count]) => count <= (old.get(key) ?? 0));
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
