import { type Mapping, toPlain } from "../yaml/tree.ts";
import type { Change, Path } from "./change.ts";

type Collection = unknown[] | Record<string, unknown>;

/**
 * What a file must hold after changes: its plain value, changed as a value and never as a text. A second way to the same
 * result, which shares nothing with the edits: a file that reads otherwise after them is not what the changes meant.
 */
export function expectedValue(root: Mapping, changes: readonly Change[]): unknown {
  // Renamed last, so that all paths mean the file as it was read.
  const last = ({ kind }: Change) => (kind === "rename" ? 2 : kind === "remove" ? 1 : 0);
  const removals = changes.filter(({ kind }) => kind === "remove").reverse();
  const rest = changes.filter(({ kind }) => kind !== "remove");
  const own = new Set<Collection>();
  return [...rest, ...removals]
    .sort((a, b) => last(a) - last(b))
    .reduce<unknown>((value, change) => changed(value, change.path, change, own), toPlain(root));
}

/** The value with one change. Collections in `own` are nobody else's, and are changed in place. */
function changed(value: unknown, path: Path, change: Change, own: Set<Collection>): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return atEnd(value, change);
  const isLast = rest.length === 0;
  if (Array.isArray(value)) {
    const index = Number(first);
    const list = owned(value, own, (items) => [...items]);
    const next = isLast && change.kind === "remove" ? undefined : changed(list[index], rest, change, own);
    if (next === undefined) list.splice(index, 1);
    else list[index] = next;
    return list.length === 0 ? undefined : list;
  }
  const entries = owned((value ?? {}) as Record<string, unknown>, own, (one) =>
    Object.assign(Object.create(null), one),
  );
  const key = String(first);
  if (isLast && change.kind === "rename") {
    const old = entries[key];
    delete entries[key];
    entries[change.to] = old;
    return entries;
  }
  const next = isLast && change.kind === "remove" ? undefined : changed(entries[key], rest, change, own);
  if (next !== undefined) {
    entries[key] = next;
    return entries;
  }
  delete entries[key];
  return Object.keys(entries).length === 0 ? undefined : entries;
}

function owned<C extends Collection>(collection: C, own: Set<Collection>, copy: (collection: C) => C): C {
  if (own.has(collection)) return collection;
  const made = copy(collection);
  own.add(made);
  return made;
}

function atEnd(value: unknown, change: Change): unknown {
  if (change.kind === "append") return [...((value ?? []) as unknown[]), change.value];
  return change.kind === "set" ? change.value : value;
}

/** Whether two plain values are the same, whatever the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}
