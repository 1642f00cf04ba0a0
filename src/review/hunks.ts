import { type Finding, precedence, RANK } from "../model/finding.ts";
import type { DiffFile, Hunk } from "./model.ts";

const HEADER = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The hunks of one file's `patch`, as GitHub's list of changed files has it. Lines of the new file that it shows. */
export function hunksOf(patch: string): Hunk[] {
  return readHunks(patch.split("\n"), 0).hunks;
}

/** The files of a unified diff, as `git diff` prints it. */
export function diffFilesOf(diff: string): DiffFile[] {
  const lines = diff.split("\n");
  const files: DiffFile[] = [];
  for (let at = 0; at < lines.length; ) {
    if (!(lines[at] as string).startsWith("diff --git ")) {
      at++;
      continue;
    }
    const head = at;
    at++;
    while (at < lines.length && !/^(?:@@ |diff --git )/.test(lines[at] as string)) at++;
    const { hunks, end } = readHunks(lines, at);
    const file = fileOf(lines.slice(head, at), hunks);
    if (file) files.push(file);
    at = end;
  }
  return files;
}

/** Reads hunks from line `at` on; the counts of a header say which lines are its own. */
function readHunks(lines: readonly string[], at: number): { readonly hunks: Hunk[]; readonly end: number } {
  const hunks: Hunk[] = [];
  let next = at;
  for (;;) {
    const header = HEADER.exec(lines[next] ?? "");
    if (!header) return { hunks, end: next };
    const [, oldCount = "1", start = "0", newCount = "1"] = header;
    next++;
    let oldLeft = Number(oldCount);
    let newLeft = Number(newCount);
    let shown = 0;
    for (; next < lines.length && (oldLeft > 0 || newLeft > 0); next++) {
      const line = lines[next] as string;
      if (line.startsWith("\\")) continue;
      if (line.startsWith("-")) oldLeft--;
      else {
        if (!line.startsWith("+")) oldLeft--;
        newLeft--;
        shown++;
      }
    }
    if (lines[next]?.startsWith("\\")) next++;
    if (shown > 0) hunks.push({ start: Number(start), end: Number(start) + shown - 1 });
  }
}

function fileOf(head: readonly string[], hunks: readonly Hunk[]): DiffFile | undefined {
  const after = (prefix: string) => head.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const removed = after("deleted file mode ") !== undefined;
  const added = after("new file mode ") !== undefined;
  const renamedFrom = after("rename from ");
  const renamedTo = after("rename to ");
  const side = removed ? after("--- ") : after("+++ ");
  const path = renamedTo === undefined ? namedBy(side, head[0] as string) : unquoted(renamedTo);
  if (path === undefined) return undefined;
  const binary = head.some((line) => line.startsWith("Binary files ") || line.startsWith("GIT binary patch"));
  return {
    path,
    ...(renamedFrom === undefined ? {} : { previousPath: unquoted(renamedFrom) }),
    status: removed ? "removed" : added ? "added" : renamedFrom === undefined ? "modified" : "renamed",
    hunks: binary ? undefined : hunks,
  };
}

/** The path on a `---` or `+++` line; without one (a change of mode, an empty file) both halves of the first line say it. */
function namedBy(side: string | undefined, first: string): string | undefined {
  if (side !== undefined) return unquoted(side.replace(/\t$/, "")).slice(2);
  const names = first.slice("diff --git ".length);
  if (names.startsWith('"')) return unquoted(names.slice(0, (names.length - 1) / 2)).slice(2);
  return names.slice(2, (names.length - 1) / 2);
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92 };

/** A path as git quotes it: in double quotes, with C's escapes and bytes in octal. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [piece] of path.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/g)) {
    if (/^\\[0-7]{3}/.test(piece)) bytes.push(Number.parseInt(piece.slice(1), 8));
    else if (piece.startsWith("\\")) bytes.push(ESCAPES[piece[1] as string] ?? 0x3f);
    else bytes.push(...encoder.encode(piece));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Findings that a person meets on one line. */
export interface LineGroup {
  readonly path: string;
  readonly line: number;
  readonly hunks: readonly Hunk[];
  /** What has to be read first, then the worst. */
  readonly findings: readonly Finding[];
}

interface Placed {
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
