import { describe, expect, it } from "vitest";
import type { StoragePolicy } from "../../src/model/storage-policy.ts";
import { dedent } from "../rules/harness.ts";
import { checkWith } from "./check-with.ts";
import { type ExpectedFix, fixComplaints } from "./fix-complaints.ts";

export interface FixCase {
  readonly name: string;
  readonly rule: string;
  /** The stack; common indentation is removed, here and in the texts of the fixes. */
  readonly yaml: string | Readonly<Record<string, string>>;
  /** What ran before. */
  readonly base?: string;
  readonly stackName?: string;
  readonly storage?: Partial<StoragePolicy>;
  /** Every fix of the first finding of the rule, the best first. */
  readonly fixes: readonly ExpectedFix[];
}

/** A case with one fix in one file, as the difference that it makes: lines with `- `, `+ ` or two blanks before them. */
export interface PatchCase extends Omit<FixCase, "yaml" | "fixes">, Omit<ExpectedFix, "text"> {
  readonly patch: string;
}

function fromPatch({ patch, title, unsafe, remedy, ...rest }: PatchCase): FixCase {
  const lines = dedent(patch).split("\n");
  const without = (mark: string): string =>
    lines
      .filter((line) => !line.startsWith(mark))
      .map((line) => line.slice(2))
      .join("\n");
  const fix = { ...(title && { title }), ...(unsafe && { unsafe }), ...(remedy && { remedy }) };
  return { ...rest, yaml: without("+"), fixes: [{ ...fix, text: without("-") }] };
}

function dedented(texts: FixCase["yaml"]): string | Record<string, string> {
  if (typeof texts === "string") return dedent(texts);
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, dedent(text)]));
}

/** One test a case: the exact texts, and that every fix holds what it promises. */
export function testFixes(name: string, cases: readonly (FixCase | PatchCase)[]): void {
  const rows = cases.map((one) => ("patch" in one ? fromPatch(one) : one));
  describe(name, () => {
    it.each(rows)("$name", ({ rule, yaml, base, stackName, storage = {}, fixes }) => {
      const texts = dedented(yaml);
      const files = Object.entries(typeof texts === "string" ? { "stack.yml": texts } : texts).map(([path, text]) => ({
        path,
        text,
      }));
      const before = base === undefined ? undefined : { files: [{ path: "stack.yml", text: dedent(base) }], stackName };
      const options = { storage, stackName, base: before && { ...before, renames: new Map<string, string>() } };
      const [finding] = checkWith(files, options).findings.filter(({ ruleId }) => ruleId === rule);
      if (finding === undefined) throw new Error(`${rule} finds nothing`);
      const expected = fixes.map((fix) => ({ ...fix, text: dedented(fix.text) }));
      const complaints = fixComplaints(
        finding,
        files,
        expected,
        (now, variables) => checkWith(now, { ...options, variables }).findings,
      );
      expect(complaints.join("\n")).toBe("");
    });
  });
}
