import { resolve } from "node:path";
import { readEnvFile } from "../source/env-file.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage.ts";

/** Values for `${VARIABLE}`: the environment if asked for, then each file over what came before it. */
export function variablesFor({ useEnvironment, envFiles }: Arguments, io: Io): Map<string, string> {
  const variables = new Map<string, string>();
  if (useEnvironment) {
    for (const [name, value] of Object.entries(io.env)) if (value !== undefined) variables.set(name, value);
  }
  for (const path of envFiles) {
    const read = readEnvFile(resolve(io.cwd, path), io.env);
    if ("problem" in read) throw new UsageError(`--env-file ${path}: ${read.problem.message}`, read.problem.help);
    for (const [name, value] of read.variables) variables.set(name, value);
  }
  return variables;
}
