import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import type { Entry, Mapping, Scalar, Tree } from "../yaml/tree.ts";
import { hasUnknown, unknownValue } from "../yaml/unknown.ts";

type Cast = "integer" | "float" | "boolean";

/** Where Docker turns a substituted string into another type (`[]` any item, `*` any key). Everywhere else it stays a string. */
const CASTS = new Map<string, Cast>([
  ["services.*.configs.[].mode", "integer"],
  ["services.*.secrets.[].mode", "integer"],
  ["services.*.healthcheck.retries", "integer"],
  ["services.*.healthcheck.disable", "boolean"],
  ["services.*.deploy.replicas", "integer"],
  ["services.*.deploy.update_config.parallelism", "integer"],
  ["services.*.deploy.update_config.max_failure_ratio", "float"],
  ["services.*.deploy.rollback_config.parallelism", "integer"],
  ["services.*.deploy.rollback_config.max_failure_ratio", "float"],
  ["services.*.deploy.restart_policy.max_attempts", "integer"],
  ["services.*.deploy.placement.max_replicas_per_node", "integer"],
  ["services.*.ports.[].target", "integer"],
  ["services.*.ports.[].published", "integer"],
  ["services.*.oom_score_adj", "integer"],
  ["services.*.ulimits.*", "integer"],
  ["services.*.ulimits.*.hard", "integer"],
  ["services.*.ulimits.*.soft", "integer"],
  ["services.*.privileged", "boolean"],
  ["services.*.read_only", "boolean"],
  ["services.*.stdin_open", "boolean"],
  ["services.*.tty", "boolean"],
  ["services.*.volumes.[].read_only", "boolean"],
  ["services.*.volumes.[].volume.nocopy", "boolean"],
  ["networks.*.external", "boolean"],
  ["networks.*.internal", "boolean"],
  ["networks.*.attachable", "boolean"],
  ["volumes.*.external", "boolean"],
  ["secrets.*.external", "boolean"],
  ["configs.*.external", "boolean"],
]);

const BOOLEANS = new Map([
  ...["y", "yes", "true", "on"].map((word) => [word, true] as const),
  ...["n", "no", "false", "off"].map((word) => [word, false] as const),
]);

/** A dollar sign, or an escape that makes one: Docker unescapes first. */
const DOLLAR = /\$|\\(?:x|u00|U000000)24/;

/** Substitutes variables in every value of the file (never in keys, `x-` sections included); tells which values came in. */
export function interpolate(
  root: Mapping,
  environment: Environment,
  problems: Problem[],
  substitutions: Substitution[] = [],
): Mapping {
  if (!DOLLAR.test(root.file.text)) return root;
  const path: string[] = [];
  return visitMapping(root);

  function visit(tree: Tree): Tree {
    if (tree.kind === "scalar") return visitScalar(tree);
    if (tree.kind === "mapping") return visitMapping(tree);
    let changed = false;
    path.push("[]");
    const items = tree.items.map((item) => {
      const next = visit(item);
      changed ||= next !== item;
      return next;
    });
    path.pop();
    return changed ? { ...tree, items } : tree;
  }

  function visitMapping(tree: Mapping): Mapping {
    let entries: Map<string, Entry> | undefined;
    for (const [name, entry] of tree.entries) {
      path.push(name);
      const value = visit(entry.value);
      path.pop();
      if (value === entry.value) continue;
      entries ??= new Map(tree.entries);
      entries.set(name, { ...entry, value });
    }
    return entries ? { ...tree, entries } : tree;
  }

  function visitScalar(scalar: Scalar): Scalar {
    if (typeof scalar.value !== "string" || !scalar.value.includes("$")) return scalar;
    const { text, error, substitution } = substitute(scalar.value, environment);
    if (substitution) substitutions.push(substitution);
    const cast = castFor(path);
    if (error !== undefined) {
      const message = `Docker cannot fill in the variables here: ${error}; deploy refuses the file.`;
      report(scalar, "interpolation-invalid", message, adviceFor(scalar.value));
      return { ...scalar, value: cast === undefined ? unknownValue("") : STAND_INS[cast], printed: undefined };
    }
    const misread = findMisread(scalar.value);
    if (misread) report(scalar, "yaml-extras-ignored", ...describeMisread(misread));
    if (text === scalar.value) return scalar;
    if (cast === undefined || hasUnknown(text)) return { ...scalar, value: text, printed: undefined };
    const value = castTo(cast, text);
    if (value === undefined) {
      const message = `With its variables filled in, this is not ${CAST_NAMES[cast]}; deploy refuses the file.`;
      const help = "Give the variable such a value, or write a default: `${NAME:-1}`.";
      report(scalar, "interpolation-invalid", message, cast === "boolean" ? help.replace("1", "true") : help);
    }
    return { ...scalar, value: value ?? STAND_INS[cast], printed: undefined };
  }

  function report(scalar: Scalar, rule: string, message: string, help: string): void {
    problems.push({ rule, place: placeOf(scalar), message, help, subject: path.join(".") });
  }
}

const CAST_NAMES = { integer: "a whole number", float: "a number", boolean: "`true` or `false`" };
/** In place of a value that is refused already, so that nothing else is said about it. */
const STAND_INS = { integer: 1, float: 1, boolean: false };

function describeMisread({ name, kind }: Misread): [message: string, help: string] {
  if (kind === "nested") {
    const message = `Docker does not look for variables behind the operator of \`${name}\`: that text ends at the first \`}\`, and the rest stays in the value.`;
    return [message, "Write the default as plain text, or set the variable before the deploy."];
  }
  const message = `Without braces, Docker takes everything behind \`$${name}\`, up to the next \`}\`, as its default or error text, and drops it when the variable is set.`;
  return [message, `Write \`\${${name}}\`, with braces.`];
}

function adviceFor(text: string): string {
  if (/\$\{[_a-z][_a-z0-9]*:?\+/i.test(text))
    return "Docker's stack reader does not know `${NAME:+value}`; write the value, or use `${NAME:-default}`.";
  if (/\$\{[^}$]*\?/.test(text))
    return "Set the variable where the stack is deployed; `docker stack deploy` does not read `.env`.";
  return "Write `$$` for a dollar sign that belongs to the value.";
}

/** Docker joins the path and splits it at dots again: a key with a dot counts as two. */
function castFor(path: readonly string[]): Cast | undefined {
  const parts = path.join(".").split(".");
  if (parts.length < 3) return undefined;
  parts[1] = "*";
  if (parts[0] === "services" && parts[2] === "ulimits" && parts.length > 3) parts[3] = "*";
  return CASTS.get(parts.join("."));
}

const INT64_LIMIT = 1n << 63n;

function castTo(cast: Cast, text: string): number | boolean | undefined {
  if (cast === "boolean") return BOOLEANS.get(text.toLowerCase());
  if (cast === "integer") {
    if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
    const exact = BigInt(text.replace("+", ""));
    return exact >= -INT64_LIMIT && exact < INT64_LIMIT ? Number(exact) : undefined;
  }
  const digits = text.replace(/(?<=[0-9])_(?=[0-9])/g, "");
  if (!/^[-+]?(\.[0-9]+|[0-9]+\.?[0-9]*)(e[-+]?[0-9]+)?$/i.test(digits)) return undefined;
  return Number.isFinite(Number(digits)) ? Number(digits) : undefined;
}

// ---- Variables in one text ----

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
export function filledText({ parts }: Substitution): string {
  return parts.map((part) => (typeof part === "string" ? part : part.value)).join("");
}

/** The value of a variable. */
interface Filled {
  readonly name: string;
  readonly value: string;
}

interface Substituted {
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
  const filled = filledText({ parts });
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

interface Misread {
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
