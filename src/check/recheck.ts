import { type CheckOptions, checkStack } from "../check.ts";
import type { Finding } from "../report.ts";
import type { SourceFile } from "../text.ts";

/** A stack and how it was checked. */
export interface CheckedFiles {
  readonly files: readonly SourceFile[];
  readonly options: CheckOptions;
}

/** Checks again the stacks of which files have other texts, given by path, and returns what is found in them then. */
export function recheckOf(
  stacks: readonly CheckedFiles[],
): (changed: ReadonlyMap<string, string>) => readonly Finding[] {
  return (changed) =>
    stacks
      .filter(({ files }) => files.some(({ path }) => changed.has(path)))
      .flatMap(({ files, options }) => {
        const now = files.map((file) => ({ path: file.path, text: changed.get(file.path) ?? file.text }));
        return checkStack(now, { ...options, fixes: false }).findings;
      });
}
