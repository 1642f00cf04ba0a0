import type { Finding } from "../report.ts";
import type { SourceFile } from "../text.ts";
import { repair } from "./combine.ts";
import { unifiedDiff } from "./unified.ts";

/** What the first fix of every finding of a stack changes, file by file, as `git apply` takes it. */
export function patchesFor(
  files: readonly SourceFile[],
  check: (files: readonly SourceFile[]) => readonly Finding[],
): { readonly path: string; readonly diff: string }[] {
  const repaired = repair(files, "unsafe", check).files;
  return files.flatMap((file, index) => {
    const diff = unifiedDiff(file, repaired[index]?.text ?? file.text);
    return diff === "" ? [] : [{ path: file.path, diff }];
  });
}
