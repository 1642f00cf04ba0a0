import { filledText, type Substitution } from "./interpolate.ts";
import type { Stack } from "./model.ts";

/**
 * Shows the values of variables as their variables again: `${DB_PASSWORD}` in place of what an env file or the environment
 * has put there. A value that somebody gives to a check is for that check alone.
 */
export interface Redaction {
  /** What is nothing but a value, or is made of one: a path, the name of a volume. */
  value(text: string): string;
  /** A sentence: what stands between backticks is a value, the rest is prose. */
  sentence(text: string): string;
  /** Whether the text holds a value of a variable. */
  holds(text: string): boolean;
}

const LETTER = /[\p{L}\p{N}]/u;
/** What values are taken apart at before a part of them is shown. */
const SEPARATORS = /[\s:,=@]+/;
/** What of a value is shown in another shape: a path is cleaned, a name is made of it, a template ends, a code span ends. */
const RESHAPED = /[^\p{L}\p{N}\s_.:,=@/-]|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/u;
const NO_LETTERS = /[^\p{L}\p{N}]+/u;
/** A shorter part of a text is shown by chance more often than because of a variable. */
const SHORTEST_PART = 3;
/** Of a fence of several backticks, the innermost: to look for its like again and again would take long in a run of them. */
const CODE_SPAN = /`([^`]+)`/g;

/** What is told of these stacks holds no value of a variable that they were read with. */
export function redactionFor(stacks: readonly Pick<Stack, "services" | "volumes" | "substitutions">[]): Redaction {
  const names = stacks.flatMap(({ services, volumes }) => [...services.map(({ name }) => name), ...volumes.keys()]);
  return redactionOf(
    stacks.flatMap(({ substitutions }) => substitutions),
    new Set(names),
  );
}

/** The same with every text in it, and a number that a variable holds as a text. */
export function redactedJson(json: unknown, redaction: Redaction): unknown {
  if (typeof json === "string") return redaction.value(json);
  if (typeof json === "number") return redaction.holds(String(json)) ? redaction.value(String(json)) : json;
  if (Array.isArray(json)) return json.map((item) => redactedJson(item, redaction));
  if (json === null || typeof json !== "object") return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, redactedJson(value, redaction)]));
}

/** `names` are the keys of services and volumes: they stand in the file as they are shown. */
export function redactionOf(substitutions: readonly Substitution[], names: ReadonlySet<string>): Redaction {
  const shown = new Map<string, string>();
  /** Of values that end a code span, so that they are found outside of one. */
  const unquotable = new Set<string>();
  const takenApart = new Set<string>();
  for (const substitution of substitutions) {
    const { parts } = substitution;
    const text = filledText(substitution);
    add(text, parts.map((part) => (typeof part === "string" ? part : `\${${part.name}}`)).join(""));
    let at = 0;
    let [start, end] = [0, 0];
    for (const [index, part] of parts.entries()) {
      const from = at;
      at += typeof part === "string" ? part.length : part.value.length;
      if (typeof part === "string" || part.value === "") continue;
      add(part.value, `\${${part.name}}`);
      // Values that make one word together are looked at once.
      if (from < start || at > end || end === 0) {
        [start, end] = wholeWords(text, from, at);
        if (start !== from || end !== at) add(text.slice(start, end), shownBetween(parts, index, from, [start, end]));
      }
      for (const piece of part.value.split(SEPARATORS)) add(piece, `\${${part.name}}`);
      const word = text.slice(start, end);
      if (!takenApart.has(word) && RESHAPED.test(part.value.replaceAll("!=", "="))) {
        takenApart.add(word);
        for (const piece of word.split(NO_LETTERS)) {
          add(piece, `\${${part.name}}`);
          if (part.value.includes("`")) unquotable.add(piece);
        }
      }
      for (const [digits] of part.value.matchAll(/\d{3,}/g)) add(digits, `\${${part.name}}`);
    }
  }
  if (shown.size === 0) return NOTHING;

  function add(value: string, as: string): void {
    const isName = value.length < 8 && names.has(value);
    if (value !== "" && !isName && !shown.has(value)) shown.set(value, as);
  }

  const quotes = startsOf([...shown.keys()].filter((value) => value.length >= SHORTEST_PART && value.includes("`")));
  const parts = startsOf([...shown.keys()].filter((value) => value.length >= SHORTEST_PART));
  const distinctive = startsOf(
    [...shown.keys()].filter(
      (value) => isDistinctive(value) || (value.length >= SHORTEST_PART && unquotable.has(value)),
    ),
  );
  const value = (text: string): string => shown.get(text) ?? replaced(text, parts, shown);
  return {
    value,
    sentence: (told) => {
      const text = replaced(told, quotes, shown);
      let result = "";
      let at = 0;
      for (const { 0: span, 1: code = "", index } of text.matchAll(CODE_SPAN)) {
        result += `${replaced(text.slice(at, index), distinctive, shown)}\`${value(code)}\``;
        at = index + span.length;
      }
      return result + replaced(text.slice(at), distinctive, shown);
    },
    holds: (text) => value(text) !== text,
  };
}

const NOTHING: Redaction = { value: (text) => text, sentence: (text) => text, holds: () => false };

/** A value that no sentence holds by chance. */
function isDistinctive(value: string): boolean {
  if (/^\d+$/.test(value)) return value.length >= 3;
  return value.length >= 12 || (value.length >= 4 && !/^\p{L}\p{Ll}*$/u.test(value));
}

/** A part of a text, with the variables in it; the part of number `index` begins at `from`. */
function shownBetween(
  parts: Substitution["parts"],
  index: number,
  from: number,
  [start, end]: readonly [number, number],
): string {
  let [first, at] = [index, from];
  while (first > 0 && at > start) at -= lengthOf(parts[--first]);
  let shown = "";
  for (; at < end; at += lengthOf(parts[first++])) {
    const part = parts[first];
    shown += typeof part === "string" ? part.slice(Math.max(0, start - at), end - at) : `\${${part?.name}}`;
  }
  return shown;
}

function lengthOf(part: Substitution["parts"][number] | undefined): number {
  return part === undefined ? 0 : typeof part === "string" ? part.length : part.value.length;
}

/** The span, with the letters and digits that it is written together with. */
function wholeWords(text: string, from: number, to: number): readonly [start: number, end: number] {
  let [start, end] = [from, to];
  if (isLetter(text, start)) while (isLetter(text, start - 1)) start--;
  if (isLetter(text, end - 1)) while (isLetter(text, end)) end++;
  return [start, end];
}

const isLetter = (text: string, at: number): boolean => at >= 0 && at < text.length && LETTER.test(text[at] as string);

/** Texts, and how long those are that start with two characters, the longest first. */
interface Starts {
  readonly values: ReadonlySet<string>;
  readonly lengths: ReadonlyMap<string, readonly number[]>;
}

function startsOf(values: readonly string[]): Starts {
  const lengths = new Map<string, Set<number>>();
  for (const value of values.toSorted((one, other) => other.length - one.length)) {
    const start = value.slice(0, 2);
    lengths.set(start, (lengths.get(start) ?? new Set()).add(value.length));
  }
  return { values: new Set(values), lengths: new Map(Array.from(lengths, ([start, some]) => [start, [...some]])) };
}

/** The text with every value that stands in it as a word of its own shown as its variable. */
function replaced(text: string, { values, lengths }: Starts, shown: ReadonlyMap<string, string>): string {
  if (values.size === 0) return text;
  let result = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const length = lengths.get(text.slice(at, at + 2))?.find((one) => {
      return values.has(text.slice(at, at + one)) && standsAlone(text, at, at + one);
    });
    if (length === undefined) continue;
    const value = text.slice(at, at + length);
    result += text.slice(from, at) + shown.get(value);
    from = at + length;
    at = from - 1;
  }
  return result + text.slice(from);
}

function standsAlone(text: string, at: number, end: number): boolean {
  const joined = (one: number, other: number) => isLetter(text, one) && isLetter(text, other);
  return !joined(at - 1, at) && !joined(end - 1, end);
}
