import { type BaseStack, type CheckedStack, unreadable } from "../check.ts";
import type { StackFiles } from "../config/model.ts";
import type { FileAt } from "../github/contents.ts";
import type { DiffFile } from "../review/model.ts";
import type { SourceFile } from "../text.ts";
import type { Contents, Source } from "./contents.ts";

/** A stack's files before the change; those that the change does not touch were what they are. */
export function baseOf(
  { files }: StackFiles,
  changed: ReadonlyMap<string, DiffFile>,
  contents: Contents,
  head: string,
  beforeOf: (file: DiffFile) => FileAt,
): BaseStack {
  const renames = new Map<string, string>();
  const before = files.flatMap((path): SourceFile[] => {
    const file = changed.get(path);
    if (file?.status === "added") return [];
    const at = file ? beforeOf(file) : { commit: head, path };
    const source = contents.source(at);
    if (source === undefined || "problem" in source) return [];
    renames.set(at.path, path);
    return [source.file];
  });
  return { files: before, renames };
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
  return { findings: [], stack: undefined, skipped: [{ path, reason }], services: 0, mounts: 0, files: 0 };
}
