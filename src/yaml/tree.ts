import type { Place } from "../model/text.ts";

/** How a value came to stand where it is used, when it is not written there. */
export interface Via {
  readonly kind: "alias" | "merge";
  readonly anchor: string;
  /** Where the alias is written: the use, while the value's own place is the definition. */
  readonly use: Place;
}

interface Written extends Place {
  readonly via: Via | undefined;
}

export interface Scalar extends Written {
  readonly kind: "scalar";
  /** After interpolation. A string may hold markers of variables that are not set (`unknown.ts`). */
  readonly value: string | number | boolean | null;
  /** What Docker prints for the value where that is not `String(value)` (large integers, floats, dates). */
  readonly printed: string | undefined;
}

export interface Key extends Place {
  readonly name: string;
}

export interface Entry {
  readonly key: Key;
  readonly value: Tree;
  /** What stood for this key and counts no longer: in an earlier file, or a mapping that a merge key would have brought. */
  readonly replaced?: Entry | undefined;
}

export interface Mapping extends Written {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Sequence extends Written {
  readonly kind: "sequence";
  readonly items: readonly Tree[];
}

/** YAML with aliases and merge keys resolved, every value knowing its place. */
export type Tree = Scalar | Mapping | Sequence;

/** What lies below an alias or a merge key came through it too; the outermost is where a person has to look. */
function inherit(value: Tree, { via }: Tree): Tree {
  return via === undefined ? value : { ...value, via };
}

/** The value under a key, or undefined when `tree` is no mapping or lacks the key. */
export function child(tree: Tree | undefined, key: string): Tree | undefined {
  const value = tree?.kind === "mapping" ? tree.entries.get(key)?.value : undefined;
  return tree && value && inherit(value, tree);
}

/** The entries of a mapping, or none. */
export function entriesOf(tree: Tree | undefined): Iterable<Entry> {
  if (tree?.kind !== "mapping") return [];
  if (tree.via === undefined) return tree.entries.values();
  return Array.from(tree.entries.values(), (entry) => ({ ...entry, value: inherit(entry.value, tree) }));
}

/** The items of a sequence, or none. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  if (tree?.kind !== "sequence") return [];
  return tree.via === undefined ? tree.items : tree.items.map((item) => inherit(item, tree));
}

/** Where a person has to look: the alias when the value came through one, else the value. */
export function useOf(tree: Tree): Place {
  return tree.via?.use ?? tree;
}

/** JavaScript values for the schema validator. Shared branches stay shared; keys such as `__proto__` are plain keys. */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "sequence":
      return tree.items.map(toPlain);
    case "mapping": {
      const plain: Record<string, unknown> = Object.create(null);
      for (const { key, value } of tree.entries.values()) plain[key.name] = toPlain(value);
      return plain;
    }
  }
}

/** A scalar as Docker turns it into a string; null becomes the empty string. */
export function printScalar(scalar: Scalar): string {
  return scalar.printed ?? (scalar.value === null ? "" : String(scalar.value));
}
