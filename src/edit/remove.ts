import type { Mapping, Tree } from "../yaml/tree.ts";
import { endOf, follow, type Step, startOf } from "./follow.ts";
import type { Path } from "./model.ts";
import type { Replacement } from "./modify.ts";
import { isFlow, lineEnd, lineStart } from "./style.ts";

/** Takes a key or an item out. A collection that would be left empty goes with it. */
export function removal(root: Mapping, path: Path): Replacement[] | undefined {
  const trail = follow(root, path);
  const { parent } = trail?.last ?? {};
  if (trail === undefined || parent === undefined || trail.missing.length > 0) return undefined;
  if (sizeOf(parent) === 1) return parent === root ? undefined : removal(root, path.slice(0, -1));
  const piece = isFlow(parent) ? outOfFlow(trail.last) : outOfBlock(trail.last, parent);
  return piece && [piece];
}

function sizeOf(tree: Tree): number {
  return tree.kind === "mapping" ? tree.entries.size : tree.kind === "sequence" ? tree.items.length : 0;
}

/** The lines of an entry. Behind a dash, the next key takes its place. */
function outOfBlock(step: Step, parent: Tree): Replacement | undefined {
  const { text } = parent.file;
  const start = startOf(step);
  const from = lineStart(text, start);
  const before = text.slice(from, start);
  if (step.key !== undefined && !/^ *$/.test(before)) {
    const next = keysOf(parent).filter((at) => at > start);
    return next.length === 0 ? undefined : { start, end: Math.min(...next), text: "" };
  }
  if (!(step.key === undefined ? /^ *- *$/ : /^ *$/).test(before)) return undefined;
  const end = endOf(step);
  if (text[end - 1] === "\n") return { start: from, end, text: "" };
  const ends = lineEnd(text, end);
  const behind = text.indexOf("\n", ends) + 1;
  if (behind > 0) return { start: from, end: behind, text: "" };
  return { start: lineEnd(text, lineStart(text, Math.max(0, from - 1))), end: text.length, text: "" };
}

function keysOf(parent: Tree): number[] {
  if (parent.kind !== "mapping") return [];
  return Array.from(parent.entries.values(), ({ key }) => key.start).filter((at) => at < parent.end);
}

/** An entry and the comma behind it, or before it when it is the last. */
function outOfFlow(step: Step): Replacement | undefined {
  const { text } = step.tree.file;
  const start = startOf(step);
  const end = Math.max(endOf(step), step.key?.end ?? 0);
  const behind = /^\s*,\s*/.exec(text.slice(end));
  if (behind) return { start, end: end + behind[0].length, text: "" };
  const before = /,\s*$/.exec(text.slice(0, start));
  return before ? { start: start - before[0].length, end, text: "" } : undefined;
}
