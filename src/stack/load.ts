import { type Place, placeOf, type SourceFile } from "../text.ts";
import { type FileLookup, findMissingFiles } from "./file-uses.ts";
import { interpolate } from "./interpolate.ts";
import { FORBIDDEN_KEYS, findKeyProblems } from "./keys.ts";
import { mergeFiles } from "./merge.ts";
import type { Problem, Service, Stack, Volume } from "./model.ts";
import { checkMounts } from "./mount-checks.ts";
import { type ParsedFile, parseFile } from "./parse.ts";
import { readServices } from "./read-services.ts";
import { readVolumes } from "./read-volumes.ts";
import { findUndefined } from "./references.ts";
import { isSupportedVersion, type Violation, validateStack } from "./schema.ts";
import type { Environment } from "./substitute.ts";
import { child, type Mapping, type Tree, toPlain } from "./tree.ts";
import { hasUnknown } from "./unknown.ts";
import { validateConversion } from "./value-conversion.ts";
import { validateDecoding } from "./value-decoding.ts";
import { printScalar } from "./values-of.ts";

/** The version that a file without one, or with `"3"`, counts as (CLI 27 to 29). */
const DEFAULT_VERSION = "3.13";

/** Reads parsed files, in order, as the one stack that `docker stack deploy -c a -c b` sees; with every reason to refuse it. */
export function loadStack(
  parsed: readonly ParsedFile[],
  environment: Environment,
  lookup: FileLookup = () => undefined,
): Stack {
  const problems = parsed.flatMap((file) => file.problems);
  const roots: Mapping[] = [];
  let version: string | undefined;
  for (const { root } of parsed) {
    if (!root) continue;
    const own = readVersion(root, problems);
    if (version !== undefined && own !== undefined && own !== version) problems.push(mismatch(root, version, own));
    version ??= own;
    findKeyProblems(root, problems);
    const filled = interpolate(root, environment, problems);
    validate(filled, own ?? DEFAULT_VERSION, problems);
    roots.push(filled);
  }
  const files = parsed.map((file) => file.file);
  const [first, ...rest] = roots;
  if (!first) return { files, version: DEFAULT_VERSION, services: [], volumes: new Map(), problems };
  if (rest.length > 0) for (const root of roots) readSections(root, problems);
  const whole = rest.reduce(mergeFiles, first);
  const merged = readSections(whole, problems);
  place(whole, "service-invalid", validateConversion(toPlain(whole)), problems);
  findUndefined(roots, problems);
  for (const root of roots) findMissingFiles(root, lookup, problems);
  problems.push(...checkMounts(merged.services, merged.volumes));
  return { files, version: version ?? DEFAULT_VERSION, ...merged, problems: withoutDoubles(problems) };
}

/** Parses and loads in one step. */
export function readStack(files: readonly SourceFile[], environment: Environment): Stack {
  return loadStack(files.map(parseFile), environment);
}

function readSections(root: Mapping, problems: Problem[]): { services: Service[]; volumes: Map<string, Volume> } {
  return {
    services: readServices(child(root, "services"), problems),
    volumes: readVolumes(child(root, "volumes"), problems),
  };
}

/** The file's version, normalised; undefined when deploy refuses it. */
function readVersion(root: Mapping, problems: Problem[]): string | undefined {
  const entry = root.entries.get("version");
  if (!entry) return DEFAULT_VERSION;
  const { value } = entry;
  const refused = (rule: string, message: string, help: string): undefined => {
    problems.push({
      rule,
      place: placeOf(value.start < value.end ? value : entry.key),
      message,
      help,
      subject: "version",
    });
  };
  if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean") {
    return refused(
      "schema-invalid",
      "`version` is there without a number in quotes; deploy refuses the file.",
      "Remove the line: it is optional.",
    );
  }
  const text = printScalar(value);
  const normal = text === "" || text === "3" ? DEFAULT_VERSION : text;
  if (!isSupportedVersion(normal)) {
    const message = "`docker stack deploy` reads versions 3.0 to 3.13 only; it refuses the file.";
    const why = text.includes("$") ? " No variable is filled in here." : "";
    return refused("schema-invalid", message, `Remove the line: it is optional. Or write \`version: "3.8"\`.${why}`);
  }
  if (typeof value.value === "number") {
    const help = `Write \`version: "${text}"\`, or remove the line: it is optional.`;
    refused(
      "unquoted-version",
      "`version` is written as a number and must be a text in quotes; deploy refuses the file.",
      help,
    );
  }
  return normal;
}

function mismatch(root: Mapping, first: string, own: string): Problem {
  const entry = root.entries.get("version");
  const message = `This file counts as version ${own} and the first as ${first}; deploy refuses to combine them.`;
  const place = entry ? placeOf(entry.value) : { file: root.file, start: root.start, end: root.start };
  const help = "Give all files the same `version`, or none.";
  return { rule: "schema-invalid", place, message, help, subject: "version" };
}

/** What already `docker stack config` refuses, in one file. */
function validate(root: Mapping, version: string, problems: Problem[]): void {
  const plain = toPlain(root);
  place(root, "schema-invalid", validateStack(plain, version), problems);
  place(root, "value-invalid", validateDecoding(plain), problems);
}

function place(root: Mapping, rule: string, violations: readonly Violation[], problems: Problem[]): void {
  for (const violation of violations) {
    const found = locate(root, violation);
    if (found === undefined) continue;
    const help =
      violation.help ??
      (violation.at === "key" ? "Correct the key, or remove it." : "Correct the value, or remove it.");
    problems.push({ rule, ...found, message: violation.message, help });
  }
}

/** Where a violation stands; undefined when it depends on a variable that is not set, or another rule reports it. */
function locate(
  root: Mapping,
  { path, at }: Violation,
): Pick<Problem, "place" | "service" | "volume" | "subject"> | undefined {
  let tree: Tree = root;
  let place: Place = { file: root.file, start: root.start, end: root.start };
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (tree.kind === "mapping") {
      const entry = tree.entries.get(String(step));
      if (!entry) break;
      place = last && at === "key" ? entry.key : shown(entry.value, entry.key);
      tree = entry.value;
    } else if (tree.kind === "sequence") {
      const item: Tree | undefined = tree.items[Number(step)];
      if (!item) break;
      place = item;
      tree = item;
    }
  }
  if (dependsOnUnknown(tree)) return undefined;
  const [section, name, key] = path;
  if (section === "version") return undefined;
  if (section === "services" && path.length === 3 && at === "key" && FORBIDDEN_KEYS.has(String(key))) return undefined;
  const subject = path.filter((step) => typeof step === "string").join(".");
  return {
    place: placeOf(place),
    subject,
    ...(section === "services" && name !== undefined ? { service: String(name) } : {}),
    ...(section === "volumes" && name !== undefined ? { volume: String(name) } : {}),
  };
}

/** A mapping that is wrong as a whole is shown by its key: its span would be many lines. */
function shown(value: Tree, key: Place): Place {
  return value.kind === "scalar" && value.start < value.end ? value : key;
}

function dependsOnUnknown(tree: Tree): boolean {
  return tree.kind === "scalar" && hasUnknown(tree.value);
}

/** A value used several times through an anchor is wrong once. */
function withoutDoubles(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ rule, place, message }) => {
    const key = `${rule}\n${place.file.path}\n${place.start}\n${place.end}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
