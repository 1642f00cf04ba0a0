import { isSecretName } from "../model/names.ts";
import type { Span } from "../model/text.ts";

/** `$NAME` and `${NAME}` alone (or for a shell, with `$$`) give nothing away; with a default they might. */
export function isReference(value: string): boolean {
  return /^\${1,2}(?:\w+|\{\w+\})$/.test(value);
}

/** Secrets that show by their own form, whatever stands before them. */
const TOKENS =
  /\b(?:A[KS]IA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|SWMTKN-1-[\w-]+|eyJ[\w-]{10,}\.[\w.-]+)|\bbearer\s+[^\s"']+/gi;

/** Programs whose short options carry passwords: `-psecret`, `-a secret`, `-u user:secret`. */
const PROGRAM = /\b(?:mysql|mariadb|mongo|sshpass|redis-cli|curl)/;
const SHORT_OPTION = /(?<![\w-])-(?:p|a|u)["',\s]*([^\s"',]+)/g;

/** A part of every secret name, of every token above, and of every program above: most lines have none. */
const SUSPICIOUS =
  /passw|passphrase|passcode|pwd|secret|token|credential|cookie|webhook|key|auth|htpasswd|connection|pass|salt|dsn|bearer|A[KS]IA|gh[pousr]_|github_pat|glpat|xox|sk-|SWMTKN|eyJ|mysql|mariadb|mongo|redis-cli|curl|@/i;

/** Whether a line needs to be looked at closely. */
export function mayHoldSecret(line: string): boolean {
  return SUSPICIOUS.test(line);
}

/** What a line gives away by itself, without a telling name before it; offsets count from the line's start. */
export function bareSecrets(line: string): Span[] {
  const spans: Span[] = [];
  for (const match of line.matchAll(TOKENS)) spans.push({ start: match.index, end: match.index + match[0].length });
  if (PROGRAM.test(line)) {
    for (const match of line.matchAll(SHORT_OPTION)) {
      const end = match.index + match[0].length;
      spans.push({ start: end - (match[1] as string).length, end });
    }
  }
  if (line.includes("@")) {
    for (const match of line.matchAll(/\S+/g)) spans.push(...userInformation(match[0], match.index));
  }
  return spans;
}

/** The part before the last `@` in `scheme://user:password@host`, and the password in `user:password@host`. */
function userInformation(word: string, offset: number): Span[] {
  const at = word.lastIndexOf("@");
  if (/^sha(?:256|512):/.test(word.slice(at + 1, at + 8))) return [];
  const scheme = word.indexOf("://");
  const colon = word.indexOf(":");
  const start = scheme !== -1 && scheme < at ? scheme + 3 : colon + 1;
  const user = word.slice(start, at);
  // An `@` in a path is none of this: `./data:/volume1/@docker`, `https://host/package@version`.
  const inPath = start === colon + 1 ? user.startsWith("/") : user.includes("/") && !user.includes(":");
  return start === 0 || user === "" || inPath ? [] : [{ start: offset + start, end: offset + at }];
}

const NAMED = /(?<![\w.-])([\w.-]+)(\\?["'])?([ \t]{0,8})(:(?!:)|=)([ \t]{0,8})/g;
const OPTION = /(?<![\w-])(?:-{1,2}([A-Za-z][\w.-]*)|(requirepass|masterauth))["']?(?:[\s,]+|$)/g;

/** Where a quoted text that starts behind `quote` ends; the line's end when it goes on behind it. */
export function closingQuote(line: string, from: number, quote: string): number {
  for (let at = line.indexOf(quote, from); at !== -1; at = line.indexOf(quote, at + 1)) {
    if (quote === "'" && line[at + 1] === "'") at++;
    else if (quote !== '"' || !isEscaped(line, at)) return at;
  }
  return line.length;
}

function isEscaped(line: string, at: number): boolean {
  let slashes = 0;
  while (line[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

/** Where a plain value ends: before a comment or at the line's end, without the blanks there. */
export function plainEnd(line: string, from: number): number {
  const comment = line.indexOf(" #", from);
  let end = comment === -1 ? line.length : comment;
  while (end > from && /\s/.test(line[end - 1] as string)) end--;
  return end;
}

/** Looks at a line from left to right and remembers, so that a line of megabytes stays cheap. */
class Scalars {
  readonly #line: string;
  #at: number;
  #quote: Quote | undefined;
  #quotedEnd = -1;
  #plainEnd = -1;
  #semicolon = -1;

  constructor(line: string, from: number) {
    this.#line = line;
    this.#at = from;
  }

  /** The quote that a place stands in, if any. */
  quoteAt(place: number): Quote | undefined {
    for (; this.#at < place; this.#at++) {
      const character = this.#line[this.#at] as string;
      if (this.#quote === undefined) {
        const opens = (character === '"' || character === "'") && /^[\s[{(,=:]?$/.test(this.#line[this.#at - 1] ?? "");
        if (opens) this.#quote = character as Quote;
      } else if (character === "\\" && this.#quote === '"') this.#at++;
      else if (character === this.#quote) this.#quote = undefined;
    }
    return this.#quote;
  }

  /** Where the scalar that holds a place ends. */
  endFrom(place: number): number {
    if (this.#quote !== undefined) {
      if (this.#quotedEnd < place) this.#quotedEnd = closingQuote(this.#line, place, this.#quote);
      return this.#quotedEnd;
    }
    if (this.#plainEnd < place) this.#plainEnd = plainEnd(this.#line, place);
    return this.#plainEnd;
  }

  /** Whether the scalar goes on with a semicolon: `Password=a,b;Database=c` and shell lines. */
  hasSemicolon(place: number): boolean {
    if (this.#semicolon < place) {
      const found = this.#line.indexOf(";", place);
      this.#semicolon = found === -1 ? this.#line.length : found;
    }
    return this.#semicolon < this.endFrom(place);
  }
}

/** `node.labels.secret==yes`, or `a == b` in a shell line; the value of `TOKEN==abc` is `=abc`. */
export function isComparison(line: string, begin: number, name: string, before: string): boolean {
  return line[begin] === "=" && line[begin - 1] === "=" && (before !== "" || /^(?:node|engine)\./i.test(name));
}

type Quote = '"' | "'";

interface NamedSecrets {
  readonly spans: Span[];
  /**
   * Set when the last value goes on on the next line: its quote, `item` for a plain one between brackets,
   * `undecided` when it only begins there.
   */
  readonly open: Quote | "item" | "undecided" | undefined;
}

/** A secret's name in a line, and what stands around it. */
interface Naming {
  readonly name: string;
  readonly separator: string;
  /** Where the value begins, quotes included. */
  readonly begin: number;
  readonly blankBefore: boolean;
  readonly blankBehind: boolean;
  /** The name has quotes of its own. */
  readonly quoted: boolean;
  /** The quote that name and value stand in, and whether it opens right before the name. */
  readonly quote: Quote | undefined;
  readonly direct: boolean;
  readonly inFlow: boolean;
}

/**
 * Secrets named within a line: `password=value`, `--token=value`, `"apiKey": "value"`, `{PASSWORD: value}`.
 * `bracket` says that the line begins between brackets.
 */
export function namedSecrets(line: string, from: number, bracket: boolean): NamedSecrets {
  const scalars = new Scalars(line, from);
  const brace = bracket ? 0 : line.slice(from).search(/[[{]/);
  const spans: Span[] = [];
  let open: NamedSecrets["open"];
  NAMED.lastIndex = from;
  for (let match = NAMED.exec(line); match; match = NAMED.exec(line)) {
    const [whole, name = "", closing, before = "", separator = "", behind = ""] = match;
    const begin = match.index + whole.length;
    if (!isSecretName(name.slice(-100)) || isComparison(line, begin, name, before)) continue;
    const quote = scalars.quoteAt(match.index);
    const inFlow = brace !== -1 && from + brace <= match.index;
    if (begin === line.length) return { spans, open: inFlow && !quote && separator === ":" ? "undecided" : undefined };
    const direct = quote !== undefined && line[match.index - 1] === quote && closing === undefined;
    const blanks = { blankBefore: before !== "", blankBehind: behind !== "" };
    const naming = { name, separator, begin, ...blanks, quoted: closing !== undefined, quote, direct, inFlow };
    const value = namedValue(naming, line, scalars);
    if (value === undefined) continue;
    const { start, end, around } = value;
    if (!isReference(line.slice(start, end))) spans.push({ start, end });
    if (inFlow && line.slice(end).trim() === "") open = around ?? (quote === undefined ? "item" : undefined);
    NAMED.lastIndex = Math.max(end, start);
  }
  return { spans, open };
}

/** The value behind a name, without its quotes, and the quote around it; undefined where there is none. */
function namedValue(
  naming: Naming,
  line: string,
  scalars: Scalars,
): (Span & { around: Quote | undefined }) | undefined {
  const { name, separator, begin, quote, direct, inFlow } = naming;
  const plainInFlow = inFlow && quote === undefined;
  const around = direct ? quote : undefined;
  if (separator === "=" && plainInFlow) {
    return { start: begin, end: firstOf(/[,}\]]/g, line, begin, scalars.endFrom(begin)), around };
  }
  const own = direct ? null : /^\\?(["'])/.exec(line.slice(begin, begin + 2));
  if (!direct && !separates(naming, own !== null, line[begin])) return undefined;
  if (own) {
    const start = begin + own[0].length;
    return { start, end: closingQuote(line, start, own[1] as string), around: own[1] as Quote };
  }
  const whole = scalars.endFrom(begin);
  if (separator === ":") return { start: begin, end: inFlow ? firstOf(/[,}\]]/g, line, begin, whole) : whole, around };
  if (naming.blankBefore || direct || scalars.hasSemicolon(begin)) return { start: begin, end: whole, around };
  // An option ends at a blank; settings such as `user=a,password=b,vers=3` at the next setting too.
  const last = name.startsWith("-") ? /\s/g : /\s|,(?=[\w.-]+=)/g;
  return { start: begin, end: firstOf(last, line, begin, whole), around };
}

/** Whether the separator stands between a name and a value: `a: b`, `a=b`, `a = b`, but not `a:b` or `a= b`. */
function separates({ name, separator, ...naming }: Naming, ownQuote: boolean, next: string | undefined): boolean {
  if (separator === "=") return naming.blankBefore || !naming.blankBehind;
  return naming.blankBehind || naming.quoted || ownQuote || (/passw(?:or)?d$/i.test(name) && next !== "/");
}

function firstOf(pattern: RegExp, line: string, from: number, end: number): number {
  pattern.lastIndex = from;
  const match = pattern.exec(line);
  return match && match.index < end ? match.index : end;
}

/** The arguments of options that name a secret: `--requirepass value`. `open` when the argument stands on the next line. */
export function optionSecrets(line: string, from: number): { readonly spans: Span[]; readonly open: boolean } {
  const spans: Span[] = [];
  const brace = line.slice(from).search(/[[{]/);
  OPTION.lastIndex = from;
  for (let match = OPTION.exec(line); match; match = OPTION.exec(line)) {
    if (!isSecretName((match[1] ?? match[2] ?? "").slice(-100))) continue;
    const start = match.index + match[0].length;
    if (start === line.length) return { spans, open: true };
    const quote = line[start] as string;
    if (quote === "-") continue;
    const quoted = quote === '"' || quote === "'";
    const inFlow = brace !== -1 && from + brace < match.index;
    const end = quoted
      ? closingQuote(line, start + 1, quote)
      : firstOf(inFlow ? /[\s,\]]/g : /\s/g, line, start, line.length);
    if (!isReference(line.slice(start, end))) spans.push({ start: quoted ? start + 1 : start, end });
  }
  return { spans, open: false };
}
