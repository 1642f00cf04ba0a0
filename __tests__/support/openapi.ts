import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

/** GitHub's own description of its REST API, used to check requests and responses against it. */

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** An operation that a request means, with the values of its path. */
export interface Match {
  readonly method: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Answers that every operation may give, whether or not it lists them: wrong credentials, limits, failures. */
const ALWAYS_POSSIBLE = new Set([401, 403, 404, 429, 500, 502, 503]);

const file = new URL("github/openapi.json", import.meta.url);
let loaded: { readonly description: Description; readonly ajv: Ajv; readonly routes: readonly Route[] } | undefined;
const compiled = new Map<string, ValidateFunction>();

interface Route {
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

function load() {
  if (loaded) return loaded;
  const { content: description } = JSON.parse(readFileSync(file, "utf8")) as { readonly content: Description };
  for (const part of Object.values(description)) allowNull(part);
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, allErrors: true, logger: false });
  ajv.addSchema(description as object, "api");
  const routes = Object.keys(description.paths).map((template) => {
    const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name]) => name as string);
    // One parameter, `basehead`, and those at the end hold slashes; the others do not.
    const pattern = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "([^/]+)");
    return { template, pattern: new RegExp(`^${pattern}$`), names };
  });
  loaded = { description, ajv, routes };
  return loaded;
}

/** OpenAPI's `nullable` stands beside `anyOf` too, where JSON Schema wants another alternative. */
function allowNull(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  for (const inner of Object.values(node)) allowNull(inner);
  const schema = node as Record<string, unknown>;
  if (schema.nullable !== true || "type" in schema || "properties" in schema) return;
  const { nullable, ...rest } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  schema.anyOf = [rest, { type: "null" }];
}

/** The operations that are described, such as `get /repos/{owner}`. */
export function describedOperations(): string[] {
  const paths = Object.entries(load().description.paths);
  return paths.flatMap(([template, methods]) => Object.keys(methods).map((method) => `${method} ${template}`));
}

/** What a request asks for; undefined when the description has no such operation. */
export function operationOf(method: string, path: string): Match | undefined {
  const { description, routes } = load();
  for (const { template, pattern, names } of routes) {
    const match = pattern.exec(path);
    if (!match || description.paths[template]?.[method.toLowerCase()] === undefined) continue;
    const values = match.slice(1).map(decodeURIComponent);
    return {
      method: method.toLowerCase(),
      template,
      parameters: Object.fromEntries(names.map((n, i) => [n, values[i] as string])),
    };
  }
  return undefined;
}

/** Compiles what checks the answers of operations, so that no answer waits for it. */
export function warmUp(operations: readonly string[]): void {
  for (const operation of operations) {
    const [method = "", template = ""] = operation.split(" ");
    responseProblems({ method, template, parameters: {} }, 200, {});
  }
}

/** Everything in a request that GitHub's description does not know, or knows otherwise. */
export function requestProblems(match: Match, query: URLSearchParams, body: unknown): string[] {
  const operation = at(match);
  const parameters = (operation.parameters ?? []).map((one) =>
    "$ref" in one ? (resolved(one.$ref) as Parameter) : one,
  );
  const pointer = pointerOf(match);
  const problems: string[] = [];
  const declared = new Map(parameters.map((one) => [`${one.in} ${one.name}`, one]));
  for (const [name, value] of query) {
    const parameter = declared.get(`query ${name}`);
    if (!parameter) problems.push(`unknown query parameter ${name}`);
    else problems.push(...valueProblems(parameter, value));
  }
  for (const [name, value] of Object.entries(match.parameters)) {
    const parameter = declared.get(`path ${name}`);
    if (!parameter) problems.push(`unknown path parameter ${name}`);
    else problems.push(...valueProblems(parameter, value));
  }
  const content = operation.requestBody?.content?.["application/json"];
  if (body !== undefined && !content) return [...problems, "a body where none is expected"];
  if (body !== undefined && content) {
    problems.push(...check(`${pointer}/requestBody/content/application~1json/schema`, body).map((one) => `body${one}`));
    problems.push(...unknownKeys(content.schema, body, "body"));
  }
  return problems;
}

/** Everything in a response that GitHub's description does not know, or knows otherwise. */
export function responseProblems(match: Match, status: number, body: unknown): string[] {
  const listed = at(match).responses[String(status)];
  if (listed === undefined) return ALWAYS_POSSIBLE.has(status) ? [] : [`undocumented status ${status}`];
  const reference = (listed as { $ref?: string }).$ref;
  const response = (reference === undefined ? listed : resolved(reference)) as Operation["requestBody"];
  if (response?.content?.["application/json"] === undefined)
    return body === undefined ? [] : ["a body where none is documented"];
  const own = `${pointerOf(match)}/responses/${status}`;
  const pointer = reference === undefined ? own : reference.slice(1);
  return check(`${pointer}/content/application~1json/schema`, body).map((one) => `response ${status}${one}`);
}

const at = ({ template, method }: Match): Operation => load().description.paths[template]?.[method] as Operation;

const pointerOf = ({ template, method }: Match): string =>
  `/paths/${encodeURIComponent(template.replaceAll("~", "~0").replaceAll("/", "~1"))}/${method}`;

function resolved(reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .reduce((node: unknown, step) => (node as Record<string, unknown>)[step], load().description);
}

function valueProblems({ name, schema }: Parameter, value: string): string[] {
  const real = schema.$ref === undefined ? schema : (resolved(schema.$ref) as Schema);
  const typed = real.type === "integer" || real.type === "number" ? Number(value) : value;
  const validate = load().ajv.compile(real as object);
  return validate(typed) ? [] : [`parameter ${name}: ${load().ajv.errorsText(validate.errors)}`];
}

function check(pointer: string, value: unknown): string[] {
  let validate = compiled.get(pointer);
  if (!validate) {
    validate = load().ajv.compile({ $ref: `api#${pointer}` });
    compiled.set(pointer, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).slice(0, 5).map((one) => `${one.instancePath} ${one.message}`);
}

/** GitHub ignores keys that it does not know, so that a misspelt one does nothing. */
function unknownKeys(schema: Schema, value: unknown, where: string): string[] {
  const real = schema.$ref === undefined ? schema : (resolved(schema.$ref) as Schema);
  if (Array.isArray(value)) {
    const { items } = real;
    return items ? value.flatMap((one, index) => unknownKeys(items, one, `${where}/${index}`)) : [];
  }
  if (typeof value !== "object" || value === null || !real.properties) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = real.properties?.[key];
    return below ? unknownKeys(below, inner, `${where}/${key}`) : [`unknown key ${where}/${key}`];
  });
}
