import { withEdits } from "../edit/edits.ts";
import { type Finding, isSaidFirst, type ReportedEdit, type ReportedFix } from "../model/finding.ts";
import { meet, type SourceFile } from "../model/text.ts";

/** Which fixes are applied: those that change nothing that runs, or the first alternative of every finding. */
type Level = "safe" | "unsafe";

export interface Applied {
  readonly finding: Finding;
  readonly fix: ReportedFix;
}

interface Repaired {
  /** In the order in which they were given. */
  readonly files: readonly SourceFile[];
  readonly applied: readonly Applied[];
  /** What `unsafe` would do first for findings that are left. */
  readonly waiting: readonly Applied[];
}

/** Each round repairs something, and real files need few. */
const MOST_ROUNDS = 50;

/**
 * Applies fixes until none is left. Fixes that meet are left for the next round, which checks the new text again. When
 * several fixes together make something worse that each of them alone does not, only the first is applied. `known` is what
 * `check` says of the files as they are given, where that has been found out before.
 */
export function repair(
  files: readonly SourceFile[],
  level: Level,
  check: (files: readonly SourceFile[]) => readonly Finding[],
  known?: readonly Finding[],
): Repaired {
  const applied: Applied[] = [];
  let current = files;
  let findings = known ?? check(files);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const chosen = choose(findings, level);
    if (chosen.length === 0) break;
    let next = patched(current, chosen);
    let after = check(next);
    let kept: readonly Applied[] = chosen;
    if (chosen.length > 1 && !isBetter(after, findings)) {
      kept = chosen.slice(0, 1);
      next = patched(current, kept);
      after = check(next);
    }
    applied.push(...kept);
    [current, findings] = [next, after];
  }
  return { files: current, applied, waiting: level === "safe" ? findings.flatMap(firstFix) : [] };
}

function firstFix(finding: Finding): Applied[] {
  const [fix] = finding.fixes;
  return fix === undefined ? [] : [{ finding, fix }];
}

/**
 * One fix a finding, none of which touch each other. What has to be read first is repaired alone: that may settle the
 * rest, such as the pins of single services where all that share a volume go elsewhere.
 */
export function choose(findings: readonly Finding[], level: Level): Applied[] {
  const chosen: Applied[] = [];
  const taken: ReportedEdit[] = [];
  const found = findings.flatMap((finding) => {
    const fix = finding.fixes.find(({ safe }) => safe || level === "unsafe");
    return fix === undefined ? [] : [{ finding, fix }];
  });
  const first = found.filter(({ finding }) => isSaidFirst(finding));
  for (const { finding, fix } of first.length > 0 ? first : found) {
    if (fix.edits.some((edit) => taken.some((other) => edit.path === other.path && meet(edit, other)))) continue;
    taken.push(...fix.edits);
    chosen.push({ finding, fix });
  }
  return chosen;
}

/** Fewer errors and warnings, or as many and fewer notes: a fix may leave a note behind, and repairs of notes must end too. */
function isBetter(after: readonly Finding[], before: readonly Finding[]): boolean {
  const notes = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === "note").length;
  const [now, old] = [notes(after), notes(before)];
  const [loudNow, loudOld] = [after.length - now, before.length - old];
  return loudNow < loudOld || (loudNow === loudOld && now < old);
}

function patched(files: readonly SourceFile[], applied: readonly Applied[]): SourceFile[] {
  const edits = applied.flatMap(({ fix }) => fix.edits);
  return files.map((file) => ({ path: file.path, text: withEdits(file, edits) }));
}
