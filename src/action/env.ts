import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseEnvFile } from "../source/env-file.ts";
import { type Contents, type Origin, originOn } from "./contents.ts";
import { InputError } from "./inputs.ts";

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

/** The variables of files, each over what came before it. Values are never repeated in a message. */
export function variablesOf(contents: Contents, commit: string, paths: readonly string[]): Map<string, string> {
  const variables = new Map<string, string>();
  for (const path of paths) {
    const source = contents.source({ commit, path });
    const refuse = (problem: string) =>
      new InputError([`the file with variables \`${path}\` cannot be read: ${problem}`]);
    if (source === undefined) throw refuse("there is no such file");
    if ("problem" in source) throw refuse(source.problem);
    const read = parseEnvFile(source.file.text, {});
    if ("problem" in read) throw refuse(`${read.problem.message}: ${read.problem.help}`);
    for (const [name, value] of read.variables) variables.set(name, value);
  }
  return variables;
}
