import { type Mapping, toPlain } from "../stack/tree.ts";
import type { Change, Path } from "./model.ts";

/** What a file must hold after the changes: its plain value, changed as a value and not as a text. */
export function expectedValue(root: Mapping, changes: readonly Change[]): unknown {
  let value = toPlain(root);
  // Renamed last, so that all paths mean the file as it was read.
  const last = ({ kind }: Change) => (kind === "rename" ? 2 : kind === "remove" ? 1 : 0);
  const removals = changes.filter(({ kind }) => kind === "remove").reverse();
  const rest = changes.filter(({ kind }) => kind !== "remove");
  for (const change of [...rest, ...removals].sort((a, b) => last(a) - last(b)))
    value = changed(value, change.path, change);
  return value;
}

function changed(value: unknown, path: Path, change: Change): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return atEnd(value, change);
  if (Array.isArray(value)) {
    const index = Number(first);
    const next = rest.length === 0 && change.kind === "remove" ? undefined : changed(value[index], rest, change);
    return next === undefined ? emptyToNothing(value.toSpliced(index, 1)) : value.with(index, next);
  }
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  const key = String(first);
  if (rest.length === 0 && change.kind === "rename") {
    return mapping(entries.map(([name, one]) => [name === key ? change.to : name, one]));
  }
  const old = entries.find(([name]) => name === key)?.[1];
  const next = rest.length === 0 && change.kind === "remove" ? undefined : changed(old, rest, change);
  const others = entries.filter(([name]) => name !== key);
  return next === undefined ? emptyToNothing(mapping(others)) : mapping([...others, [key, next]]);
}

function atEnd(value: unknown, change: Change): unknown {
  if (change.kind === "append") return [...((value ?? []) as unknown[]), change.value];
  return change.kind === "set" ? change.value : value;
}

/** A collection that a removal leaves empty goes too. */
function emptyToNothing<T extends object>(collection: T): T | undefined {
  return Object.keys(collection).length === 0 ? undefined : collection;
}

function mapping(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
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
