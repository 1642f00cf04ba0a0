import { statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { fileOf, plainProblem, type ReadResult, readStackFile } from "../source/disk.ts";
import { findStackFiles } from "../source/walk.ts";
import type { Arguments } from "./arguments.ts";
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
  const slashed = sep === "\\" ? name.replaceAll("\\", "/") : name;
  return { display: slashed.replace(/^(?:\.\/+)+(?=.)/, ""), path: resolve(io.cwd, name), stdin };
}

/** What to check: each entry is one stack. What cannot be found is complained about and left out. */
export function stacksToCheck(args: Arguments, io: Io, complaints: Complaints): Input[][] {
  const together = args.stack.map((given) => inputFor(given, args, io));
  const operands = args.operands.length > 0 || together.length > 0 ? args.operands : ["."];
  const stacks: Input[][] = together.length > 0 ? [together] : [];
  const taken = new Set(together.map(({ path }) => path));
  for (const given of operands) {
    const input = inputFor(given, args, io);
    const found = input.stdin ? [input] : filesAt(input, given, args, complaints);
    for (const file of found) {
      if (taken.has(file.path)) continue;
      taken.add(file.path);
      stacks.push([file]);
    }
  }
  refuseSecondStdin(stacks.flat());
  return stacks;
}

/** Standard input ends once. */
export function refuseSecondStdin(inputs: readonly Input[]): void {
  if (inputs.filter(({ stdin }) => stdin).length > 1) {
    throw new UsageError("standard input can be read only once", "write `-` once");
  }
}

function filesAt(input: Input, given: string, args: Arguments, complaints: Complaints): Input[] {
  try {
    if (!statSync(input.path).isDirectory()) return [input];
  } catch (error) {
    const { message, help } = plainProblem(error);
    const mistyped = given === args.operands[0] && args.command === "check";
    complaints.add(`${given}: ${message}`, mistyped ? didYouMean(given, COMMANDS, help) : help);
    return [];
  }
  return filesBelow(input, args, complaints);
}

function filesBelow(folder: Input, { maxBytes, allowEmpty }: Arguments, complaints: Complaints): Input[] {
  const { files, yamlFiles, problems } = findStackFiles(folder.path, { maxBytes });
  const prefix = folder.display === "." ? "" : `${folder.display.replace(/\/+$/, "")}/`;
  for (const { path, problem } of problems) {
    complaints.add(`${path === "" ? folder.display : prefix + path}: ${problem.message}`, problem.help);
  }
  if (files.length === 0 && problems.length === 0 && !allowEmpty) {
    complaints.add(
      `${folder.display}: there is no stack file in this folder; ${yamlFiles} YAML file${yamlFiles === 1 ? "" : "s"} found, and none has \`compose\` or \`stack\` in its name or a top-level \`services:\``,
      "name the files, or write `--allow-empty` if this is fine",
    );
  }
  return files.map((path) => ({ display: prefix + path, path: resolve(folder.path, path), stdin: false }));
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
