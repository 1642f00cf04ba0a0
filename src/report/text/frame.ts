import type { Finding } from "../../model/finding.ts";
import { printable } from "../../model/printable.ts";
import { lineStart, lineText, positionAt, type SourceFile, type Span } from "../../model/text.ts";
import { secretSpans } from "../secrets.ts";
import { characterWidth, type Paint, type Style, textWidth } from "./terminal.ts";

const MASK = "****";
const TAB = 4;
const BYTE_ORDER_MARK = "\uFEFF";
const CONTEXT_LINES = 2;
/** What a line may take where the width of the output is not known. */
const DEFAULT_COLUMNS = 120;
/** Code units around the span that are looked at; a file may be one line of megabytes. */
const REACH = 600;

interface FrameOptions {
  readonly columns: number | undefined;
  readonly paint: Paint;
  readonly style: Style;
}

/** A piece of a line as it is shown; `start` and `end` say where it stands in the line. */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

/** A line, cut to what fits; `marker` stands under the cells of the span. */
interface Shown {
  readonly text: string;
  readonly marker: string;
  readonly cutLeft: boolean;
}

type Place = Pick<Finding, "startLine" | "startColumn" | "endLine" | "endColumn">;

/** The line a finding points at with its marker, below what stands just before it. Secrets are masked. */
export function codeFrame(file: SourceFile, place: Place, options: FrameOptions): string[] {
  const { paint, style } = options;
  const line = lineText(file, place.startLine);
  const gutter = String(place.startLine).length;
  const room = Math.min(240, Math.max(24, (options.columns ?? DEFAULT_COLUMNS) - gutter - 7));
  const end = place.endLine > place.startLine ? line.trimEnd().length : place.endColumn - 1;
  const shown = show(file, place.startLine, { start: place.startColumn - 1, end }, room);
  const context = shown.cutLeft ? [] : contextLines(file, place.startLine);
  const row = (number: string, text: string) =>
    `    ${paint("dim", `${number.padStart(gutter)} |`)}${text === "" ? "" : ` ${text}`}`;
  return [
    ...context.map((number) => row(String(number), show(file, number, { start: 0, end: 0 }, room).text)),
    row(String(place.startLine), shown.text),
    row("", paint(style, shown.marker)),
  ];
}

/** Up to two lines before a line that belong with it: no blank line, comment or document start between them. */
function contextLines(file: SourceFile, line: number): number[] {
  let first = line;
  while (first > Math.max(1, line - CONTEXT_LINES) && !/^\s*(?:#|---|$)/.test(lineText(file, first - 1))) first--;
  return Array.from({ length: line - first }, (_, index) => first + index);
}

function show(file: SourceFile, number: number, span: Span, room: number): Shown {
  const line = lineText(file, number);
  const masked = maskedIn(file, number, line);
  if (masked.length === 0 && line.length <= room && isPlain(line)) return plainly(line, span);
  const from = span.start > REACH ? wholeCharacter(line, span.start - REACH / 2) : 0;
  const to = wholeCharacter(line, Math.min(line.length, from + 2 * REACH));
  const cells = cellsOf(line.slice(from, to), from, masked);
  if (number === 1 && from === 0 && line.startsWith(BYTE_ORDER_MARK))
    cells[0] = { text: "", width: 0, start: 0, end: 1 };
  const before = cells.filter((cell) => cell.end <= span.start).reduce((sum, cell) => sum + cell.width, 0);
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  const fits = from === 0 && to === line.length && total <= room;
  const left = fits ? 0 : Math.max(0, Math.min(before - Math.floor(room / 3), total - room));
  const cutLeft = from > 0 || left > 0;
  const cutRight = to < line.length || total - left > room;
  // Each ellipsis takes a column; at the left it takes that of a cell only where cells were cut.
  const first = left > 0 ? left + 1 : 0;
  const last = left + room - (cutRight ? 1 : 0) - (cutLeft && left === 0 ? 1 : 0);
  let text = cutLeft ? "…" : "";
  let indent: number | undefined;
  let marked = 0;
  let at = 0;
  let width = textWidth(text);
  for (const cell of cells) {
    const visible = at >= first && at + cell.width <= last;
    at += cell.width;
    if (!visible) continue;
    const inside = cell.start < span.end && cell.end > span.start;
    if (inside || (indent === undefined && cell.start >= span.start)) indent ??= width;
    if (inside) marked += cell.width;
    text += cell.text;
    width += cell.width;
  }
  const marker = " ".repeat(indent ?? width) + "^".repeat(Math.max(1, marked));
  return { text: cutRight ? `${text}…` : text, marker, cutLeft };
}

/** Whether every character of a line is shown as it is and takes one column: most lines. */
function isPlain(line: string): boolean {
  return /^[ -~]*$/.test(line) && !line.includes("##[");
}

function plainly(text: string, { start, end }: Span): Shown {
  const from = Math.min(start, text.length);
  const marked = Math.max(1, Math.min(end, text.length) - from);
  return { text, marker: " ".repeat(from) + "^".repeat(marked), cutLeft: false };
}

/** `at`, or one less where it would cut a surrogate pair. */
function wholeCharacter(line: string, at: number): number {
  const unit = line.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

function cellsOf(text: string, from: number, masked: readonly Span[]): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let mask = 0;
  for (let at = 0; at < text.length; ) {
    const start = from + at;
    while ((masked[mask]?.end ?? Number.POSITIVE_INFINITY) <= start) mask++;
    const secret = masked[mask];
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    let cell: Cell;
    if (secret && secret.start <= start) cell = { text: MASK, width: MASK.length, start, end: secret.end };
    else {
      const shown = shownAs(character, column, text.slice(at, at + 3));
      const width = shown === character ? characterWidth(character) : shown.length;
      cell = { text: shown, width, start, end: start + character.length };
    }
    cells.push(cell);
    column += cell.width;
    at = cell.end - from;
  }
  return cells;
}

function shownAs(character: string, column: number, ahead: string): string {
  if (character === "\t") return " ".repeat(TAB - (column % TAB));
  if (ahead === "##[") return "\\u0023";
  return character >= " " && character <= "~" ? character : printable(character);
}

/** The secrets of one line, as offsets into it. */
function maskedIn(file: SourceFile, number: number, line: string): Span[] {
  const spans = secretSpans(file, lineStart(file, number));
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionAt(file, (spans[middle] as Span).start).line < number) low = middle + 1;
    else high = middle;
  }
  const found: Span[] = [];
  for (let at = low; at < spans.length; at++) {
    const span = spans[at] as Span;
    const { line: on, column } = positionAt(file, span.start);
    if (on !== number) break;
    found.push({ start: column - 1, end: Math.min(line.length, column - 1 + span.end - span.start) });
  }
  return found;
}
