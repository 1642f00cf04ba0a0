import { withEdits } from "../edit/edits.ts";
import type { ReportedEdit } from "../model/finding.ts";
import { isPlainText } from "../report/markdown/untrusted.ts";
import { SecretLines } from "../report/secrets.ts";
import type { Hunk, Suggestion } from "./model.ts";

/** Longer changes are read better as a patch. */
const MOST_LINES = 40;

/**
 * Edits as a block that a reviewer can press, or undefined where GitHub would not apply it letter by letter: several
 * files, lines outside one hunk, CR at line ends, a last line without an end, characters that are not shown. Lines that
 * may hold a secret are not repeated either.
 */
export function suggestionFor(
  edits: readonly ReportedEdit[],
  text: string,
  hunks: readonly Hunk[],
): Suggestion | undefined {
  const path = edits[0]?.path;
  if (path === undefined || edits.some((edit) => edit.path !== path) || text.includes("\r")) return undefined;
  const before = text.split("\n");
  const after = withEdits({ path, text }, edits).split("\n");
  const change = changedLines(before, after);
  if (change === undefined) return undefined;
  const range = hunks.flatMap((hunk) => inHunk(change, before, hunk) ?? [])[0];
  if (range === undefined) return undefined;
  const lines = after.slice(range.start, after.length - (before.length - range.end));
  // The text behind the last line end is no line, and a last line without an end is one that GitHub would give an end.
  if (range.end >= before.length || lines.length > MOST_LINES) return undefined;
  const replaced = before.slice(range.start, range.end);
  if (![...replaced, ...lines].every(isPlainText)) return undefined;
  // Up to where the range starts both texts are the same.
  const secrets = secretsOf(text, before);
  if (secrets.hold(range.start, replaced) || secrets.hold(range.start, lines)) return undefined;
  return { path, startLine: range.start + 1, endLine: range.end, lines: lines.map(apart) };
}

/** The same text on its own: a part of a long text keeps all of it in memory, and each suggestion has another one. */
const apart = (line: string): string => JSON.parse(JSON.stringify(line)) as string;

/** Lines from `start` on, up to and without `end`; both count from 0. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The lines of `before` between what the two have in common at both ends. */
function changedLines(before: readonly string[], after: readonly string[]): Range | undefined {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === shorter && before.length === after.length) return undefined;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same };
}

/** The range within the hunk. Lines that only come in need a line to stand on: the one before them, or the one behind. */
function inHunk({ start, end }: Range, before: readonly string[], hunk: Hunk): Range | undefined {
  const within = (line: number) => line >= hunk.start - 1 && line < hunk.end;
  if (end > start) return within(start) && within(end - 1) ? { start, end } : undefined;
  if (start > 0 && within(start - 1)) return { start: start - 1, end: start };
  return within(start) && start < before.length - 1 ? { start, end: start + 1 } : undefined;
}

/** Of the text that was asked about last: one file has many suggestions. */
let known: { readonly text: string; readonly secrets: SecretLines } | undefined;

function secretsOf(text: string, lines: readonly string[]): SecretLines {
  if (known?.text !== text) known = { text, secrets: new SecretLines(lines) };
  return known.secrets;
}

/** The block, between fences that nothing in it closes. */
export function suggestionBlock({ lines }: Suggestion): string {
  const longest = lines.flatMap((line) => line.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [`${fence}suggestion`, ...lines, fence].join("\n");
}

/** The text with suggestions applied, as GitHub applies them one by one or as a batch. */
export function withSuggestions(text: string, suggestions: readonly Suggestion[]): string {
  const lines = text.split("\n");
  for (const { startLine, endLine, lines: replacement } of suggestions.toSorted((a, b) => b.startLine - a.startLine)) {
    lines.splice(startLine - 1, endLine - startLine + 1, ...replacement);
  }
  return lines.join("\n");
}
