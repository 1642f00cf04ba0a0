import { withEdits } from "../../src/edit/edits.ts";
import type { Finding, Remedy, ReportedFix } from "../../src/model/finding.ts";
import type { SourceFile } from "../../src/model/text.ts";

export interface ExpectedFix {
  /** The whole title, or a part of it. */
  readonly title?: string;
  /** Absent: it must not be asked about. */
  readonly unsafe?: true;
  readonly remedy?: Remedy;
  /** The exact text of the file, or of the files that change, by path. */
  readonly text: string | Readonly<Record<string, string>>;
}

/** Checks other texts of the same files, with more variables. */
type Check = (files: readonly SourceFile[], variables: ReadonlyMap<string, string>) => readonly Finding[];

/** What is wrong with the fixes of a finding: those that are expected, and what every fix owes its reader. */
export function fixComplaints(
  finding: Finding,
  files: readonly SourceFile[],
  expected: readonly ExpectedFix[] | undefined,
  check: Check,
): string[] {
  const { fixes } = finding;
  const list = fixes.flatMap((fix) => promiseComplaints(finding, fix, files, check));
  if (expected === undefined) return list;
  if (fixes.length !== expected.length) {
    list.push(`expected ${expected.length} fixes, got ${fixes.length}: ${fixes.map(({ title }) => title).join(" | ")}`);
  }
  for (const [index, wanted] of expected.entries()) {
    const fix = fixes[index];
    if (fix === undefined) continue;
    const wrong = (what: string, is: unknown, should: unknown) =>
      list.push(`fix ${index}: ${what} is ${JSON.stringify(is)}, expected ${JSON.stringify(should)}`);
    if (wanted.title !== undefined && !fix.title.includes(wanted.title)) wrong("title", fix.title, wanted.title);
    if (fix.safe !== (wanted.unsafe !== true)) wrong("safe", fix.safe, wanted.unsafe !== true);
    if (fix.remedy !== wanted.remedy) wrong("remedy", fix.remedy, wanted.remedy);
    const texts = typeof wanted.text === "string" ? { [files[0]?.path ?? ""]: wanted.text } : wanted.text;
    for (const file of files) {
      const should = texts[file.path] ?? file.text;
      const is = withEdits(file, fix.edits);
      if (is !== should) list.push(`fix ${index} makes of ${file.path}:\n${is}\nexpected:\n${should}`);
    }
  }
  return list;
}

/** Applied alone, a fix removes its finding, adds no error, and says what it does. */
function promiseComplaints(finding: Finding, fix: ReportedFix, files: readonly SourceFile[], check: Check): string[] {
  const list: string[] = [];
  const wrong = (what: string) => list.push(`fix "${fix.title}": ${what}`);
  if (/[.\n]$| {2}|[\uFDD0\uFDD1]|undefined/.test(fix.title))
    wrong("the title is no clean sentence without a full stop");
  if (fix.edits.length === 0) wrong("it changes nothing");
  for (const [index, edit] of fix.edits.entries()) {
    const text = files.find(({ path }) => path === edit.path)?.text;
    const before = fix.edits[index - 1];
    if (text === undefined || edit.start > edit.end || edit.end > text.length) wrong("an edit is outside the file");
    if (before?.path === edit.path && before.end > edit.start) wrong("edits overlap or are not in order");
  }
  const after = files.map((file) => ({ path: file.path, text: withEdits(file, fix.edits) }));
  const names = after.flatMap(({ text }) =>
    Array.from(text.matchAll(/\$\{([A-Z0-9_]+):\?set it to/g), ([, name]) => name),
  );
  const standIns = new Map(names.map((name) => [name as string, name === "NFS_SERVER" ? "10.0.0.5" : "node-1"]));
  const old = check(files, standIns);
  const now = check(after, standIns);
  const count = (all: readonly Finding[]) => all.filter(({ ruleId }) => ruleId === finding.ruleId).length;
  const there = now.some(({ fingerprint }) => fingerprint === finding.fingerprint);
  if (count(now) > count(old) || (there && count(now) === count(old))) wrong("its finding is still there");
  const loud = (all: readonly Finding[]) => all.filter(({ severity }) => severity === "error").length;
  if (loud(now) > loud(old)) wrong("there is a new error");
  return list;
}
