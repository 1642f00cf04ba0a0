import type { ParsedFile } from "./parse.ts";
import { child, entriesOf, toPlain } from "./tree.ts";

/** The services that are written alike in both, whatever comments, anchors and the order of keys are: deploy leaves them alone. */
export function unchangedServices(base: readonly ParsedFile[], head: readonly ParsedFile[]): Set<string> {
  const before = definitions(base);
  return new Set([...definitions(head)].filter(([name, text]) => before.get(name) === text).map(([name]) => name));
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
