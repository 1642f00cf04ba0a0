import { statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { StackFiles } from "../config/model.ts";
import { isIncluded, stackFilesBelow, stacksOf } from "../config/stacks.ts";
import { fileOf, plainProblem, type ReadResult, readStackFile } from "../source/disk.ts";
import { findStackFiles } from "../source/walk.ts";
import type { Arguments } from "./arguments.ts";
import { rootPath, type Setup, slashed } from "./configuration.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";
import { COMMANDS } from "./options.ts";
import { didYouMean, UsageError } from "./usage.ts";

/** A file that was asked for. */
export interface Input {
  /** As the user gave it, with `/` separators. */
  readonly display: string;
  /** Absolute. For standard input, where it would lie if it were the file that it is called. */
  readonly path: string;
  readonly stdin: boolean;
}

const STDIN = "<stdin>";

/** An operand or an option's value as an input. */
export function inputFor(given: string, { stdinFilename }: Arguments, io: Io): Input {
  if (given === "") throw new UsageError("a path is empty", "is a variable of the shell not set?");
  const stdin = given === "-";
  const name = stdin ? (stdinFilename ?? STDIN) : given;
  return { display: slashed(name).replace(/^(?:\.\/+)+(?=.)/, ""), path: resolve(io.cwd, name), stdin };
}

/** Files that are one stack, and what the configuration says about them. */
export interface StackInput {
  readonly inputs: readonly Input[];
  /** Absolute paths of files with variables. */
  readonly envFiles: readonly string[];
  readonly target: StackFiles["target"];
  /** As deploy is told. */
  readonly name: string | undefined;
  /** Whether a person named the files: in the call, or in the configuration. */
  readonly named: boolean;
}

const alone = (inputs: readonly Input[]): StackInput => ({
  inputs,
  envFiles: [],
  target: undefined,
  name: undefined,
  named: true,
});

/** What to check. What cannot be found is complained about and left out. */
export function stacksToCheck(args: Arguments, io: Io, setup: Setup, complaints: Complaints): StackInput[] {
  const together = args.stack.map((given) => inputFor(given, args, io));
  const operands = args.operands.length > 0 || together.length > 0 ? args.operands : ["."];
  const stacks = together.length > 0 ? [alone(together)] : [];
  const taken = new Set(together.map(({ path }) => path));
  const found = new Map<string, Input>();
  const named = new Set<string>();
  for (const given of operands) {
    const input = inputFor(given, args, io);
    const files = input.stdin ? [input] : filesAt(input, given, args, setup, complaints);
    for (const file of files) {
      if (file.path === input.path) named.add(file.path);
      if (taken.has(file.path)) continue;
      taken.add(file.path);
      if (file.stdin) stacks.push(alone([file]));
      else found.set(rootPath(setup, file.path), file);
    }
  }
  for (const { files, envFiles, target, name, named: listed = false } of stacksOf(setup.config, [...found.keys()])) {
    const inputs = files.map((path) => found.get(path) ?? inputAt(resolve(setup.root, path), io));
    const isNamed = listed || inputs.some(({ path }) => named.has(path));
    stacks.push({ inputs, envFiles: envFiles.map((path) => resolve(setup.root, path)), target, name, named: isNamed });
  }
  refuseSecondStdin(stacks.flatMap(({ inputs }) => inputs));
  return stacks;
}

/** A file that the configuration names. */
function inputAt(path: string, { cwd }: Io): Input {
  return { display: slashed(relative(cwd, path)), path, stdin: false };
}

/** Standard input ends once. */
export function refuseSecondStdin(inputs: readonly Input[]): void {
  if (inputs.filter(({ stdin }) => stdin).length > 1) {
    throw new UsageError("standard input can be read only once", "write `-` once");
  }
}

function filesAt(input: Input, given: string, args: Arguments, setup: Setup, complaints: Complaints): Input[] {
  try {
    if (!statSync(input.path).isDirectory()) return [input];
  } catch (error) {
    const { message, help } = plainProblem(error);
    const mistyped = given === args.operands[0] && args.command === "check";
    complaints.add(`${given}: ${message}`, mistyped ? didYouMean(given, COMMANDS, help) : help);
    return [];
  }
  return filesBelow(input, args, setup, complaints);
}

function filesBelow(folder: Input, args: Arguments, setup: Setup, complaints: Complaints): Input[] {
  const { maxBytes, allowEmpty } = args;
  const { config } = setup;
  const accepts = config && ((path: string) => isIncluded(config, rootPath(setup, resolve(folder.path, path))));
  const { files, yamlFiles, problems } = findStackFiles(folder.path, { maxBytes, ...(accepts ? { accepts } : {}) });
  const configured = config ? stackFilesBelow(config, rootPath(setup, folder.path)) : [];
  const prefix = folder.display === "." ? "" : `${folder.display.replace(/\/+$/, "")}/`;
  for (const { path, problem } of problems) {
    complaints.add(`${path === "" ? folder.display : prefix + path}: ${problem.message}`, problem.help);
  }
  if (files.length + configured.length === 0 && problems.length === 0 && !allowEmpty) {
    complaints.add(
      `${folder.display}: there is no stack file in this folder; ${yamlFiles} YAML file${yamlFiles === 1 ? "" : "s"} found, and none has \`compose\` or \`stack\` in its name or a top-level \`services:\``,
      "name the files, or write `--allow-empty` if this is fine",
    );
  }
  const named = configured.map((path) => slashed(relative(folder.path, resolve(setup.root, path))));
  return [...new Set([...files, ...named])].map((path) => {
    return { display: prefix + path, path: resolve(folder.path, path), stdin: false };
  });
}

/** Reads an input, wherever it comes from. */
export async function readInput(input: Input, { maxBytes }: Arguments, io: Io): Promise<ReadResult> {
  if (!input.stdin) return readStackFile(input.path, input.display, { maxBytes });
  return fileOf(await io.readStdin(maxBytes), input.display, { maxBytes });
}

/** The folder that relative paths of a stack mean: that of its first file. */
export function workingDirectory(stack: readonly Input[], io: Io): string {
  const first = stack[0];
  return first === undefined ? io.cwd : dirname(first.path);
}
