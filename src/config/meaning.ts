import { nearest } from "../model/names.ts";
import { globProblem } from "./globs.ts";
import { subject, unknownKey, type Violation } from "./messages.ts";
import type { KnownRule } from "./model.ts";
import type { RawConfig } from "./shape.ts";

/** What is wrong although the shape is right. */
export function checkMeaning(plain: unknown, rules: readonly KnownRule[]): Violation[] {
  const config = plain as RawConfig;
  return [
    ...checkStacks(config),
    ...checkNodes(config),
    ...checkDrivers(config),
    ...checkStorage(config),
    ...checkRules(config, rules),
    ...checkIgnores(config, rules),
    ...checkGlobs(config),
  ];
}

type Path = Violation["path"];

function wrong(path: Path, message: string, help: string): Violation {
  return { path, at: "value", message: `${subject(path)} ${message}`, help };
}

/** Later entries that equal an earlier one. */
function repeats(texts: readonly (string | undefined)[]): number[] {
  return [...texts.keys()].filter((index) => texts[index] !== undefined && texts.indexOf(texts[index]) < index);
}

function checkStacks({ stacks = [] }: RawConfig): Violation[] {
  const names = repeats(stacks.map(({ name }) => name));
  return [
    ...names.map((index) =>
      wrong(["stacks", index, "name"], "is the name of an earlier stack too.", "Name each once."),
    ),
    ...stacks.flatMap(({ files }, index) =>
      repeats(files).map((at) => wrong(["stacks", index, "files", at], "repeats an earlier file.", "Remove one.")),
    ),
  ];
}

function checkNodes({ cluster, storage }: RawConfig): Violation[] {
  if (!Array.isArray(cluster?.nodes)) return [];
  const names = cluster.nodes.map(({ hostname }) => hostname);
  const doubles = repeats(names.map((name) => name.toLowerCase())).map((index) =>
    wrong(["cluster", "nodes", index, "hostname"], "is the hostname of an earlier node too.", "List each node once."),
  );
  const pin = storage?.["pin-to"];
  if (pin === undefined || names.includes(pin)) return doubles;
  const help = `Name one of ${names.map((name) => `\`${name}\``).join(", ")}.`;
  const near = nearest(pin, names);
  const unknown = wrong(
    ["storage", "pin-to"],
    "is no node of `cluster.nodes`.",
    near === undefined ? help : `Did you mean \`${near}\`?`,
  );
  return [...doubles, unknown];
}

/** The local driver mounts whatever its options say, so that no one reach is true of it. */
function checkDrivers({ cluster }: RawConfig): Violation[] {
  if (!Object.hasOwn(cluster?.drivers ?? {}, "local")) return [];
  const help =
    "Remove it: what a `local` volume reaches follows from its `driver_opts` and from `cluster.shared-paths`.";
  return [{ ...wrong(["cluster", "drivers", "local"], "cannot be stated for all volumes.", help), at: "key" }];
}

function checkStorage({ storage }: RawConfig): Violation[] {
  if (storage?.prefer !== "block" || storage.block !== undefined) return [];
  const help = "Add `storage.block` with the `driver` that new volumes get.";
  return [wrong(["storage", "prefer"], "is `block`, and nothing says which driver.", help)];
}

const REFUSED = "deploy refuses such a stack, whatever the configuration says.";

function checkRules({ rules = {} }: RawConfig, known: readonly KnownRule[]): Violation[] {
  return Object.entries(rules).flatMap(([id, given]): Violation[] => {
    const rule = known.find((one) => one.id === id);
    if (rule === undefined) return [{ ...unknownRule(["rules", id], id, known), at: "key" }];
    const { severity, ...options } = typeof given === "string" ? { severity: given } : given;
    const path = typeof given === "string" ? ["rules", id] : ["rules", id, "severity"];
    const found = Object.entries(options).flatMap(([name, value]) => checkOption(rule, name, value));
    if (rule.category !== "rejected" || severity === undefined || severity === "error") return found;
    return [...found, wrong(path, `cannot be \`${severity}\`: ${REFUSED}`, "Remove the line, and correct the stack.")];
  });
}

function unknownRule(path: Path, id: string, known: readonly KnownRule[]): Violation {
  const near = nearest(
    id,
    known.map((rule) => rule.id),
  );
  const help = near === undefined ? "`swarm-volume-check rules` lists the rules." : `Did you mean \`${near}\`?`;
  return { path, at: "value", message: `There is no rule \`${id}\`.`, help };
}

function checkOption({ id, options = {} }: KnownRule, name: string, value: unknown): Violation[] {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) return [unknownKey(["rules", id], name, ["severity", ...Object.keys(options)])];
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return [];
  return [wrong(["rules", id, name], "must be a list of strings.", `It is ${option.summary}`)];
}

function checkIgnores({ ignore = [] }: RawConfig, known: readonly KnownRule[]): Violation[] {
  return ignore.flatMap(({ rule, expires }, index) => {
    const found: Violation[] = [];
    if (!known.some(({ id }) => id === rule)) found.push(unknownRule(["ignore", index, "rule"], rule, known));
    if (expires !== undefined && !isDay(expires))
      found.push(wrong(["ignore", index, "expires"], "is no day of the calendar.", "Write it as YYYY-MM-DD."));
    return found;
  });
}

function checkGlobs({ files, ignore = [] }: RawConfig): Violation[] {
  const globs: (readonly [path: Path, glob: string | undefined])[] = [
    ...(files?.include ?? []).map((glob, index) => [["files", "include", index], glob] as const),
    ...(files?.exclude ?? []).map((glob, index) => [["files", "exclude", index], glob] as const),
    ...ignore.map(({ path }, index) => [["ignore", index, "path"], path] as const),
  ];
  return globs.flatMap(([path, glob]) => {
    const problem = glob === undefined ? undefined : globProblem(glob);
    return problem === undefined ? [] : [wrong(path, problem.message, problem.help)];
  });
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
