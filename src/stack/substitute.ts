import { unknownValue } from "./unknown.ts";

/** Where variable values come from and what an unset one becomes. */
export interface Environment {
  readonly variables: ReadonlyMap<string, string>;
  /** `empty` is what Docker does; `unknown` leaves a marker (`unknown.ts`). */
  readonly unset: "unknown" | "empty";
}

export interface Substituted {
  readonly text: string;
  /** Why Docker refuses the text; never holds a value. */
  readonly error: string | undefined;
}

// The unbraced form takes an operator too, up to the next `}`: `$HOST-data` is `$HOST` with the default "data".
const BARE = "([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)";
const REFERENCE = new RegExp(`\\$(?:(\\$)|${BARE}|\\{${BARE}\\}|)`, "giu");
/** The same where no `}` follows any more: to look for one again and again would take long in a long text. */
const LAST_REFERENCE = new RegExp(`\\$(?:(\\$)|${BARE}|(?!)()|)`, "giu");
const NAME = /^[_a-z][_a-z0-9]*$/iu;
const SYNTAX = "a `$` here starts no variable that Docker can read";

/**
 * `$VAR`, `${VAR}`, `${VAR:-d}`, `${VAR-d}`, `${VAR:?m}`, `${VAR?m}` and `$$`, as `docker stack deploy` reads them.
 * Its operators are tried in the order `:-`, `-`, `:?`, `?` wherever they occur in the braces, so `${A:?no-host}`
 * is a default of "host"; and a later valid reference hides an earlier error. Found by running the CLI.
 */
export function substitute(text: string, environment: Environment): Substituted {
  let error: string | undefined;
  const fill = (_: string, escaped?: string, named?: string, braced?: string): string => {
    if (escaped !== undefined) return escaped;
    const reference = named ?? braced;
    if (reference === undefined) {
      error = SYNTAX;
      return "";
    }
    const looked = look(reference, environment);
    error = looked.error;
    return looked.text;
  };
  const [head, tail] = atLastBrace(text);
  return { text: head.replace(REFERENCE, fill) + tail.replace(LAST_REFERENCE, fill), error };
}

/** A reference with braces stands in the first part, and none goes from the first part into the second. */
function atLastBrace(text: string): [head: string, tail: string] {
  const end = text.lastIndexOf("}") + 1;
  return [text.slice(0, end), text.slice(end)];
}

function look(reference: string, { variables, unset }: Environment): Substituted {
  const known = (text: string): Substituted => ({ text, error: undefined });
  for (const operator of [":-", "-", ":?", "?"]) {
    const at = reference.indexOf(operator);
    if (at === -1) continue;
    const name = reference.slice(0, at);
    const value = variables.get(name);
    const missing = value === undefined || (operator.startsWith(":") && value === "");
    if (!missing) return known(value);
    if (operator.endsWith("-")) return known(reference.slice(at + operator.length));
    if (unset === "unknown" && NAME.test(name)) return known(unknownValue(name));
    return { text: "", error: `the variable \`${name}\` is required and has no value` };
  }
  return known(variables.get(reference) ?? (unset === "unknown" ? unknownValue(reference) : ""));
}

export interface Misread {
  readonly name: string;
  /** `nested`: a `$` inside a default, which Docker takes as it is. `bare`: an operator without braces. */
  readonly kind: "nested" | "bare";
}

/** References that Docker reads, and not as their author means: `${A:-${B}}`, and `$A-b` or `$A?b` without braces. */
export function findMisread(text: string): Misread | undefined {
  if (!/[-?]/.test(text)) return undefined;
  const [head, tail] = atLastBrace(text);
  for (const [, escaped, named, braced] of [...head.matchAll(REFERENCE), ...tail.matchAll(LAST_REFERENCE)]) {
    if (escaped !== undefined) continue;
    const operator = (named ?? braced ?? "").search(/[-:?]/);
    if (operator === -1) continue;
    const [reference, kind] = named === undefined ? [braced as string, "nested" as const] : [named, "bare" as const];
    const name = reference.slice(0, operator);
    if (kind === "bare" || /\$(?=[_a-z{])/iu.test(reference.slice(operator))) return { name, kind };
  }
  return undefined;
}
