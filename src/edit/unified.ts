import { structuredPatch } from "diff";
import type { SourceFile } from "../model/text.ts";

/** What changes in one file, as `git apply` takes it. */
export interface FilePatch {
  readonly path: string;
  readonly diff: string;
  /** Nothing in it but what the suggestions of a review change already. */
  readonly pressable?: true;
}

/** A unified diff that `git apply` takes; empty when nothing differs. The path is the one of `before`. */
export function unifiedDiff(before: SourceFile, after: string): string {
  if (before.text === after) return "";
  const shortest = structuredPatch("", "", before.text, after, undefined, undefined, {
    context: CONTEXT,
    maxEditLength: MOST_EDITS,
  });
  const hunks = shortest?.hunks ?? [wholeHunk(before.text, after)];
  const path = before.path.replace(/^\/+/, "");
  const lines = [`--- ${quoted(`a/${path}`)}`, `+++ ${quoted(`b/${path}`)}`];
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...body);
  }
  return `${lines.join("\n")}\n`;
}

/** Lines that are shown around a change. */
const CONTEXT = 3;
/** To find the shortest difference takes time with the square of what differs: beyond this, a longer one is taken. */
const MOST_EDITS = 1_000;
const NO_LINE_END = "\\ No newline at end of file";

interface WholeHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

/** Everything between the lines that are the same at both ends, as one replacement. */
function wholeHunk(before: string, after: string): WholeHunk {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const from = Math.max(0, head - CONTEXT);
  const behind = Math.min(tail, CONTEXT);
  const lines = (mark: string, some: readonly string[]) => some.flatMap((line) => marked(mark, line));
  return {
    oldStart: from + 1,
    oldLines: old.length - tail + behind - from,
    newStart: from + 1,
    newLines: now.length - tail + behind - from,
    lines: [
      ...lines(" ", old.slice(from, head)),
      ...lines("-", old.slice(head, old.length - tail)),
      ...lines("+", now.slice(head, now.length - tail)),
      ...lines(" ", old.slice(old.length - tail, old.length - tail + behind)),
    ],
  };
}

/** With their line ends; the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function marked(mark: string, line: string): string[] {
  return line.endsWith("\n") ? [mark + line.slice(0, -1)] : [mark + line, NO_LINE_END];
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`;
}

/** Names with other characters than these stand in quotes, as C writes them, each byte above ASCII in octal. */
function quoted(path: string): string {
  if (/^[\x21-\x7E]+$/.test(path) && !/["\\]/.test(path)) return path;
  if (/^[\x20-\x7E]+$/.test(path) && !/["\\]/.test(path)) return `${path}\t`; // a blank alone: the tab ends the name
  const bytes = new TextEncoder().encode(path);
  return `"${Array.from(bytes, byteText).join("")}"`;
}

const NAMED = new Map([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

function byteText(byte: number): string {
  const named = NAMED.get(byte);
  if (named !== undefined) return named;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
}
