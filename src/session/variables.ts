import type { ChangedFiles, Contents } from "./contents.ts";
import type { Request } from "./request.ts";
import { VariablesError } from "./usage.ts";
import type { FileAt, ReadProblem } from "./workspace.ts";

export interface Variables {
  /** Throws a `VariablesError` for a file that cannot be read. */
  now(): ReadonlyMap<string, string>;
  /** Those that base was deployed with; undefined: the same. What cannot be read gave none. */
  readonly before: ReadonlyMap<string, string> | undefined;
}

type Given = Pick<Request, "environment" | "inherited" | "variableFiles">;

/**
 * The variables of a stack: those of its own files, over them those of the environment, and over both those of the files
 * that the call names.
 */
export function variablesFor(
  own: readonly string[],
  { environment, inherited, variableFiles }: Given,
  contents: Contents,
  changed: ChangedFiles,
): Variables {
  const valuesAt = (file: FileAt) => valuesIn(contents, file, inherited);
  const now = (path: string): Values => {
    const values = valuesAt(changed.now(path));
    if ("message" in values) throw new VariablesError(path, values);
    return values;
  };
  const before = (path: string): readonly Values[] => {
    const file = changed.before(path);
    const values = file && valuesAt(file);
    return values === undefined || "message" in values ? [] : [values];
  };
  const all = () => merged([...own.map(now), environment, ...variableFiles.map(now)]);
  const touched = [...own, ...variableFiles].some((path) => changed.touched.has(path));
  const earlier = () => merged([...own.flatMap(before), environment, ...variableFiles.flatMap(before)]);
  return { now: all, before: touched ? earlier() : undefined };
}

type Values = ReadonlyMap<string, string>;

const merged = (all: readonly Values[]): Map<string, string> => new Map(all.flatMap((values) => [...values]));

/** The variables of a file, or why there are none. Values are never repeated in a message. */
function valuesIn(contents: Contents, file: FileAt, inherited: Given["inherited"]): Values | ReadProblem {
  const source = contents.needed(file);
  return "problem" in source ? source.problem : parseVariables(source.file.text, inherited);
}

/**
 * Variables as `docker run --env-file` reads them: one `NAME=value` a line; a name alone takes its value from
 * `environment`. Blanks before a name go, everything after `=` stays as it is, quotes included. Neither a name nor a value
 * is ever quoted in a message: it may be a secret.
 */
export function parseVariables(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Values | ReadProblem {
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
  return variables;
}

function problem(line: number, column: number, what: string): ReadProblem {
  const help = "write `NAME=value`, without `export` and without blanks around the name";
  return { message: `line ${line + 1}, column ${column + 1}: ${what}`, help };
}
