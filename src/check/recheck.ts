import type { Policy } from "../ignore/model.ts";
import type { Finding } from "../model/finding.ts";
import type { SourceFile } from "../model/text.ts";
import { parseFile } from "../yaml/parse.ts";
import { type CheckedStack, type CheckOptions, checkStack, standing } from "./check.ts";
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
        return standing([checkStack(now, asked)], policy).kept;
      });
  return (changed) => {
    const key = JSON.stringify([...changed]);
    const findings = known.get(key) ?? check(changed);
    known.set(key, findings);
    return findings;
  };
}
