import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackFiles } from "../config/model.ts";
import type { FileAt } from "../github/contents.ts";
import { parseEnvFile } from "../source/env-file.ts";
import type { ChangedFiles } from "./changed.ts";
import { type Contents, type Origin, originOn } from "./contents.ts";
import { InputError } from "./failures.ts";
import type { ActionInputs } from "./inputs.ts";

/** Files with variables may have been made in the workspace by an earlier step; those are read there. */
export function withLocalFiles(origin: Origin, paths: readonly string[], workspace: string): Origin {
  const local = new Set(paths.filter((path) => existsSync(join(workspace, path))));
  if (local.size === 0) return origin;
  return {
    ...origin,
    read: async (files) => {
      const own = await originOn(workspace).read(files.filter(({ path }) => local.has(path)));
      const others = await origin.read(files.filter(({ path }) => !local.has(path)));
      const [mine, theirs] = [own.values(), others.values()];
      return files.flatMap(({ path }) => (local.has(path) ? mine : theirs).next().value ?? []);
    },
  };
}

/** The variables of a stack: those of its own files, and over them those that the workflow gives. */
export function variablesFor(
  { envFiles }: Pick<StackFiles, "envFiles">,
  inputs: Pick<ActionInputs, "envFiles">,
  contents: Contents,
  changed: ChangedFiles,
): Variables {
  const given = inputs.envFiles.map((path) => [path, "input `env-file`"] as const);
  const all = [...envFiles.map((path) => [path, "the configuration"] as const), ...given];
  const now = () => merged(all.map(([path, from]) => orThrow(path, from, valuesIn(contents, changed.now(path)))));
  if (!all.some(([path]) => changed.touched.has(path))) return { now, before: undefined };
  const earlier = all.flatMap(([path]) => changed.before(path) ?? []).map((file) => valuesIn(contents, file));
  return { now, before: merged(earlier.filter((values) => typeof values !== "string")) };
}

interface Variables {
  /** Throws when a file cannot be read. */
  now(): Map<string, string>;
  /** undefined: the same. What cannot be read gave none. */
  readonly before: Map<string, string> | undefined;
}

type Values = ReadonlyMap<string, string>;

const merged = (all: readonly Values[]): Map<string, string> => new Map(all.flatMap((values) => [...values]));

/** Values are never repeated in a message. */
function orThrow(path: string, from: string, values: Values | string): Values {
  if (typeof values !== "string") return values;
  throw new InputError([`${from}: the file with variables \`${path}\` cannot be read: ${values}`]);
}

/** The variables of a file, or why there are none. */
function valuesIn(contents: Contents, file: FileAt): Values | string {
  const source = contents.source(file);
  if (source === undefined) return "there is no such file; correct the path";
  if ("problem" in source) return source.problem;
  const read = parseEnvFile(source.file.text, {});
  return "problem" in read ? `${read.problem.message}: ${read.problem.help}` : read.variables;
}
