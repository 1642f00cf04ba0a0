import { relative, resolve } from "node:path";
import { readEnvFile } from "../source/env-file.ts";
import type { Arguments } from "./arguments.ts";
import { slashed } from "./configuration.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage.ts";

/** Values for `${VARIABLE}`: the environment if asked for, then each file over what came before it. */
export function variablesFor({ useEnvironment, envFiles }: Arguments, io: Io): Map<string, string> {
  const variables = new Map<string, string>();
  if (useEnvironment) {
    for (const [name, value] of Object.entries(io.env)) if (value !== undefined) variables.set(name, value);
  }
  for (const path of envFiles) addFile(resolve(io.cwd, path), `--env-file ${path}`, variables, io);
  return variables;
}

/** The values of a stack's own files, and those of the call over them. */
export function stackVariables(
  envFiles: readonly string[],
  given: ReadonlyMap<string, string>,
  io: Io,
): ReadonlyMap<string, string> {
  if (envFiles.length === 0) return given;
  const variables = new Map<string, string>();
  for (const path of envFiles) addFile(path, slashed(relative(io.cwd, path)), variables, io);
  for (const [name, value] of given) variables.set(name, value);
  return variables;
}

function addFile(path: string, shown: string, variables: Map<string, string>, io: Io): void {
  const read = readEnvFile(path, io.env);
  if ("problem" in read) throw new UsageError(`${shown}: ${read.problem.message}`, read.problem.help);
  for (const [name, value] of read.variables) variables.set(name, value);
}
