import { type FilePatch, unifiedDiff } from "../edit/unified.ts";
import { Budget } from "../fix/budget.ts";
import { repair } from "../fix/repair.ts";
import type { Policy } from "../ignore/model.ts";
import type { Finding } from "../model/finding.ts";
import type { SourceFile } from "../model/text.ts";
import { parseFile } from "../yaml/parse.ts";
import { activeFindings } from "./active-findings.ts";
import { type CheckedStack, type CheckOptions, checkStack } from "./check.ts";
import { type Purpose, purposeOf } from "./purpose.ts";

/** A stack and how it was checked. */
export interface CheckedFiles {
  readonly files: readonly SourceFile[];
  readonly options: CheckOptions;
  /** What is known to be fine; without it, what comments in the files say. */
  readonly policy?: Policy | undefined;
  /** What was found, with as many fixes as there are. */
  readonly checked?: CheckedStack | undefined;
}

/**
 * Checks again the stacks of which files have other texts, given by path, and returns what is found in them then. What
 * was asked once is remembered.
 */
export function recheckOf(
  stacks: readonly CheckedFiles[],
): (changed: ReadonlyMap<string, string>) => readonly Finding[] {
  const known = new Map<string, readonly Finding[]>();
  const purposes = new Map<CheckedFiles, Purpose>();
  /** What files are for does not change with a suggestion. */
  const purposeOfAll = (one: CheckedFiles): Purpose => {
    const purpose = purposes.get(one) ?? purposeOf(one.files.map(parseFile), one.options);
    purposes.set(one, purpose);
    return purpose;
  };
  const check = (changed: ReadonlyMap<string, string>): readonly Finding[] =>
    stacks
      .filter(({ files }) => files.some(({ path }) => changed.has(path)))
      .flatMap((one) => {
        const { files, options, policy } = one;
        const now = files.map((file) => ({ path: file.path, text: changed.get(file.path) ?? file.text }));
        const asked = { ...options, purpose: purposeOfAll(one), fixes: false };
        return activeFindings([checkStack(now, asked)], policy).kept;
      });
  return (changed) => {
    const key = JSON.stringify([...changed]);
    const findings = known.get(key) ?? check(changed);
    known.set(key, findings);
    return findings;
  };
}

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
      activeFindings([checkStack(now, { ...options, purpose, fixes: true, budget })], policy).kept;
    const asChecked = checked !== undefined && current.every((file, index) => file === files[index]);
    const known = asChecked ? activeFindings([checked], policy).kept : undefined;
    for (const file of repair(current, "unsafe", check, known).files) after.set(file.path, file);
  }
  return [...before.values()].flatMap((file) => {
    const text = after.get(file.path)?.text ?? file.text;
    const diff = unifiedDiff(file, text);
    if (diff === "") return [];
    return [{ path: file.path, diff, ...(text === pressed.get(file.path) ? { pressable: true as const } : {}) }];
  });
}
