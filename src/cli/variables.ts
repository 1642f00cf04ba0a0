import { relative, resolve } from "node:path";
import type { ReadProblem } from "../source/disk.ts";
import { type EnvFile, readEnvFile } from "../source/env-file.ts";
import { checkoutAround, LINK_OUT, leadsOut } from "../source/links.ts";
import type { Arguments } from "./arguments.ts";
import { slashed } from "./configuration.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";
import { UsageError } from "./usage.ts";

/** Values for `${VARIABLE}`: the environment if asked for, then each file over what came before it. */
export function variablesFor({ useEnvironment, envFiles }: Arguments, io: Io): Map<string, string> {
  const variables = new Map<string, string>();
  if (useEnvironment) {
    for (const [name, value] of Object.entries(io.env)) if (value !== undefined) variables.set(name, value);
  }
  for (const path of envFiles) {
    const problem = addFile(resolve(io.cwd, path), variables, io);
    if (problem) throw new UsageError(`--variables ${path}: ${problem.message}`, problem.help);
  }
  return variables;
}

/** The values of a stack's own files, and those of the call over them; undefined after a complaint about a file. */
export function stackVariables(
  envFiles: readonly string[],
  given: ReadonlyMap<string, string>,
  io: Io,
  complaints: Complaints,
): ReadonlyMap<string, string> | undefined {
  if (envFiles.length === 0) return given;
  const variables = new Map<string, string>();
  for (const path of envFiles) {
    const problem = leadsOut(checkoutAround(io.cwd), path) ? LINK_OUT : addFile(path, variables, io);
    if (problem === undefined) continue;
    complaints.add(`${slashed(relative(io.cwd, path))}: ${problem.message}`, problem.help);
    return undefined;
  }
  for (const [name, value] of given) variables.set(name, value);
  return variables;
}

/**
 * The values that base was deployed with, as far as its commit tells: `old` gives a file as it was, and undefined for what
 * the commit does not have, which is taken as it is today. undefined: base had none of the files.
 */
export function variablesBefore(
  stackFiles: readonly string[],
  { useEnvironment, envFiles }: Arguments,
  io: Io,
  old: (path: string) => EnvFile | undefined,
): ReadonlyMap<string, string> | undefined {
  const own = envFiles.map((path) => resolve(io.cwd, path));
  const was = new Map([...stackFiles, ...own].flatMap((path) => [[path, old(path)] as const]));
  if ([...was.values()].every((file) => file === undefined)) return undefined;
  const environment = useEnvironment ? Object.entries(io.env) : [];
  const values = (path: string) => {
    const file = was.get(path) ?? readEnvFile(path, io.env);
    return "variables" in file ? [...file.variables] : [];
  };
  const all = [...stackFiles.flatMap(values), ...environment, ...own.flatMap(values)];
  return new Map(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

function addFile(path: string, variables: Map<string, string>, io: Io): ReadProblem | undefined {
  const read = readEnvFile(path, io.env);
  if ("problem" in read) return read.problem;
  for (const [name, value] of read.variables) variables.set(name, value);
  return undefined;
}
