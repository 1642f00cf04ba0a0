import type { SourceFile, Span } from "../model/text.ts";
import { SecretScanner } from "./secret-scanner.ts";

const CARRIAGE_RETURN = 13;

/** How far a file has been looked through. */
interface Progress {
  readonly scanner: SecretScanner;
  /** Where the first line begins that was not looked at. */
  offset: number;
  /** Sorted and apart from each other. */
  readonly spans: Span[];
}

const known = new WeakMap<SourceFile, Progress>();

/**
 * Where values that may be secrets stand in a file: sorted, apart from each other, none across a line's end.
 * All of those up to the line that `upTo` stands on are there; a frame needs no more, and a file may be long.
 */
export function secretSpans(file: SourceFile, upTo: number = file.text.length): readonly Span[] {
  const progress = known.get(file) ?? { scanner: new SecretScanner(), offset: 0, spans: [] };
  known.set(file, progress);
  const { text } = file;
  const { scanner, spans } = progress;
  while (progress.offset < text.length && progress.offset <= upTo) {
    const found = text.indexOf("\n", progress.offset);
    const end = found === -1 ? text.length : found;
    const stop = text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    scanner.line(text.slice(progress.offset, stop), progress.offset);
    progress.offset = end + 1;
  }
  for (const span of scanner.take()) {
    const last = spans.at(-1);
    if (last && span.start <= last.end)
      spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else spans.push(span);
  }
  return spans;
}

/** Whether a diff repeats lines of a file that may hold a secret. */
export function holdsSecret(diff: string): boolean {
  const lines = diff.split("\n").map((line) => line.slice(1));
  return secretSpans({ path: "", text: lines.join("\n") }).length > 0;
}

/** How many lines are looked at again, at most, for what they hide of the next ones. */
const STRIDE = 64;

/** A text of which a few lines are asked about again and again: the lines before them are not all looked at each time. */
export class SecretLines {
  readonly #lines: readonly string[];
  /** As it is before every line that `STRIDE` divides. */
  readonly #before: SecretScanner[] = [];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    const scanner = new SecretScanner();
    for (const [index, line] of lines.entries()) {
      if (index % STRIDE === 0) this.#before.push(scanner.copy());
      scanner.line(line, 0);
    }
  }

  /** Whether `lines` hold a value that may be a secret, where they stand at line `start` (from 0) of the text. */
  hold(start: number, lines: readonly string[]): boolean {
    const from = Math.floor(start / STRIDE);
    const scanner = this.#before[from]?.copy() ?? new SecretScanner();
    for (const line of this.#lines.slice(from * STRIDE, start)) scanner.line(line, 0);
    scanner.take();
    for (const line of lines) scanner.line(line, 0);
    return scanner.take().length > 0;
  }
}
