import type { Redaction } from "../stack/redaction.ts";

/** A text as one word of a POSIX shell. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Lines that stop at the first failure, and leave the reader's shell open. */
export function script(lines: readonly string[]): string {
  return ["(", "set -eu", ...lines, ")"].join("\n");
}

/** A variable that the reader gives, or a shell that stops and says so. */
export function requiredVariable(name: string, what: string): string {
  return `${name}="\${${name}:?set it to ${what}}"`;
}

const BEGINNING = "(\nset -eu\n";
/** A word between single quotes as `word` writes it; what is between two of them is bare or between double quotes. */
const QUOTED = /'(?:[^']|'\\'')*'/g;

/**
 * The same script with variables in place of their values: the reader's shell has to know them, as the deploy does. It
 * stops where it does not. A variable that the script itself sets goes by another name.
 */
export function redactedScript(text: string, redaction: Redaction): string {
  const names = new Map<string, string>();
  const value = (part: string) => {
    const shown = redaction.value(part);
    if (shown === part) return part;
    return shown.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const own = new RegExp(`\\b${name}=`).test(text) ? `GIVEN_${name}` : name;
      names.set(name, own);
      return `\${${own}}`;
    });
  };
  let result = "";
  let at = 0;
  for (const { 0: quoted, index } of text.matchAll(QUOTED)) {
    result += value(text.slice(at, index)) + requoted(quoted, value);
    at = index + quoted.length;
  }
  result += value(text.slice(at));
  const needed = Array.from(names, ([name, own]) => `${own}="\${${name}:?set it as the deploy does}"\n`).join("");
  return result.startsWith(BEGINNING) ? BEGINNING + needed + result.slice(BEGINNING.length) : needed + result;
}

function requoted(quoted: string, value: (part: string) => string): string {
  const plain = quoted.slice(1, -1).replaceAll("'\\''", "'");
  const shown = value(plain);
  if (shown === plain) return quoted;
  const parts = shown.split(/(\$\{\w+\})/);
  return `"${parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/["$`\\]/g, "\\$&"))).join("")}"`;
}
