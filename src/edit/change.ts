import type { Place, SourceFile } from "../model/text.ts";

/** What is written: plain data, printed in the style of the place where it goes. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** From the top of a file: keys, and positions in lists. */
export type Path = readonly (string | number)[];

/** One change of a file's structure. Paths mean the file as it was read, whatever other changes are made with it. */
export type Change = { readonly file: SourceFile; readonly path: Path } & (
  | { readonly kind: "set"; readonly value: Value }
  /** Adds an item to a list, which is made when it is missing. */
  | { readonly kind: "append"; readonly value: Value }
  | { readonly kind: "remove" }
  | { readonly kind: "rename"; readonly to: string }
);

/** Replaces what stands at a place; an empty place inserts. Edits that are made together do not overlap. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}

/** Where a change begins: a value that exists in a file. */
type Start = Pick<Change, "file" | "path">;

/** Writes a value at `below` a place, in place of what is there; missing keys above it are made. */
export function set({ file, path }: Start, below: Path, value: Value): Change {
  return { kind: "set", file, path: [...path, ...below], value };
}

/** Adds an item to the list at `below` a place; a missing list is made, and missing keys above it. */
export function append({ file, path }: Start, below: Path, value: Value): Change {
  return { kind: "append", file, path: [...path, ...below], value };
}

/** Takes a key or an item out. A collection that would be left empty goes with it. */
export function remove({ file, path }: Start, below: Path = []): Change {
  return { kind: "remove", file, path: [...path, ...below] };
}

/** Gives the key at a place another name; its value stays. */
export function rename({ file, path }: Start, to: string): Change {
  return { kind: "rename", file, path, to };
}
