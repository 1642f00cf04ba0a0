import type { Span } from "../model/text.ts";
import { type Part, partsOf } from "./lexer.ts";

interface Refused {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly help: string;
}

/** The first tab of the first document that Docker's YAML reader refuses although `yaml` takes it. */
export function findRefusedTab(text: string): Refused | undefined {
  if (!text.includes("\t")) return undefined;
  let flow = 0;
  let lineStart: number | undefined = 0;
  let last: Part | undefined;
  for (const part of partsOf(text)) {
    const { start, isScalar } = part;
    if (!isScalar && /^[ \t]+$/.test(part.text)) {
      const tab = start + part.text.indexOf("\t");
      if (tab >= start && flow === 0 && isTabRefused(text, tab, lineStart, last)) return tabRefused(tab);
      continue;
    }
    if (!isScalar && /^(---|\.\.\.)$/.test(part.text) && last) return undefined;
    if (!isScalar && /^[[{]$/.test(part.text)) flow += 1;
    if (!isScalar && /^[\]}]$/.test(part.text)) flow -= 1;
    lineStart = part.text.endsWith("\n") ? start + part.text.length : undefined;
    if (/\S/.test(part.text)) last = part;
  }
  return undefined;
}

/** Docker takes a tab between two tokens of a line, and on an empty line deep enough to belong to a plain value above. */
function isTabRefused(text: string, tab: number, lineStart: number | undefined, last: Part | undefined): boolean {
  if (lineStart === undefined) return last !== undefined && !last.isScalar && /^[-?]$/.test(last.text);
  const before = text.slice(text.lastIndexOf("\n", (last?.start ?? 0) - 1) + 1, last?.start);
  // Below a comment on a line of its own, Docker reads further comments whatever stands before them.
  if (!last?.isScalar) return !(last?.text.startsWith("#") && /^\s*$/.test(before) && /^\s*#/.test(text.slice(tab)));
  const prefix = /^ *(?:[-?:][ \t]+)*/.exec(before)?.[0] as string;
  if (before === prefix) return /[-?:]/.test(prefix) && tab - lineStart <= prefix.trimEnd().length - 1;
  return tab - lineStart <= prefix.length;
}

const tabRefused = (start: number): Refused => ({
  start,
  end: start + 1,
  message: "A tab stands here where YAML takes only spaces; deploy refuses the file.",
  help: "Replace the tab by spaces, or remove it if nothing else stands on the line.",
});

/** A double-quoted text in the escapes of `yaml`, which does not know Docker's `\'`. */
export function withKnownEscapes(source: string): string {
  return source.replace(/\\[\s\S]/g, (written) => (written === "\\'" ? "\\x27" : written));
}

/** `\/`, and half a pair of surrogates; any other escape is skipped, so that `\\/` is none of them. */
const REFUSED_ESCAPE = /\\(?:(\/|[uU](?:0000)?[dD][89a-fA-F])|[\s\S])/g;

/** The first escape of a double-quoted text that Docker's YAML reader refuses although `yaml` takes it. */
export function findRefusedEscape(text: string, { start, end }: Span): Refused | undefined {
  if (text[start] !== '"') return undefined;
  for (const { 1: refused, index } of text.slice(start, end).matchAll(REFUSED_ESCAPE)) {
    if (refused === undefined) continue;
    return {
      start: start + index,
      end: start + index + 2,
      message: "Docker does not know this backslash sequence; deploy refuses the file.",
      help: "Write the character itself.",
    };
  }
  return undefined;
}

/** Whether a key in braces and its colon stand on several lines: Docker takes that only behind a `?`. */
export function isSplitKey(text: string, { start, end }: Span): boolean {
  const gap = /^(?:\s|#[^\n]*)*/.exec(text.slice(end))?.[0] ?? "";
  if (!text.slice(start, end).includes("\n") && !gap.includes("\n")) return false;
  let before = start - 1;
  while (/\s/.test(text[before] ?? "")) before -= 1;
  return text[before] !== "?";
}
