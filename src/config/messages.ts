import { listed } from "../model/english.ts";
import { nearest } from "../model/names.ts";
import { type SchemaError, type Shape, shape } from "./schema-validator.generated.js";

/** Steps from the top of the file: keys, and positions in lists. */
export type Path = readonly (string | number)[];

/** One thing that is wrong. A key that is wrong or missing is the last step of its path. */
export interface Violation {
  readonly path: Path;
  readonly at: "key" | "value" | "missing";
  readonly message: string;
  readonly help: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "`true` or `false`",
  object: "a mapping",
  array: "a list",
};

/** A place for the start of a sentence: "`cluster.nodes`", "`role` of entry 2 of `cluster.nodes`", "The file". */
export function subject(path: Path): string {
  if (path.length === 0) return "The file";
  const position = path.findLastIndex((step) => typeof step === "number");
  if (position === -1) return `\`${path.join(".")}\``;
  const list = path.slice(0, position).filter((step) => typeof step === "string");
  const entry = `ntry ${Number(path[position]) + 1} of \`${list.join(".")}\``;
  const tail = path.slice(position + 1);
  return tail.length > 0 ? `\`${tail.join(".")}\` of e${entry}` : `E${entry}`;
}

/** What the schema says about a place. */
function shapeAt(path: Path): Shape | undefined {
  let node: Shape | undefined = shape;
  for (const step of path) {
    const below: Readonly<Record<string, Shape>> = node?.below ?? {};
    node = typeof step === "string" && Object.hasOwn(below, step) ? below[step] : below["*"];
  }
  return node;
}

/** A refusal of the generated validator in words. */
export function describe({ keyword, params }: SchemaError, path: Path, value: unknown): Violation {
  if (keyword === "additionalProperties") return unknownKey(path, params.additionalProperty as string);
  if (keyword === "required") return missingKey(path, params.missingProperty as string);
  const expects = shapeAt(path)?.expects;
  const words = (params.allowedValues ?? []).map((word) => `\`${word}\``);
  const wanted =
    expects ?? (words.length > 0 ? alternatives(words) : alternatives([params.type ?? []].flat().map(typeName)));
  const near = typeof value === "string" ? nearest(value, params.allowedValues ?? []) : undefined;
  return {
    path,
    at: "value",
    message: `${subject(path)} ${value === null ? "has no value and " : ""}must be ${wanted}.`,
    help: near === undefined ? otherwise(value) : `Did you mean \`${near}\`?`,
  };
}

const typeName = (type: string): string => TYPES[type] ?? type;

function otherwise(value: unknown): string {
  return value === null ? "Give it a value, or remove the key." : "Correct the value, or remove it.";
}

function alternatives(words: readonly string[]): string {
  return words.length === 0 ? "something else" : listed(words, "or");
}

/** A key that the mapping at a path may not have. */
export function unknownKey(path: Path, key: string, known = shapeAt(path)?.names ?? []): Violation {
  const near = nearest(key, known);
  return {
    path: [...path, key],
    at: "key",
    message: `\`${key}\` is not a key of ${path.length === 0 ? "the configuration" : inner(path)}.`,
    help: near === undefined ? knownKeys(known) : `Did you mean \`${near}\`?`,
  };
}

function knownKeys(known: readonly string[]): string {
  if (known.length === 0) return "Remove it.";
  return `Known here: ${known.map((key) => `\`${key}\``).join(", ")}.`;
}

/** A place for the middle of a sentence. */
function inner(path: Path): string {
  const text = subject(path);
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function missingKey(path: Path, key: string): Violation {
  const expects = shapeAt([...path, key])?.expects;
  const help = expects === undefined ? `Add \`${key}\`.` : `Add \`${key}\`: ${expects}.`;
  return { path: [...path, key], at: "missing", message: `${subject(path)} lacks \`${key}\`.`, help };
}
