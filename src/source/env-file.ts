import { decodeText } from "./decode.ts";
import { DEFAULT_MAX_BYTES, type ReadProblem, readBytes } from "./disk.ts";

export type EnvFile = { readonly variables: ReadonlyMap<string, string> } | { readonly problem: ReadProblem };

/** Reads variables as `docker run --env-file` does; a name alone takes its value from `environment`. */
export function readEnvFile(path: string, environment: Readonly<Record<string, string | undefined>>): EnvFile {
  const read = readBytes(path, { maxBytes: DEFAULT_MAX_BYTES });
  if ("problem" in read) return read;
  const decoded = decodeText(read.bytes);
  if ("problem" in decoded) return decoded;
  return parseEnvFile(decoded.text, environment);
}

/**
 * One `NAME=value` a line. Blanks before a name go, everything behind `=` stays as it is, quotes
 * included. Neither a name nor a value is ever quoted in a message: it may be a secret.
 */
export function parseEnvFile(text: string, environment: Readonly<Record<string, string | undefined>>): EnvFile {
  const variables = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, "");
    const start = line.search(/\P{White_Space}/u);
    if (start === -1 || line[start] === "#") continue;
    const equals = line.indexOf("=", start);
    const name = line.slice(start, equals === -1 ? line.length : equals);
    const blank = name.search(/[ \t]/);
    if (blank !== -1) return problem(index, start + blank, "a variable's name contains a blank");
    if (name === "") return problem(index, start, "there is no variable name before `=`");
    const value = equals === -1 ? environment[name] : line.slice(equals + 1);
    if (value !== undefined) variables.set(name, value);
  }
  return { variables };
}

function problem(line: number, column: number, what: string): EnvFile {
  const help = "write `NAME=value`, without `export` and without blanks around the name";
  return { problem: { message: `line ${line + 1}, column ${column + 1}: ${what}`, help } };
}
