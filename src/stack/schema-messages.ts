import { nearest } from "../model/names.ts";
import { insteadOf, shapeHelp } from "./compose-keys.ts";
import { type KnownKeys, knownKeys, type SchemaError } from "./schema-validator.generated.js";
import { type Path, pattern, singular, subject, type Violation } from "./violation.ts";

const REFUSES = "deploy refuses the file";

const EXPECTED: Record<string, string> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a mapping",
  array: "a list",
  null: "empty",
};

/** Types that read otherwise when they are there than when they are wanted. */
const FOUND: Record<string, string> = { null: "has no value", boolean: "is a boolean" };

/** The JSON type of a value. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** One refusal of the generated validator in words; several when a list repeats several entries. */
export function describe(error: SchemaError, path: Path, value: unknown): Violation[] {
  const { params } = error;
  switch (error.keyword) {
    case "additionalProperties":
      return [unknownKey(path, params.additionalProperty as string, value)];
    case "type":
      return [wrongType(path, [params.type ?? []].flat(), value)];
    case "required":
      return [missing(path, params.missingProperty as string)];
    case "uniqueItems":
      return (params.repeats ?? []).map(([first, later]) => repeated(path, first, later));
    case "enum":
      return [notAllowed(path, params.allowedValues ?? [], value)];
    default:
      return [outOfRange(path, params.comparison === ">=", params.limit as number)];
  }
}

/** A later entry of a list that equals an earlier one. */
export function repeated(path: Path, first: number, later: number): Violation {
  return {
    path: [...path, later],
    at: "value",
    message: `${subject([...path, later])} is the same as entry ${first + 1}; ${REFUSES}.`,
    help: "Remove one of the two.",
  };
}

function unknownKey(path: Path, key: string, mapping: unknown): Violation {
  const violation = { path: [...path, key], at: "key" } as const;
  const place = pattern(path);
  const known = keysAt(path);
  const isSection = path.length === 1 && singular(path[0]) !== undefined;
  if (isSection || place === "services.*.networks") {
    const what = isSection ? singular(path[0]) : "network";
    const message = `\`${key}\` cannot be the name of a ${what}; ${REFUSES}.`;
    return { ...violation, message, help: "Use letters, digits, `.`, `_` and `-` only." };
  }
  if (!known) return { ...violation, message: `${subject(path)} has an entry without a name; ${REFUSES}.` };
  const message = `\`${key}\` is not a key of ${container(path)}; ${REFUSES}.`;
  const help = insteadOf(place, key) ?? elsewhere(path, key, mapping) ?? didYouMean(key, known) ?? listed(known);
  return { ...violation, message, ...(help ? { help } : {}) };
}

function container(path: Path): string {
  const kind = singular(path[0]);
  if (path.length === 0) return "the top level of a stack file";
  if (path.length === 2 && kind) return `a ${kind}`;
  if (typeof path.at(-1) === "number") return `an entry of \`${path.slice(2, -1).join(".")}\``;
  return `\`${path.slice(2).join(".")}\``;
}

function keysAt(path: Path): readonly string[] | undefined {
  let node: KnownKeys | undefined = knownKeys;
  for (const step of path) {
    const below: Readonly<Record<string, KnownKeys>> = node?.below ?? {};
    node = Object.hasOwn(below, step) ? below[step] : below["*"];
  }
  return node?.names;
}

function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const near = nearest(word, candidates);
  return near && `Did you mean \`${near}\`?`;
}

/** A key at the wrong depth: of `deploy` in the service, of a service in `deploy` or at the top. */
function elsewhere(path: Path, key: string, mapping: unknown): string | undefined {
  const inService = keysAt(["services", "*"]) ?? [];
  const place = pattern(path);
  if (place === "services.*" && keysAt(["services", "*", "deploy"])?.includes(key)) return "Put it under `deploy`.";
  if (place === "services.*.deploy" && inService.includes(key))
    return "Put it into the service itself, beside `deploy`.";
  if (place !== "") return undefined;
  const value = (mapping as Record<string, unknown>)[key];
  const isService =
    typeOf(value) === "object" && ["image", "build"].some((name) => Object.hasOwn(value as object, name));
  if (isService) return "Services belong under the top-level `services`.";
  return inService.includes(key) ? "Put it into a service, under `services`." : undefined;
}

function listed(known: readonly string[]): string | undefined {
  if (known.length > 10) return undefined;
  return `Known here: ${known.map((key) => `\`${key}\``).join(", ")}.`;
}

function wrongType(path: Path, expected: readonly string[], value: unknown): Violation {
  const actual = typeOf(value);
  const words = expected.map((type) => EXPECTED[type] as string);
  const wanted = words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words[0];
  const isFraction = actual === "number" && expected.includes("integer");
  const found = FOUND[actual] ?? `is ${isFraction ? "a fraction" : EXPECTED[actual]}`;
  const help = shapeHelp(pattern(path)) ?? typeHelp(expected, actual, value);
  return {
    path,
    at: "value",
    message: `${subject(path)} ${found} and must be ${wanted}; ${REFUSES}.`,
    ...(help ? { help } : {}),
  };
}

function typeHelp(expected: readonly string[], actual: string, value: unknown): string | undefined {
  const wants = (type: string): boolean => expected.includes(type);
  if (actual === "null") return "Give it a value, or remove it.";
  if (wants("string") && (actual === "number" || actual === "boolean")) return "Put it in quotes.";
  if (wants("boolean") && actual === "string") return "Write `true` or `false`, without quotes.";
  if ((wants("integer") || wants("number")) && actual === "string" && /^\d+$/.test(value as string)) {
    return "Remove the quotes.";
  }
  if (wants("array")) return "Write a list: one entry a line, each after `- `.";
  return wants("object") && actual === "array" ? "Write `key: value` lines, without `- `." : undefined;
}

function missing(path: Path, key: string): Violation {
  const help = key === "type" ? "Add `type: volume`, `bind`, `tmpfs`, `npipe` or `cluster`." : `Add \`${key}\`.`;
  return { path, at: "value", message: `${subject(path)} lacks \`${key}\`; ${REFUSES}.`, help };
}

function notAllowed(path: Path, allowed: readonly string[], value: unknown): Violation {
  const words = allowed.map((word) => `\`${word}\``).join(" or ");
  const help = typeof value === "string" ? didYouMean(value, allowed) : undefined;
  return {
    path,
    at: "value",
    message: `${subject(path)} must be ${words}; ${REFUSES}.`,
    ...(help ? { help } : {}),
  };
}

function outOfRange(path: Path, isMinimum: boolean, limit: number): Violation {
  const [wrong, help] = isMinimum ? ["negative", "Use 0 or more."] : [`above ${limit}`, `Use at most ${limit}.`];
  return { path, at: "value", message: `${subject(path)} is ${wrong}; ${REFUSES}.`, help: help as string };
}
