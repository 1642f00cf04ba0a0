import type { Volume } from "../../stack/model.ts";
import type { Redaction } from "../../stack/redaction.ts";
import { hasUnknown } from "../../yaml/unknown.ts";

/** A string as one word of a POSIX shell. */
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

/** `$STACK`, which the names of services and volumes start with. */
export function stackLine(stackName: string | undefined): string {
  return stackName === undefined ? requiredVariable("STACK", "the name of the stack") : `STACK=${word(stackName)}`;
}

/** The name of a service on the swarm, for a shell that knows `$STACK`. */
export function scopedName(name: string): string {
  return `"\${STACK}_${name}"`;
}

/** The folder of a volume on its node, for a shell; the name is a word of a shell. */
export function mountpoint(name: string): string {
  return `"$(docker volume inspect --format '{{.Mountpoint}}' ${name})"`;
}

/** A file on the manager that remembers the node. */
export function nodeFile(name: string): string {
  return word(`${name.replace(/[^\w.-]/g, "_")}.node`);
}

/** Services that share a volume may run on several nodes, each with data of its own: whose counts, a person must say. */
export function requireOneNode(name: string): string {
  const file = nodeFile(name);
  return `[ "$(wc -l < ${file})" -le 1 ] || { echo "several nodes: see whose data counts, and leave only that one in ${file}" >&2; exit 1; }`;
}

/** What Docker calls a volume of the stack, for a shell that knows `$STACK`; undefined when the file does not tell. */
export function shellVolumeName({ key, name, external }: Volume): string | undefined {
  if (name === undefined) return external ? word(key) : scopedName(key);
  return hasUnknown(name.value) || name.value.includes("{{") ? undefined : word(name.value);
}
