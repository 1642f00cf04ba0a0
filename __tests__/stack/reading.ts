import type { Problem } from "../../src/model/problem.ts";
import type { Place, SourceFile } from "../../src/model/text.ts";
import type { Environment } from "../../src/stack/interpolate.ts";
import { type ParsedFile, parseFile } from "../../src/yaml/parse.ts";
import type { Mapping, Tree } from "../../src/yaml/tree.ts";

export const sourceFile = (text: string, path = "stack.yml"): SourceFile => ({ path, text });

export const parse = (text: string): ParsedFile => parseFile(sourceFile(text));

/** The top mapping of a text that is read without a problem. */
export function rootOf(text: string, path = "stack.yml"): Mapping {
  const { root, problems } = parseFile(sourceFile(text, path));
  if (!root || problems.length > 0) throw new Error(`${text}: ${problems.map(({ message }) => message).join("; ")}`);
  return root;
}

/** What stands at the end of the path: keys of mappings, positions in sequences. */
export function at(tree: Tree, ...path: readonly (string | number)[]): Tree {
  let found: Tree | undefined = tree;
  for (const step of path) {
    if (found?.kind === "mapping") found = found.entries.get(String(step))?.value;
    else found = found?.kind === "sequence" ? found.items[Number(step)] : undefined;
    if (!found) throw new Error(`there is nothing at ${path.join(".")}`);
  }
  return found;
}

/** The piece of text that a place covers. */
export const written = ({ file, start, end }: Place): string => file.text.slice(start, end);

/** A text without its marks `⟦ ⟧`, and the spans that they surround, in order of their beginnings. */
export function marked(text: string): { text: string; spans: [start: number, end: number][] } {
  const spans: [number, number][] = [];
  const open: number[] = [];
  let clean = "";
  for (const character of text) {
    if (character === "⟦") open.push(spans.push([clean.length, clean.length]) - 1);
    else if (character === "⟧") (spans[open.pop() as number] as [number, number])[1] = clean.length;
    else clean += character;
  }
  return { text: clean, spans };
}

/** A problem in short: its rule, its span, and its message. */
export function inShort({ rule, place, message }: Problem): [rule: string, span: [number, number], message: string] {
  return [rule, [place.start, place.end], message];
}

export function environment(
  variables: Readonly<Record<string, string>> = {},
  unset: Environment["unset"] = "unknown",
): Environment {
  return { variables: new Map(Object.entries(variables)), unset };
}

/** Numbers between 0 and 1, always the same for one seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

export const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
