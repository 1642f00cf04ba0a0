import { placeOf } from "../model/text.ts";
import { entriesOf, itemsOf, printScalar, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Count, Located, Text } from "./model.ts";
import { shellWords } from "./shell-words.ts";

export function located<T>(tree: Tree, value: T): Located<T> {
  return { value, place: placeOf(tree), via: tree.via };
}

/** A string value; undefined for anything else and for null. */
export function textOf(tree: Tree | undefined): Text | undefined {
  return tree?.kind === "scalar" && tree.value !== null ? located(tree, printScalar(tree)) : undefined;
}

/** A list of strings; a single string counts as a list of one. */
export function textsOf(tree: Tree | undefined): readonly Text[] {
  if (tree === undefined) return [];
  const items = tree.kind === "scalar" ? [tree] : itemsOf(tree);
  return items.flatMap((item) => textOf(item) ?? []);
}

/** A whole number; its value is undefined when a variable that is not set decides. */
export function countOf(tree: Tree | undefined): Count | undefined {
  if (tree?.kind !== "scalar") return undefined;
  if (typeof tree.value === "number") return located(tree, tree.value);
  return hasUnknown(tree.value) ? located(tree, undefined) : undefined;
}

/** `{KEY: value}` or `["KEY=value"]`. A key without a value maps to undefined when `bare` is set, else to "". */
export function pairsOf(tree: Tree | undefined, bare: boolean): Map<string, Text | undefined> {
  const pairs = new Map<string, Text | undefined>();
  for (const { key, value } of entriesOf(tree)) {
    if (value.kind !== "scalar") continue;
    pairs.set(key.name, value.value === null && bare ? undefined : located(value, printScalar(value)));
  }
  for (const item of itemsOf(tree)) {
    if (item.kind !== "scalar") continue;
    const text = printScalar(item);
    const at = text.indexOf("=");
    const name = at === -1 ? text : text.slice(0, at);
    pairs.set(name, at === -1 && bare ? undefined : located(item, at === -1 ? "" : text.slice(at + 1)));
  }
  return pairs;
}

/** The words of a command: a list as it stands, a string split as Docker splits it (one that ends too early has none). */
export function wordsOf(tree: Tree | undefined): readonly Text[] {
  if (tree?.kind !== "scalar") return textsOf(tree);
  const text = textOf(tree);
  const words = text === undefined ? [] : shellWords(text.value);
  return typeof words === "string" ? [] : words.map((value) => ({ ...text, value }) as Text);
}
