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
