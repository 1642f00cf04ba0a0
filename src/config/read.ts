import { positionAt, type SourceFile } from "../model/text.ts";
import { parseYaml } from "../yaml/parse.ts";
import { type Mapping, type Tree, toPlain } from "../yaml/tree.ts";
import { buildConfig, placeAt, positionOf } from "./build.ts";
import { checkMeaning } from "./meaning.ts";
import type { Violation } from "./messages.ts";
import type { Config, ConfigError, KnownRule } from "./model.ts";
import { checkShape } from "./shape.ts";

/** What the configuration file of a repository is called, in messages and where one is written. */
export const CONFIG_NAME = ".swarm-volume-check.yml";

/** Both endings are read; in one folder there is one of them. */
export const CONFIG_NAMES: readonly string[] = [CONFIG_NAME, ".swarm-volume-check.yaml"];

/** Paths from the root under which people put a configuration that nobody reads. */
export const NEAR_CONFIG_NAMES: readonly string[] = ["yml", "yaml"].flatMap((ending) => [
  `swarm-volume-check.${ending}`,
  `.github/swarm-volume-check.${ending}`,
  `.github/.swarm-volume-check.${ending}`,
]);

/** What is wrong with two configurations in one folder, and what to do. */
export const TWO_CONFIGS = {
  message: `There are two configurations, ${CONFIG_NAMES.map((name) => `\`${name}\``).join(" and ")}, and only one can count.`,
  help: "Put everything into one of them, and remove the other.",
};

/** What is said of a file that looks like a configuration and is not read. */
export const notRead = (path: string): string =>
  `\`${path}\` is not read: the configuration is called \`${CONFIG_NAME}\` and stands at the root of the repository.`;

export type ConfigResult = { readonly config: Config } | { readonly errors: readonly ConfigError[] };

export interface ConfigContext {
  readonly rules: readonly KnownRule[];
  /** The configuration file's folder, relative to the root of what is checked; "" is the root itself. */
  readonly folder: string;
}

/** Understands a configuration file, or says everything that is wrong with it, in the order of the file. */
export function readConfig(file: SourceFile, context: ConfigContext): ConfigResult {
  const parsed = parseYaml(file);
  const errors = parsed.problems.map(({ place, message, help = "Correct the file." }): ConfigError => {
    return { path: file.path, ...positionOf(place), message: withoutDocker(message), help };
  });
  if (errors.length > 0) return { errors };
  const empty = parsed.tree === undefined || (parsed.tree.kind === "scalar" && parsed.tree.value === null);
  const root = empty ? emptyMapping(parsed.file) : (parsed.tree as Tree);
  if (root.kind !== "mapping") return { errors: [notAMapping(root)] };
  const plain = toPlain(root);
  const shape = checkShape(plain);
  const violations = [...shape, ...checkMeaning(wellFormed(plain as object, shape), context.rules)];
  if (violations.length > 0) return { errors: violations.map((one) => toError(root, one)).sort(byPosition) };
  return { config: buildConfig(root, plain, context.folder) };
}

/** What a value means is looked at only in sections whose shape is right. */
function wellFormed(plain: object, violations: readonly Violation[]): object {
  const wrong = new Set(violations.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(plain).filter(([section]) => !wrong.has(section)));
}

/** The reader of stack files says what Docker does about a mistake, which is of no interest here. */
function withoutDocker(message: string): string {
  return message.replace(/; deploy refuses (?:the file|it)\./, ".");
}

function emptyMapping(file: SourceFile): Mapping {
  return { kind: "mapping", file, start: 0, end: 0, via: undefined, entries: new Map() };
}

function notAMapping(tree: Tree): ConfigError {
  const message = "There is no mapping at the top of the file.";
  const help = "Write keys such as `cluster:` and `ignore:`; `swarm-volume-check init --stdout` shows them.";
  return { path: tree.file.path, ...positionAt(tree.file, tree.start), message, help };
}

function toError(root: Mapping, { path, at, message, help }: Violation): ConfigError {
  return { path: root.file.path, ...positionOf(placeAt(root, path, at)), message, help };
}

function byPosition(a: ConfigError, b: ConfigError): number {
  return a.line - b.line || a.column - b.column;
}
