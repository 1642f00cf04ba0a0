import { type Finding, precedence, RANK } from "../model/finding.ts";
import type { DiffFile, Hunk } from "./model.ts";

/** Findings that a person meets on one line. */
export interface LineGroup {
  readonly path: string;
  readonly line: number;
  readonly hunks: readonly Hunk[];
  /** What has to be read first, then the worst. */
  readonly findings: readonly Finding[];
}

export interface Placed {
  /** The worst first, then by file and line. */
  readonly groups: readonly LineGroup[];
  /** On lines that the diff does not show, and in files of which GitHub sent no diff. */
  readonly offLine: readonly Finding[];
}

/** Which finding stands on which line of the new files; those on one line are together. */
export function placed(findings: readonly Finding[], diff: readonly DiffFile[]): Placed {
  const files = new Map(diff.map((file) => [file.path, file]));
  const groups = new Map<string, { path: string; line: number; hunks: readonly Hunk[]; findings: Finding[] }>();
  const offLine: Finding[] = [];
  for (const finding of findings) {
    const { path, startLine: line } = finding;
    const hunks = files.get(path)?.hunks ?? [];
    if (!hunks.some(({ start, end }) => start <= line && line <= end)) {
      offLine.push(finding);
      continue;
    }
    const key = `${line} ${path}`;
    const group = groups.get(key) ?? { path, line, hunks, findings: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  for (const { findings: inGroup } of groups.values())
    inGroup.sort(
      (a, b) => precedence(a) - precedence(b) || RANK[a.severity] - RANK[b.severity] || a.startColumn - b.startColumn,
    );
  return { groups: [...groups.values()].sort(byWorst), offLine };
}

function byWorst(a: LineGroup, b: LineGroup): number {
  const worst = ({ findings }: LineGroup) => Math.min(...findings.map(({ severity }) => RANK[severity]));
  return worst(a) - worst(b) || compare(a.path, b.path) || a.line - b.line;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
