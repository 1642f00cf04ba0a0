import { type FilePatch, unifiedDiff } from "../edit/unified.ts";
import { Budget } from "../fix/budget.ts";
import { repair } from "../fix/repair.ts";
import type { SourceFile } from "../model/text.ts";
import { parseFile } from "../yaml/parse.ts";
import { checkStack, standing } from "./check.ts";
import { purposeOf } from "./purpose.ts";
import type { CheckedFiles } from "./recheck.ts";

/**
 * What suggestions change that a review has (`pressed`, the texts after them by path), and what the first fix of every
 * finding changes that is left, file by file. A file that belongs to several stacks is repaired for one after the other.
 */
export function patchesOf(
  stacks: readonly CheckedFiles[],
  pressed: ReadonlyMap<string, string> = new Map(),
): FilePatch[] {
  const before = new Map<string, SourceFile>();
  const after = new Map<string, SourceFile>();
  for (const { files, options, policy, checked } of stacks) {
    for (const file of files) {
      if (before.has(file.path)) continue;
      before.set(file.path, file);
      const text = pressed.get(file.path);
      if (text !== undefined) after.set(file.path, { path: file.path, text });
    }
    const budget = new Budget(files);
    const current = files.map((file) => after.get(file.path) ?? file);
    const purpose = purposeOf(files.map(parseFile), options);
    const check = (now: readonly SourceFile[]) =>
      standing([checkStack(now, { ...options, purpose, fixes: true, budget })], policy).kept;
    const asChecked = checked !== undefined && current.every((file, index) => file === files[index]);
    const known = asChecked ? standing([checked], policy).kept : undefined;
    for (const file of repair(current, "unsafe", check, known).files) after.set(file.path, file);
  }
  return [...before.values()].flatMap((file) => {
    const text = after.get(file.path)?.text ?? file.text;
    const diff = unifiedDiff(file, text);
    if (diff === "") return [];
    return [{ path: file.path, diff, ...(text === pressed.get(file.path) ? { pressable: true as const } : {}) }];
  });
}
