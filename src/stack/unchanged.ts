import type { ParsedFile } from "./parse.ts";
import { child, entriesOf, toPlain } from "./tree.ts";

/** Files in merge order, and the variables that they are deployed with. */
export interface Written {
  readonly parsed: readonly ParsedFile[];
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * The services that are written alike in both, whatever comments, anchors and the order of keys are, and whose variables
 * have the values of before: deploy leaves them alone.
 */
export function unchangedServices(base: Written, head: Written): Set<string> {
  const before = definitions(base.parsed);
  const isSame = (name: string) => base.variables.get(name) === head.variables.get(name);
  const alike = [...definitions(head.parsed)].filter(([name, text]) => {
    return before.get(name) === text && variablesIn(text).every(isSame);
  });
  return new Set(alike.map(([name]) => name));
}

/** The names behind a dollar; two of them stand for the character. */
function variablesIn(text: string): string[] {
  return Array.from(text.replaceAll("$$", "").matchAll(/\$\{?(\w+)/g), ([, name]) => name as string);
}

/** For each service what its files say, in merge order, before variables are filled in. */
function definitions(files: readonly ParsedFile[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { root } of files) {
    for (const { key, value } of entriesOf(child(root, "services"))) {
      texts.set(key.name, `${texts.get(key.name) ?? ""}${JSON.stringify(sorted(toPlain(value)))}\n`);
    }
  }
  return texts;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
