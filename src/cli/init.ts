import { lstatSync } from "node:fs";
import { join, relative } from "node:path";
import { CONFIG_NAME, CONFIG_NAMES } from "../config/read.ts";
import { type FoundStack, foundStack, observe } from "../init/observe.ts";
import { firstConfig } from "../init/write.ts";
import { hasServices, lookOf } from "../session/contents.ts";
import { UsageError } from "../session/usage.ts";
import { slashed } from "../source/checkout.ts";
import { readStackFile } from "../source/disk.ts";
import { lookAround } from "../source/surroundings.ts";
import { findStackFiles } from "../source/walk.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { Complaints } from "./messages.ts";
import { writeReport } from "./outputs.ts";

/** Writes a first configuration at the root of the repository. Returns the exit code. */
export function init(args: Arguments, io: Io): number {
  const [extra] = args.operands;
  if (extra !== undefined) {
    throw new UsageError(`\`init\` takes no \`${extra}\``, "it looks at every stack file of the repository");
  }
  const root = lookAround(io.cwd, CONFIG_NAMES).root ?? io.cwd;
  const path = join(root, CONFIG_NAMES.find((name) => isThere(join(root, name))) ?? CONFIG_NAME);
  const shown = slashed(relative(io.cwd, path));
  // A link is refused when it would be written through.
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!args.stdout && !args.force && there !== undefined && !there.isSymbolicLink()) {
    throw new UsageError(
      `there is a \`${shown}\` already`,
      "write `--force` to replace it, or `--stdout` to look first",
    );
  }
  const complaints = new Complaints(io);
  const found = stacksBelow(root, args.maxBytes, complaints);
  const text = firstConfig(observe(found));
  if (args.stdout) io.stdout(text);
  else {
    const failure = writeReport(path, text, io);
    if (failure !== undefined) throw new UsageError(`${shown}: ${failure.message}`, failure.help);
    const files = `${found.length} stack ${found.length === 1 ? "file" : "files"}`;
    io.stdout(`${shown} is written, from ${files}. Look through it, and commit it.\n`);
  }
  return complaints.any ? 2 : 0;
}

/** Links that lead nowhere are there, too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Every file by itself; what cannot be read is told and left out. */
function stacksBelow(root: string, maxBytes: number, complaints: Complaints): FoundStack[] {
  const { files, problems } = findStackFiles(root, { lookOf, isStack: hasServices, maxBytes });
  for (const { path, problem } of problems) complaints.add(`${path}: ${problem.message}`, problem.help);
  return files.flatMap((path) => {
    const read = readStackFile(join(root, path), path, { maxBytes });
    if ("file" in read) return [foundStack(read.file)];
    complaints.add(`${path}: ${read.problem.message}`, read.problem.help);
    return [];
  });
}
