import { isAbsolute, relative, resolve } from "node:path";
import type { BaseStack } from "../check/check.ts";
import { isIncluded } from "../config/stacks.ts";
import type { SourceFile } from "../model/text.ts";
import { diffFilesOf } from "../review/hunks.ts";
import type { DiffFile } from "../review/model.ts";
import { decodeText } from "../source/decode.ts";
import { fileOf } from "../source/disk.ts";
import { type EnvFile, parseEnvFile } from "../source/env-file.ts";
import { type BaseCommit, type OldFile, openBase } from "../source/git.ts";
import { isStackFile } from "../source/walk.ts";
import type { Arguments } from "./arguments.ts";
import { rootPath, type Setup, slashed } from "./configuration.ts";
import type { Input } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";
import { UsageError } from "./usage.ts";
import { variablesBefore } from "./variables.ts";

/** What is compared with, in a git checkout. */
export interface Comparison {
  /** For the report: what was asked for, and the commit that it led to. */
  readonly label: string;
  /** A stack's files as they were, and the variables that it had with these files. */
  baseOf(inputs: readonly Input[], envFiles: readonly string[]): BaseStack;
  /** What the checkout changes in the files to check, by their paths in the report. */
  diff(): DiffFile[];
  /** Stack files in the folders to check that are gone, each a stack of its own. */
  removed(setup: Setup): BaseStack[];
}

const SHORT_HASH = 12;

/** Opens the commit and reads every file from it at once; throws a `UsageError` when there is nothing to compare with. */
export function openComparison(
  ref: string,
  inputs: readonly Input[],
  args: Arguments,
  io: Io,
  complaints: Complaints,
): Comparison {
  if (inputs.some(({ stdin }) => stdin) && args.stdinFilename === undefined) {
    throw new UsageError(
      "`--base` compares files, and standard input is none",
      "say which one it is: `--stdin-filename`",
    );
  }
  const opened = openBase(io.cwd, ref);
  if ("problem" in opened) throw new UsageError(`--base ${ref}: ${opened.problem.message}`, opened.problem.help);
  const { base } = opened;
  const paths = new Map<Input, string>();
  for (const input of inputs) {
    const inside = base.inside(input.path);
    if (inside !== undefined) paths.set(input, inside);
    else complaints.add(`${input.display}: it lies outside the git checkout`, "run `--base` where the file belongs to");
  }
  const old = base.read([...new Set(paths.values())], args);
  const variablesAt = remembered((path: string): EnvFile | undefined => {
    const inside = base.inside(path);
    const file = inside === undefined ? undefined : base.read([inside], args).get(inside);
    const decoded = file && decodeText(file.bytes);
    return decoded && "text" in decoded ? parseEnvFile(decoded.text, io.env) : undefined;
  });
  return {
    label: `${ref} (${base.commit.slice(0, SHORT_HASH)})`,
    baseOf: (stack, envFiles) => {
      const renames = new Map<string, string>();
      const files = stack.flatMap((input): SourceFile[] => {
        const path = paths.get(input);
        const before = path === undefined ? undefined : old.get(path);
        if (before === undefined) return [];
        const display = before.path === path ? input.display : shown(base, before.path, input, io);
        renames.set(display, input.display);
        return sourceOf(before, display, args);
      });
      return { files, renames, variables: variablesBefore(envFiles, args, io, variablesAt) };
    },
    diff: () => {
      const displays = new Map(Array.from(paths, ([{ display }, inside]) => [inside, display]));
      return diffFilesOf(base.diff() ?? "").flatMap((file) => {
        const path = displays.get(file.path);
        return path === undefined ? [] : [{ ...file, path }];
      });
    },
    removed: (setup) => removedStacks(base, args, io, setup),
  };
}

/** Asks only once for each path. */
function remembered<T>(ask: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    if (!known.has(path)) known.set(path, ask(path));
    return known.get(path) as T;
  };
}

/** An old path in the style in which the new one was given. */
function shown({ root }: BaseCommit, path: string, { display }: Input, { cwd }: Io): string {
  const absolute = resolve(root, path);
  return slashed(isAbsolute(display) ? absolute : relative(cwd, absolute));
}

/** Nothing when base held no text there: then there is nothing to compare. */
function sourceOf({ bytes }: OldFile, display: string, args: Arguments): SourceFile[] {
  const result = fileOf(bytes, display, args);
  return "file" in result ? [result.file] : [];
}

function removedStacks(base: BaseCommit, args: Arguments, { cwd }: Io, setup: Setup): BaseStack[] {
  const operands = args.operands.length > 0 || args.stack.length > 0 ? args.operands : ["."];
  const folders = operands.filter((given) => given !== "-").map((given) => resolve(cwd, given));
  const tops = folders.map((folder) => base.inside(`${folder}/x`)?.replace(/x$/, ""));
  const inFolders = base.removed.filter((path) => tops.some((top) => top !== undefined && path.startsWith(top)));
  return [...base.read(inFolders, args)].flatMap(([path, file]): BaseStack[] => {
    const absolute = resolve(base.root, path);
    if (!isStackFile(path, file.bytes)) return [];
    if (setup.config && !isIncluded(setup.config, rootPath(setup, absolute))) return [];
    const files = sourceOf(file, slashed(relative(cwd, absolute)), args);
    return files.length > 0 ? [{ files }] : [];
  });
}
