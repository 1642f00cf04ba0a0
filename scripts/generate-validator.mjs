// Compiles schemas/stack.schema.json and schemas/config.schema.json into the `schema-validator.generated.js` (and
// .d.ts) of their rooms: a validator that needs neither the schema nor ajv at run time, and what messages need to
// know of the schema: the keys that each mapping may have, the version table, what a value is expected to be.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { _, Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readSchema = (name) => JSON.parse(readFileSync(at(`schemas/${name}.schema.json`), "utf8"));

/**
 * The places of entries that equal an earlier one, as pairs [first, later]. Its text becomes part of the
 * generated module: ajv's own comparison is quadratic and fails on mappings without a prototype.
 */
function findRepeats(items) {
  const canonical = (value) => {
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  };
  const seen = new Map();
  const repeats = [];
  for (const [index, item] of items.entries()) {
    const text = typeof item === "string" ? `"${item}` : canonical(item);
    if (seen.has(text)) repeats.push([seen.get(text), index]);
    else seen.set(text, index);
  }
  return repeats;
}

const ANNOTATIONS = ["$schema", "$comment", "title", "description", "examples", "default"];
const NAMED = new Set(["properties", "patternProperties", "definitions"]);

/** A schema without what the validator does not look at; `named` when the keys of `node` are names and not keywords. */
function bare(node, left, named = false) {
  if (Array.isArray(node)) return node.map((item) => bare(item, left));
  if (node === null || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(([key]) => named || !(left.includes(key) || key.startsWith("x-")));
  return Object.fromEntries(kept.map(([key, child]) => [key, bare(child, left, !named && NAMED.has(key))]));
}

function compile(schema, left) {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    inlineRefs: 1,
    strictNumbers: false,
    strictTypes: false,
    code: { source: true, esm: true },
  });
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    error: { message: "", params: ({ params }) => _`{repeats: ${params.repeats}}` },
    code(context) {
      const find = context.gen.scopeValue("func", { ref: findRepeats, code: _`findRepeats` });
      const repeats = context.gen.const("repeats", _`${find}(${context.data})`);
      context.setParams({ repeats });
      context.fail(_`${repeats}.length > 0`);
    },
  });
  return standalone(ajv, ajv.compile(bare(schema, left)));
}

/** Halves ajv's code, and with it the time to load: what it repeats and what this project does not read goes. */
function shrink(code) {
  const schemas = new Map();
  const sets = [];
  const lookUp = (schemaName, path) => {
    const steps = Array.from(path.matchAll(/\.(\w+)|\[("[^"]*")\]/g), ([, name, text]) => name ?? JSON.parse(text));
    return steps.reduce((node, step) => node[step], schemas.get(schemaName));
  };
  const shrunk = code
    .replace('"use strict";', "")
    .replace(/export default \w+;/, "")
    .replace(
      /const (err\d+) = (\{.*?\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g,
      "(vErrors ??= []).push($2);",
    )
    .replace(/schemaPath:"(?:[^"\\]|\\.)*",/g, "")
    .replace(/,parentData:\w+,parentDataProperty:(?:"[^"]*"|\w+),rootData\}/g, "}")
    .replaceAll(", parentData, parentDataProperty, rootData=data}", "}")
    .replace(/const (schema\d+) = (\{.*?\});(?=const |function )/g, (_match, name, json) => {
      schemas.set(name, JSON.parse(json));
      return "";
    })
    .replace(/func\d+\.call\((schema\d+)((?:\.\w+|\["[^"]*"\])*), (\w+)\)/g, (_match, name, path, key) => {
      const count = sets.push(
        `const keys${sets.length} = new Set(${JSON.stringify(Object.keys(lookUp(name, path)))});`,
      );
      return `keys${count - 1}.has(${key})`;
    })
    .replace(/(schema\d+)((?:\.\w+|\["[^"]*"\])+)/g, (_match, name, path) => JSON.stringify(lookUp(name, path)));
  const strange = /require\(|\bschema\d+|parentData|\bfunc\d+\.call/.exec(shrunk);
  if (strange)
    throw new Error(`ajv's code has an unexpected form near: ${shrunk.slice(strange.index, strange.index + 80)}`);
  return sets.join("") + shrunk;
}

/** A node with what it refers to. */
const resolver = (schema) => (node) =>
  node.$ref ? { ...schema.definitions[node.$ref.split("/").pop()], ...node } : node;
const isSchema = (node) => node !== null && typeof node === "object";
const orNothing = (value) => (Object.values(value).some((part) => part !== undefined) ? value : undefined);

/** `translate` for every value; undefined when nothing came of it. */
function mapValues(object, translate) {
  const entries = Object.entries(object ?? {}).filter(([, child]) => isSchema(child));
  return orNothing(Object.fromEntries(entries.map(([key, child]) => [key, translate(child)])));
}

/** The keys of closed mappings at this node and below; names and places in lists are `*`. */
function knownKeys(written, resolve) {
  const node = resolve(written);
  const below = (child) => knownKeys(child, resolve);
  const named = Object.values(node.patternProperties ?? {})
    .map(below)
    .find(Boolean);
  const free = named ?? (isSchema(node.items) ? below(node.items) : undefined);
  const names = node.properties && node.additionalProperties === false ? Object.keys(node.properties) : undefined;
  return orNothing({ names, below: orNothing({ ...mapValues(node.properties, below), "*": free }) });
}

/** The same for the configuration, with what the value is expected to be. */
function shapes(written, resolve) {
  const node = resolve(written);
  const below = (child) => shapes(child, resolve);
  const [free] = [node.items, node.additionalProperties].filter(isSchema).map(below);
  const properties = Object.assign({}, node.properties, ...(node.anyOf ?? []).map((branch) => branch.properties));
  return orNothing({
    expects: node["x-expects"],
    names: node.properties && node.additionalProperties === false ? Object.keys(node.properties) : undefined,
    below: orNothing({ ...mapValues(properties, below), "*": free }),
  });
}

const minor = (version) => version && Number(version.split(".")[1]);

/** What changed between versions at this node and below. */
function versionTable(written, resolve) {
  const node = resolve(written);
  const below = (child) => versionTable(child, resolve);
  const rest = isSchema(node.additionalProperties) ? below(node.additionalProperties) : undefined;
  return orNothing({
    since: minor(node["x-since"]),
    forms:
      node["x-form-since"] &&
      Object.fromEntries(Object.entries(node["x-form-since"]).map(([type, version]) => [type, minor(version)])),
    distinctUntil: minor(node["x-distinct-until"]),
    checkedSince: minor(node["x-checked-since"]),
    keys: mapValues(node.properties, (child) => below(child) ?? (rest && {})),
    patterns: mapValues(node.patternProperties, below),
    rest,
    items: isSchema(node.items) ? below(node.items) : undefined,
  });
}

const ERROR_DECLARATION = `/** One refusal; \`instancePath\` is a JSON pointer. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: {
    readonly additionalProperty?: string;
    readonly missingProperty?: string;
    readonly type?: string | readonly string[];
    readonly comparison?: string;
    readonly limit?: number;
    readonly allowedValues?: readonly string[];
    readonly repeats?: readonly (readonly [first: number, later: number])[];
  };
}

`;

const STACK_DECLARATIONS = `/** Whether the newest version accepts the data; the reasons why not stand in \`errors\` until the next call. */
export declare const validate: { (data: unknown): boolean; errors?: readonly SchemaError[] | null };

/** The places of entries that equal an earlier one. */
export declare function findRepeats(items: readonly unknown[]): [first: number, later: number][];

/** The keys of closed mappings at one place and below; free names and places in lists are \`*\`. */
export interface KnownKeys {
  readonly names?: readonly string[];
  readonly below?: Readonly<Record<string, KnownKeys>>;
}

export declare const knownKeys: KnownKeys;

/** What changed between versions at one place and below. Versions are minor numbers: 7 is 3.7. */
export interface VersionTable {
  readonly since?: number;
  /** JSON type of the value -> first version that accepts it. */
  readonly forms?: Readonly<Record<string, number>>;
  /** The last version that refuses equal entries. */
  readonly distinctUntil?: number;
  /** The first version that looks at the value at all. */
  readonly checkedSince?: number;
  readonly keys?: Readonly<Record<string, VersionTable>>;
  readonly patterns?: Readonly<Record<string, VersionTable>>;
  /** For keys that are in none of the two. */
  readonly rest?: VersionTable;
  readonly items?: VersionTable;
}

export declare const versionTable: VersionTable;
`;

const CONFIG_DECLARATIONS = `/** Whether the data is a configuration; the reasons why not stand in \`errors\` until the next call. */
export declare const validate: { (data: unknown): boolean; errors?: readonly SchemaError[] | null };

/** What may stand at one place and below; free names and places in lists are \`*\`. */
export interface Shape {
  /** The end of the sentence "... must be ...". */
  readonly expects?: string;
  /** The keys of a closed mapping. */
  readonly names?: readonly string[];
  readonly below?: Readonly<Record<string, Shape>>;
}

export declare const shape: Shape;
`;

function write(room, name, lines, declarations) {
  const header = `// Generated by scripts/generate-validator.mjs from schemas/${name}.schema.json.\n`;
  const target = at(`src/${room}/schema-validator.generated`);
  for (const [file, text] of [
    [`${target}.js`, `${header}${lines.join("\n")}\n`],
    [`${target}.d.ts`, header + ERROR_DECLARATION + declarations],
  ]) {
    // A file that stays as it is keeps its date, and nobody reads it half written.
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  }
}

const stack = readSchema("stack");
const resolveStack = resolver(stack);
// Patterns of the stack schema serve editors: values are read with more care and better messages.
const stackLines = [
  shrink(compile(stack, [...ANNOTATIONS, "pattern"])),
  `export ${findRepeats}`,
  `export const knownKeys = ${JSON.stringify(knownKeys(stack, resolveStack))};`,
  `export const versionTable = ${JSON.stringify(versionTable(stack, resolveStack))};`,
];
write("stack", "stack", stackLines, STACK_DECLARATIONS);

const config = readSchema("config");
const configLines = [
  shrink(compile(config, ANNOTATIONS)),
  `export const shape = ${JSON.stringify(shapes(config, resolver(config)))};`,
];
write("config", "config", configLines, CONFIG_DECLARATIONS);
