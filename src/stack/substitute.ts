import { unknownValue } from "../yaml/unknown.ts";

/** Where variable values come from and what an unset one becomes. */
export interface Environment {
  readonly variables: ReadonlyMap<string, string>;
  /** `empty` is what Docker does; `unknown` leaves a marker (`unknown.ts`). */
  readonly unset: "unknown" | "empty";
}

/** A text with variables filled in: what was written, and the values that stand there now. */
export interface Substitution {
  readonly parts: readonly (string | Filled)[];
}

/** The text as it is after filling in. */
export function textOf({ parts }: Substitution): string {
  return parts.map((part) => (typeof part === "string" ? part : part.value)).join("");
}

/** The value of a variable. */
export interface Filled {
  readonly name: string;
  readonly value: string;
}

export interface Substituted {
  readonly text: string;
  /** Present when the value of a variable is a part of the text. */
  readonly substitution?: Substitution;
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
  const parts: (string | Filled)[] = [];
  const fill = (escaped: string | undefined, reference: string | undefined): string | Filled => {
    if (escaped !== undefined) return escaped;
    if (reference === undefined) {
      error = SYNTAX;
      return "";
    }
    const looked = look(reference, environment);
    error = looked.error;
    return looked.filled;
  };
  const [head, tail] = atLastBrace(text);
  for (const [part, references] of [[head, REFERENCE] as const, [tail, LAST_REFERENCE] as const]) {
    let at = 0;
    for (const { 0: whole, 1: escaped, 2: named, 3: braced, index } of part.matchAll(references)) {
      parts.push(part.slice(at, index), fill(escaped, named ?? braced));
      at = index + whole.length;
    }
    parts.push(part.slice(at));
  }
  const filled = textOf({ parts });
  const hasValues = parts.some((part) => typeof part !== "string");
  return {
    text: filled,
    error,
    ...(hasValues ? { substitution: { parts: parts.filter((part) => part !== "") } } : {}),
  };
}

/** A reference with braces stands in the first part, and none goes from the first part into the second. */
function atLastBrace(text: string): [head: string, tail: string] {
  const end = text.lastIndexOf("}") + 1;
  return [text.slice(0, end), text.slice(end)];
}

interface Looked {
  readonly filled: string | Filled;
  readonly error: string | undefined;
}

function look(reference: string, { variables, unset }: Environment): Looked {
  const known = (filled: string | Filled): Looked => ({ filled, error: undefined });
  for (const operator of [":-", "-", ":?", "?"]) {
    const at = reference.indexOf(operator);
    if (at === -1) continue;
    const name = reference.slice(0, at);
    const value = variables.get(name);
    const missing = value === undefined || (operator.startsWith(":") && value === "");
    if (!missing) return known({ name, value });
    if (operator.endsWith("-")) return known(reference.slice(at + operator.length));
    if (unset === "unknown" && NAME.test(name)) return known(unknownValue(name));
    return { filled: "", error: `the variable \`${name}\` is required and has no value` };
  }
  const value = variables.get(reference);
  if (value !== undefined) return known({ name: reference, value });
  return known(unset === "unknown" ? unknownValue(reference) : "");
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
