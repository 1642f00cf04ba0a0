import type { Problem } from "../model/problem.ts";
import { type Place, placeOf, type SourceFile } from "../model/text.ts";
import { type ParsedFile, parseFile } from "../yaml/parse.ts";
import { child, type Mapping, type Tree, toPlain } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { type Environment, interpolate, type Substitution } from "./interpolate.ts";
import { FORBIDDEN_KEYS, findKeyProblems } from "./keys.ts";
import { mergeFiles } from "./merge.ts";
import type { Service, Stack, Volume } from "./model.ts";
import { checkMounts } from "./mounts.ts";
import { readServices } from "./read-services.ts";
import { readVolumes } from "./read-volumes.ts";
import { type FileLookup, findMissingFiles, findUndefined } from "./references.ts";
import { DEFAULT_VERSION, mismatch, readVersion, validateStack } from "./schema.ts";
import { validateConversion, validateDecoding } from "./value-checks.ts";
import type { Violation } from "./violation.ts";

/** Reads parsed files, in order, as the one stack that `docker stack deploy -c a -c b` sees; with every reason to refuse it. */
export function loadStack(
  parsed: readonly ParsedFile[],
  environment: Environment,
  lookup: FileLookup = () => undefined,
): Stack {
  const problems = parsed.flatMap((file) => file.problems);
  const roots: Mapping[] = [];
  const wrong: Path[] = [];
  const substitutions: Substitution[] = [];
  let plain: unknown;
  let version: string | undefined;
  for (const { root } of parsed) {
    if (!root) continue;
    const own = readVersion(root, problems);
    if (version !== undefined && own !== undefined && own !== version) problems.push(mismatch(root, version, own));
    version ??= own;
    findKeyProblems(root, problems);
    const filled = interpolate(root, environment, problems, substitutions);
    plain = toPlain(filled);
    wrong.push(...validate(filled, plain, own ?? DEFAULT_VERSION, problems));
    roots.push(filled);
  }
  const files = parsed.map((file) => file.file);
  const [first, ...rest] = roots;
  if (!first)
    return {
      files,
      version: DEFAULT_VERSION,
      whole: undefined,
      services: [],
      volumes: new Map(),
      substitutions,
      problems,
    };
  if (rest.length > 0) problems.push(...roots.flatMap(problemsOfOneFile));
  const whole = rest.reduce(mergeFiles, first);
  const merged = readSections(whole, problems);
  const unable = validateConversion(rest.length > 0 ? toPlain(whole) : plain, rest.length === 0).filter(
    ({ path }) => !wrong.some((one) => explains(one, path)),
  );
  place(whole, "service-invalid", unable, problems);
  // Where a key stands twice, one of the two sections is not seen: what it declares would seem undeclared.
  const sure = !problems.some(({ rule }) => rule === "yaml-invalid");
  if (sure) findUndefined(roots, problems);
  for (const root of roots) findMissingFiles(root, lookup, problems);
  const mounts = checkMounts(merged.services, merged.volumes);
  problems.push(...(sure ? mounts : mounts.filter(({ rule }) => rule !== "undeclared-volume")));
  return {
    files,
    version: version ?? DEFAULT_VERSION,
    whole,
    ...merged,
    substitutions,
    problems: withoutDoubles(problems),
  };
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

type Path = Violation["path"];

/** What already `docker stack config` refuses, in one file; returns where its shape is wrong. */
function validate(root: Mapping, plain: unknown, version: string, problems: Problem[]): Path[] {
  const violations = validateStack(plain, version);
  place(root, "schema-invalid", violations, problems);
  place(root, "value-invalid", validateDecoding(plain), problems);
  return violations.map(({ path }) => path);
}

/** Whether one mistake in the shape is why something cannot be converted: it stands there or above, or is a secret's source. */
function explains(wrong: Path, unable: Path): boolean {
  const shorter = wrong.length <= unable.length ? wrong : unable;
  const within = shorter.every((_, depth) => wrong[depth] === unable[depth]);
  return within && (shorter === wrong || wrong[0] === "secrets" || wrong[0] === "configs");
}

/** What Docker finds in each file by itself. The rest it finds after merging, when a later file may have corrected it. */
function problemsOfOneFile(root: Mapping): Problem[] {
  const problems: Problem[] = [];
  readSections(root, problems);
  return problems.filter(({ rule, subject }) => rule !== "deploy-mode-invalid" && subject !== "volumes type");
}

function place(root: Mapping, rule: string, violations: readonly Violation[], problems: Problem[]): void {
  for (const violation of violations) {
    const found = locate(root, violation);
    if (found === undefined) continue;
    const help =
      violation.help ??
      (violation.at === "key" ? "Correct the key, or remove it." : "Correct the value, or remove it.");
    const { message, severity } = violation;
    problems.push({ rule, ...found, message, help, ...(severity && { severity }) });
  }
}

/** A value used several times through an anchor is wrong once. */
function withoutDoubles(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ rule, place, message }) => {
    const key = `${rule}\n${place.file.path}\n${place.start}\n${place.end}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
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
