/**
 * A variable that is not set leaves a marker in the value instead of Docker's empty string, so that
 * everything that depends on it can say "unknown". The marker is a pair of Unicode noncharacters
 * around the variable's name; the parser replaces those characters in files, so a file cannot forge one.
 */
const OPEN = "\uFDD0";
const CLOSE = "\uFDD1";
const MARKER = /\uFDD0([^\uFDD1]*)\uFDD1/g;

/** The marker for one variable. */
export function unknownValue(variable: string): string {
  return OPEN + variable + CLOSE;
}

/** Whether a value depends on a variable that is not set. */
export function hasUnknown(value: unknown): boolean {
  return typeof value === "string" && value.includes(OPEN);
}

/** The names of the variables that a text waits for, each once. */
export function unknownNames(text: string): string[] {
  if (!text.includes(OPEN)) return [];
  const names = Array.from(text.matchAll(MARKER), (match) => match[1] as string);
  return [...new Set(names.filter((name) => name !== ""))]; // a value that could not be read waits for no variable
}

/** The text as a person wrote it: every marker as `${NAME}`. */
export function showUnknown(text: string): string {
  return !text.includes(OPEN) ? text : text.replace(MARKER, (_, name: string) => `\${${name}}`);
}

/** A file's text with the marker characters made harmless; offsets stay the same. */
export function withoutMarkers(text: string): string {
  return text.includes(OPEN) || text.includes(CLOSE) ? text.replace(/[\uFDD0\uFDD1]/g, "\uFFFD") : text;
}

/** Whether two texts are one and the same once their variables are set; a variable has one value in both. */
export function compareTexts(one: string, other: string): "same" | "different" | "unknown" {
  if (one === other) return "same";
  const [a, b] = withoutCommonStart(one, other);
  if (!a.startsWith(OPEN) && !b.startsWith(OPEN)) return "different";
  if (hasUnknown(a) && hasUnknown(b)) return "unknown";
  const [pattern, fixed] = hasUnknown(a) ? [a, b] : [b, a];
  return couldBe(pattern, fixed) ? "unknown" : "different";
}

/** Both texts from where they differ, without cutting a marker. */
function withoutCommonStart(one: string, other: string): readonly [string, string] {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  const open = one.lastIndexOf(OPEN, length - 1);
  const cut = open !== -1 && one.indexOf(CLOSE, open) >= length ? open : length;
  return [one.slice(cut), other.slice(cut)];
}

/** Whether a text with markers can become a fixed text. */
function couldBe(pattern: string, fixed: string): boolean {
  const parts = pattern.split(MARKER).filter((_, index) => index % 2 === 0);
  const [first = "", ...rest] = parts;
  const last = rest.pop() ?? "";
  if (!fixed.startsWith(first) || !fixed.endsWith(last) || fixed.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = fixed.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= fixed.length - last.length;
}
