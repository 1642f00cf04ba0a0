/** A file as it was read. Offsets everywhere refer to `text` (UTF-16 code units). */
export interface SourceFile {
  /** Path as the user gave it or as the repository names it, with `/` separators. */
  readonly path: string;
  readonly text: string;
}

/** Start (inclusive) and end (exclusive) offset into one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether two spans of one text overlap or touch: edits side by side depend on their order. */
export function meet(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}

/** A span together with the file that it points into. */
export interface Place extends Span {
  readonly file: SourceFile;
}

/** A position for people: both numbers count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** By the file as it was read, which never changes: every finding asks for its line. */
const lineStarts = new WeakMap<SourceFile, readonly number[]>();

function startsOf(file: SourceFile): readonly number[] {
  const known = lineStarts.get(file);
  if (known) return known;
  const starts = [0];
  const { text } = file;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  lineStarts.set(file, starts);
  return starts;
}

/** The line and column of an offset; an offset past the end is the end. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = startsOf(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.min(offset, file.text.length) - (starts[low] as number) + 1 };
}

/** Where a line (counted from 1) begins; the end of the text when there is no such line. */
export function lineStart(file: SourceFile, line: number): number {
  return startsOf(file)[line - 1] ?? file.text.length;
}

/** The text of a line (counted from 1), without its line end; empty when there is no such line. */
export function lineText(file: SourceFile, line: number): string {
  const starts = startsOf(file);
  const start = starts[line - 1];
  if (start === undefined) return "";
  const end = starts[line] ?? file.text.length + 1;
  return file.text.slice(start, end - 1).replace(/\r$/, "");
}

/** A place without the value that was written there, so that keeping it keeps no tree alive. */
export function placeOf(where: Place): Place {
  return { file: where.file, start: where.start, end: where.end };
}
