import { type Mapping, type Sequence, type Tree, useOf } from "../yaml/tree.ts";
import type { Change, Path, Value } from "./change.ts";
import { endOf, follow, type Step, startOf, type Trail } from "./follow.ts";
import { blockLines, entryLines, inline, inStyleOf, isCollection, itemLines, scalarText } from "./print.ts";
import { column, isFlow, lineEnd, lineStart, styleOf } from "./style.ts";

/** A piece of text to replace, and how deep in the structure the change is. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly depth: number;
  /** The path of the key that an insertion makes, joined. */
  readonly makes?: string | undefined;
}

/**
 * The edits that carry out one change. Everything else stays as it is written: comments, order, quotes, indentation,
 * line ends. undefined when that cannot be done in place: through an alias or a merge key, or in a string of several lines.
 */
export function modify(root: Mapping, change: Change): readonly Piece[] | undefined {
  const trail = follow(root, change.path);
  if (trail === undefined) return undefined;
  const pieces = piecesFor(root, change, trail);
  if (pieces === undefined) return undefined;
  const { depth } = trail;
  const made = trail.missing.length > 0 ? change.path.slice(0, depth + 1).join("\n") : undefined;
  return pieces.map((piece, index) => ({ ...piece, depth, makes: index === pieces.length - 1 ? made : undefined }));
}

type Replacement = Pick<Piece, "start" | "end" | "text">;

function piecesFor(root: Mapping, change: Change, trail: Trail): Replacement[] | undefined {
  const { last, missing } = trail;
  switch (change.kind) {
    case "remove":
      return missing.length > 0 ? undefined : removal(root, change.path);
    case "rename":
      return missing.length > 0 ? undefined : renamed(last, change.to);
    case "set":
      return missing.length > 0 ? added(root, last, missing, change.value) : replaced(root, last, change.value);
    case "append":
      if (missing.length > 0) return added(root, last, missing, [change.value]);
      return appended(root, last, change.value);
  }
}

function renamed({ key, tree }: Step, to: string): Replacement[] | undefined {
  if (key === undefined) return undefined;
  const { text } = tree.file;
  const written = inStyleOf(text.slice(key.start, key.end), to, true);
  return written === undefined ? undefined : [{ start: key.start, end: key.end, text: written }];
}

/** A key that does not exist, with everything above it that is missing too. */
function added(root: Mapping, step: Step, missing: Path, value: Value): Replacement[] | undefined {
  const [first, ...rest] = missing;
  if (typeof first !== "string" || rest.some((part) => typeof part === "number")) return undefined;
  const whole = rest.reduceRight<Value>((inner, part) => ({ [part]: inner }), value);
  const { tree } = step;
  if (tree.via !== undefined || tree.kind === "sequence") return undefined;
  if (tree.kind === "scalar") return filled(root, step, { [first]: whole });
  if (isFlow(tree)) return addedInFlow(root, step, first, whole);
  return belowLast(root, tree, entryLines(first, whole, styleOf(root)));
}

function addedInFlow(root: Mapping, step: Step, key: string, value: Value): Replacement[] | undefined {
  const { tree } = step;
  const entry = `${scalarText(key, true)}: ${inline(value, true)}`;
  const entries = (tree as Mapping).entries.values();
  const ends = Array.from(entries, (one) => useOf(one.value)).filter(
    ({ start }) => start > tree.start && start < tree.end,
  );
  if (ends.length > 0) return [insertion(Math.max(...ends.map(({ end }) => end)), `, ${entry}`)];
  if (isEmptyPair(step)) return filled(root, step, { [key]: value });
  return [insertion(tree.start + 1, `${entry}, `)]; // nothing but a merge key
}

function appended(root: Mapping, step: Step, value: Value): Replacement[] | undefined {
  const { tree } = step;
  if (tree.via !== undefined) return undefined;
  if (tree.kind === "scalar" && tree.value === null) return filled(root, step, [value]);
  if (tree.kind !== "sequence") return undefined;
  const last = tree.items.at(-1);
  if (last === undefined) return filled(root, step, [value]);
  if (isFlow(tree)) return [insertion(useOf(last).end, `, ${inline(value, true)}`)];
  return belowLast(root, tree, itemLines(value, styleOf(root)));
}

/** Lines after the last one of a block collection, indented as its first is. */
function belowLast(root: Mapping, tree: Mapping | Sequence, lines: readonly string[]): Replacement[] {
  const { text } = tree.file;
  const { lineEnd: eol } = styleOf(root);
  const indent = " ".repeat(column(text, tree.start));
  const spaced = tree === root && sectionsAreApart(root) ? [""] : [];
  const block = [...spaced, ...lines.map((line) => indent + line)];
  if (text[tree.end - 1] === "\n") return [insertion(tree.end, block.map((line) => line + eol).join(""))];
  return [insertion(lineEnd(text, tree.end), block.map((line) => eol + line).join(""))];
}

/** Whether an empty line stands before a section of the file. */
function sectionsAreApart(root: Mapping): boolean {
  const { text } = root.file;
  return Array.from(root.entries.values()).some(({ key }) => {
    const start = lineStart(text, key.start);
    return start > 1 && /^[ \t]*\r?$/.test(text.slice(lineStart(text, start - 1), start - 1));
  });
}

/** In place of a value that exists. */
function replaced(root: Mapping, step: Step, value: Value): Replacement[] | undefined {
  const { tree, flow } = step;
  const { start, end } = useOf(tree);
  const { text } = tree.file;
  if (isCollection(value)) return replacedByCollection(root, step, value);
  if (tree.via === undefined && tree.kind !== "scalar" && !isFlow(tree)) return undefined;
  if (start === end) return behindKey(step, inline(value, flow));
  const old = text.slice(start, end);
  const isText = typeof value === "string" && tree.kind === "scalar" && tree.via === undefined;
  const written = isText ? inStyleOf(old, value, flow) : /[\r\n]/.test(old) ? undefined : inline(value, flow);
  return written === undefined ? undefined : [{ start, end, text: written }];
}

function replacedByCollection(root: Mapping, step: Step, value: Value): Replacement[] | undefined {
  const { tree, flow } = step;
  if (tree.via !== undefined || tree.kind === "scalar" || isEmptyPair(step)) return filled(root, step, value);
  const { file, start } = tree;
  const end = start + file.text.slice(start, tree.end).trimEnd().length; // an empty last item may end in blanks
  if (/(^|\s)#/.test(file.text.slice(start, end))) return undefined; // a comment would be lost
  if (flow || isFlow(tree)) return [{ start, end, text: inline(value, true) }];
  const { lineEnd: eol } = styleOf(root);
  const glue = eol + " ".repeat(column(file.text, start));
  return [{ start, end, text: blockLines(value, styleOf(root)).join(glue) }];
}

function isEmptyPair({ tree }: Step): boolean {
  return tree.kind !== "scalar" && isFlow(tree) && /^.\s*.$/.test(tree.file.text.slice(tree.start, tree.end));
}

/** A collection in place of nothing, of an empty pair of brackets, or of a value on one line. */
function filled(root: Mapping, step: Step, value: Value): Replacement[] | undefined {
  const { tree, key, flow } = step;
  const { text } = tree.file;
  const { start } = useOf(tree);
  const end = endOf(step);
  if (/[\r\n]/.test(text.slice(start, end))) return undefined;
  if (flow && start < end) return [{ start, end, text: inline(value, true) }];
  if (flow) return behindKey(step, inline(value, true));
  if (key === undefined) return undefined;
  const { lineEnd: eol, step: width, listStep } = styleOf(root);
  const indent = " ".repeat(column(text, key.start) + (Array.isArray(value) ? listStep : width));
  const lines = blockLines(value, styleOf(root))
    .map((line) => eol + indent + line)
    .join("");
  const lineEnds = lineEnd(text, end);
  if (start === end) return [insertion(lineEnds, lines)];
  const from = start - (/[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0);
  if (end === lineEnds) return [{ start: from, end, text: lines }];
  return [{ start: from, end, text: "" }, insertion(lineEnds, lines)];
}

/** The first value of a key, which may not even have a colon. */
function behindKey({ key, tree }: Step, value: string): Replacement[] | undefined {
  if (key === undefined) return undefined;
  const colon = /^\s*:/.exec(tree.file.text.slice(key.end));
  return colon ? [insertion(key.end + colon[0].length, ` ${value}`)] : [insertion(key.end, `: ${value}`)];
}

function insertion(at: number, text: string): Replacement {
  return { start: at, end: at, text };
}

/** Takes a key or an item out. A collection that would be left empty goes with it. */
function removal(root: Mapping, path: Path): Replacement[] | undefined {
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

/** The lines of an entry. After a dash, the next key takes its place. */
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

/** An entry and the comma after it, or before it when it is the last. */
function outOfFlow(step: Step): Replacement | undefined {
  const { text } = step.tree.file;
  const start = startOf(step);
  const end = Math.max(endOf(step), step.key?.end ?? 0);
  const behind = /^\s*,\s*/.exec(text.slice(end));
  if (behind) return { start, end: end + behind[0].length, text: "" };
  const before = /,\s*$/.exec(text.slice(0, start));
  return before ? { start: start - before[0].length, end, text: "" } : undefined;
}
