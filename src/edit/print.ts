import { resolvePlain } from "../yaml/scalar.ts";
import type { Value } from "./change.ts";
import type { Style } from "./style.ts";

/** A value on one line, as it stands after `key: ` or `- `; `flow` inside `[ ]` or `{ }`. */
export function inline(value: Value, flow: boolean): string {
  if (typeof value === "string") return scalarText(value, flow);
  if (typeof value !== "object" || value === null) return String(value);
  if (isList(value)) return `[${value.map((item) => inline(item, true)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, one]) => `${scalarText(key, true)}: ${inline(one, true)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** `key: value` as lines without indentation of their own; deeper values in block style. */
export function entryLines(key: string, value: Value, style: Style): string[] {
  const name = scalarText(key, false);
  if (value === null) return [`${name}:`];
  if (!isCollection(value)) return [`${name}: ${inline(value, false)}`];
  const below = isList(value) ? style.listStep : style.step;
  return [`${name}:`, ...blockLines(value, style).map((line) => " ".repeat(below) + line)];
}

/** `- value` as lines without indentation of their own. */
export function itemLines(value: Value, style: Style): string[] {
  if (!isCollection(value)) return [`- ${inline(value, false)}`];
  return blockLines(value, style).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

/** The lines of a collection that is not empty. */
export function blockLines(value: Value, style: Style): string[] {
  if (isList(value)) return value.flatMap((item) => itemLines(item, style));
  return Object.entries(value as Record<string, Value>).flatMap(([key, one]) => entryLines(key, one, style));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Empty ones are written on one line, as scalars are. */
export function isCollection(value: Value): value is readonly Value[] | { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** A string as YAML: plain where nothing can be mistaken, else in double quotes. */
export function scalarText(text: string, flow: boolean): string {
  return /^[A-Za-z0-9_./]/.test(text) && !/[${}"'#,]/.test(text) && !WORDS.test(text) && isPlain(text, flow)
    ? text
    : doubleQuoted(text);
}

/** A string in the quotes of the one that it replaces; undefined for one of several lines. */
export function inStyleOf(old: string, text: string, flow: boolean): string | undefined {
  if (old.startsWith("|") || old.startsWith(">") || /[\r\n]/.test(old)) return undefined;
  if (old.startsWith('"')) return doubleQuoted(text);
  if (old.startsWith("'")) return PRINTABLE.test(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
  return isPlain(text, flow) ? text : doubleQuoted(text);
}

/** YAML 1.1 and people take these for something other than a string. */
const WORDS = /^(y|n|yes|no|on|off)$/i;

const PRINTABLE = /^[\t\x20-\x7E\xA0-\uD7FF\uE000-\uFFFD]*$/u;

/** Whether a string without quotes is read as this very string. */
function isPlain(text: string, flow: boolean): boolean {
  if (text === "" || text !== text.trim() || !PRINTABLE.test(text)) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) || /:\s|:$|\s#|\t/.test(text)) return false;
  if (flow && /[,[\]{}?]|:(?=[,[\]{}])/.test(text)) return false;
  const { value, printed } = resolvePlain(text);
  return value === text && printed === undefined;
}

function doubleQuoted(text: string): string {
  const safe = text
    .replace(/["\\]/g, "\\$&")
    .replace(/[^\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/gu, escaped);
  return `"${safe}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}
