import { isSecretName } from "../model/names.ts";
import type { SourceFile, Span } from "../model/text.ts";
import {
  bareSecrets,
  closingQuote,
  isComparison,
  isReference,
  mayHoldSecret,
  namedSecrets,
  optionSecrets,
  plainEnd,
} from "./secret-values.ts";

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

/** The indentation of what stands between brackets: it says nothing, so every line counts as deeper. */
const BRACKET = -1;

/**
 * What the next lines still hide of a value that began on an earlier one. `indent` is the column of
 * the key or dash that the value belongs to: a line that is indented no deeper ends it.
 */
interface Hidden {
  readonly kind: "block" | "items" | "undecided" | "quoted" | "flow" | "item" | "argument" | "key";
  readonly indent: number;
  readonly quote?: string;
}

/** Line by line instead of by the parser: a file that is no YAML is shown too. */
class SecretScanner {
  #spans: Span[] = [];
  #hidden: Hidden | undefined;
  #offset = 0;
  /** The line begins between brackets, as far as the end of the line before tells. */
  #bracket = false;
  /** The column of the dash when the line before began a list entry as a block of lines, else -1. */
  #header = -1;

  /** One that goes on from here on its own. */
  copy(): SecretScanner {
    const made = new SecretScanner();
    made.#hidden = this.#hidden;
    made.#bracket = this.#bracket;
    made.#header = this.#header;
    return made;
  }

  /** What was found since the last time, sorted. */
  take(): readonly Span[] {
    const found = this.#spans.sort((a, b) => a.start - b.start);
    this.#spans = [];
    return found;
  }

  line(line: string, offset: number): void {
    this.#offset = offset;
    const indent = line.search(/\S/);
    if (indent === -1) return;
    const from = this.#hidden ? this.#continue(line, indent, this.#hidden) : indent;
    if (from < line.length) this.#fresh(line, from, from === indent);
    this.#header = /^(\s*)-\s+[|>][-+\d]*\s*(?:#.*)?$/.exec(line)?.[1]?.length ?? -1;
    const last = line.trimEnd().at(-1) as string;
    if (last !== ":") this.#bracket = "[{,".includes(last);
  }

  #mask(start: number, end: number): void {
    if (start < end) this.#spans.push({ start: this.#offset + start, end: this.#offset + end });
  }

  /** Masks what belongs to an earlier line's value and returns where the line's own text begins. */
  #continue(line: string, indent: number, hidden: Hidden): number {
    const dash = /^\s*-(?:\s|$)/.test(line);
    const inside = indent > hidden.indent || (dash && indent === hidden.indent && hidden.kind !== "block");
    if (hidden.kind === "key") return this.#keyBlock(line, indent, hidden);
    if (hidden.kind === "argument") {
      this.#hidden = undefined;
      const start = /^\s*(?:-\s+)?/.exec(line)?.[0].length ?? indent;
      if (/^["']?-/.test(line.slice(start))) return indent;
      this.#mask(start, line.length);
      return line.length;
    }
    if (hidden.kind === "item") return this.#item(line, indent);
    const closes = hidden.kind === "flow" && /^\s*[\]}]/.test(line);
    if (!inside && !closes) {
      this.#hidden = undefined;
      return indent;
    }
    if (hidden.kind === "undecided") {
      if (line[indent] === "#") return indent;
      if (!dash && /^(?:"[^"]*"|'[^']*'|[^\s"'#][^#]*?):(?:\s|$)/.test(line.slice(indent))) {
        this.#hidden = undefined;
        return indent;
      }
      this.#hidden = undefined;
      if (!dash) return this.#value(line, indent, hidden.indent);
      this.#hidden = { kind: "items", indent: hidden.indent };
    }
    if (hidden.kind === "quoted") {
      const end = closingQuote(line, indent, hidden.quote as string);
      this.#mask(indent, end);
      if (end < line.length) this.#hidden = undefined;
      return end + 1;
    }
    const start = dash && hidden.kind !== "block" ? (/^\s*-\s*/.exec(line)?.[0].length ?? indent) : indent;
    this.#mask(start, line.length);
    return line.length;
  }

  /** A plain value between brackets: hidden up to a comma at a line's end, a bracket, or another key. */
  #item(line: string, indent: number): number {
    if (/^\s*(?:[\]}]|["']?[\w.-]+["']?:(?:\s|$))/.test(line)) {
      this.#hidden = undefined;
      return indent;
    }
    this.#mask(indent, line.length);
    if (line.trimEnd().endsWith(",")) this.#hidden = undefined;
    return line.length;
  }

  /** What may follow a plain value that ends with its line. */
  #goesOn(line: string, indent: number): Hidden | undefined {
    if (!this.#bracket && indent !== BRACKET) return { kind: "block", indent };
    return line.trimEnd().endsWith(",") ? undefined : { kind: "item", indent };
  }

  /** A private key: hidden up to the line that ends it. */
  #keyBlock(line: string, indent: number, hidden: Hidden): number {
    if (indent < hidden.indent) {
      this.#hidden = undefined;
      return indent;
    }
    this.#mask(indent, line.length);
    if (line.includes("-----END")) this.#hidden = undefined;
    return line.length;
  }

  #fresh(line: string, from: number, whole: boolean): void {
    if (!mayHoldSecret(line)) return;
    const begin = line.search(/-----BEGIN [A-Z ]*PRIVATE KEY/);
    if (begin !== -1) {
      this.#mask(begin, line.length);
      if (!line.includes("-----END")) this.#hidden = { kind: "key", indent: Math.min(begin, line.search(/\S/)) };
      return;
    }
    const rest = whole ? this.#entry(line) : from;
    for (const { start, end } of bareSecrets(line)) this.#mask(start, end);
    const named = namedSecrets(line, rest, this.#bracket);
    for (const { start, end } of named.spans) this.#mask(start, end);
    if (named.open === "item" || named.open === "undecided") this.#hidden = { kind: named.open, indent: BRACKET };
    else if (named.open) this.#hidden = { kind: "quoted", indent: BRACKET, quote: named.open };
    const options = optionSecrets(line, rest);
    for (const { start, end } of options.spans) this.#mask(start, end);
    if (options.open) this.#hidden = { kind: "argument", indent: 0 };
  }

  /** The line as a whole: `KEY: value`, `- KEY=value`, also commented out. Returns where to look on. */
  #entry(line: string): number {
    const match = /^(\s*(?:#\s*)?(?:[-?]\s+)*)(["']?)([\w.-]+)(["']?)([ \t]{0,8}:(?=\s|$)|=)/.exec(line);
    if (!match) return 0;
    const [whole, prefix = "", quote = "", name = "", closing = "", separator = ""] = match;
    const mapping = separator.endsWith(":");
    if (isComparison(line, whole.length, name, "")) return 0;
    if (name.startsWith("-") || (mapping ? quote !== closing : closing !== "") || !isSecretName(name.slice(-100)))
      return 0;
    const start = whole.length + line.slice(whole.length).search(/\S|$/);
    if (prefix.includes("#")) {
      this.#mask(start, line.length);
      return line.length;
    }
    if (mapping) return this.#value(line, start, prefix.length);
    const dash = Math.max(prefix.lastIndexOf("-"), this.#header);
    // Only behind a dash is it certain that ` #` begins a comment: a block of lines has none.
    const plain = prefix.includes("-") ? plainEnd(line, start) : line.trimEnd().length;
    const end = quote === "" ? plain : closingQuote(line, start, quote);
    if (!isReference(line.slice(start, end))) this.#mask(start, end);
    const outer = this.#bracket ? BRACKET : dash;
    if (quote !== "" && end === line.length) this.#hidden = { kind: "quoted", indent: outer, quote };
    else if (quote === "" && (dash !== -1 || this.#bracket)) this.#hidden = this.#goesOn(line, dash);
    return end;
  }

  /** The value of a mapping's key in column `indent`. */
  #value(line: string, from: number, indent: number): number {
    const properties = /^(?:[&!]\S*(?:\s+|$))+/.exec(line.slice(from))?.[0] ?? "";
    const start = from + properties.length;
    const first = line[start];
    if (first === undefined || first === "#") {
      this.#hidden = { kind: "undecided", indent: this.#bracket ? BRACKET : indent };
      return line.length;
    }
    if (first === "*") return line.length;
    if (/^[|>][-+\d]*(?:\s|$)/.test(line.slice(start))) {
      this.#hidden = { kind: "block", indent };
      return line.length;
    }
    if (first === '"' || first === "'") {
      const end = closingQuote(line, start + 1, first);
      if (isReference(line.slice(start + 1, end))) return end + 1;
      this.#mask(start + 1, end);
      if (end === line.length)
        this.#hidden = { kind: "quoted", indent: this.#bracket ? BRACKET : indent, quote: first };
      return end + 1;
    }
    if (first === "{" || first === "[") {
      this.#mask(start, line.length);
      this.#hidden = { kind: "flow", indent };
      return line.length;
    }
    const end = plainEnd(line, start);
    if (!isReference(line.slice(start, end).replace(/,$/, ""))) this.#mask(start, end);
    this.#hidden = this.#goesOn(line, indent);
    return end;
  }
}
