import { structuredPatch } from "diff";
import type { SourceFile } from "../text.ts";

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
  const { hunks } = structuredPatch("", "", before.text, after, undefined, undefined, { context: 3 });
  const path = before.path.replace(/^\/+/, "");
  const lines = [`--- ${quoted(`a/${path}`)}`, `+++ ${quoted(`b/${path}`)}`];
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...body);
  }
  return `${lines.join("\n")}\n`;
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
