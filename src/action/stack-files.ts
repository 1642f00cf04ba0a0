import { type BaseStack, type CheckedStack, unreadable } from "../check/check.ts";
import type { StackFiles } from "../config/model.ts";
import type { SourceFile } from "../model/text.ts";
import { lookOf } from "../source/walk.ts";
import type { ChangedFiles } from "./changed.ts";
import type { Contents, Source } from "./contents.ts";

/** A stack before the change. */
export function baseOf(
  { files }: StackFiles,
  contents: Contents,
  changed: ChangedFiles,
  variables: BaseStack["variables"],
): BaseStack {
  const renames = new Map<string, string>();
  const before = files.flatMap((path): SourceFile[] => {
    const at = changed.before(path);
    const source = at && contents.source(at);
    if (at === undefined || source === undefined || "problem" in source) return [];
    renames.set(at.path, path);
    return [source.file];
  });
  return { files: before, renames, variables };
}

interface Part {
  readonly path: string;
  readonly source: Source;
}

/** What becomes of a stack of which a file could not be read. */
export function unreadOf(parts: readonly Part[]): CheckedStack[] {
  return parts.flatMap(({ path, source }) => {
    if (source === undefined) return unreadable(path, "there is no such file", "check the path");
    if ("problem" in source) return unreadable(path, source.problem, source.help);
    return notChecked(path, "another file of its stack could not be read");
  });
}

/** A file that was left out. */
export function notChecked(path: string, reason: string): CheckedStack {
  return { findings: [], stack: undefined, skipped: [{ path, reason }], services: 0, mounts: 0 };
}

/**
 * What is said of a file that looks like a stack and was found to be none. One that is listed and not there has a name
 * that is no UTF-8: GitHub tells such names with other characters in them.
 */
export function passedOver(path: string, source: Source): CheckedStack[] {
  const named = lookOf(path) === "named";
  if (source === undefined) {
    const problem = "GitHub lists this file and does not give it by that name: nothing was read";
    return named ? [unreadable(path, problem, "give it a name in UTF-8")] : [notChecked(path, problem)];
  }
  return named && "problem" in source ? [notChecked(path, source.problem)] : [];
}
