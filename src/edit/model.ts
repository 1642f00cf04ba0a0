import type { Place, SourceFile } from "../model/text.ts";

/** What a fix writes: plain data, printed in the style of the place where it goes. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** From the top of a file: keys, and positions in lists. */
export type Path = readonly (string | number)[];

/** One change of a file's structure. Paths mean the file as it was read, whatever else the fix changes. */
export type Change = { readonly file: SourceFile; readonly path: Path } & (
  | { readonly kind: "set"; readonly value: Value }
  /** Adds an item to a list, which is made when it is missing. */
  | { readonly kind: "append"; readonly value: Value }
  | { readonly kind: "remove" }
  | { readonly kind: "rename"; readonly to: string }
);

/** Replaces what stands at a place; an empty place inserts. Edits of one fix do not overlap. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}
