import { byWorst, type Finding } from "../model/finding.ts";
import { printable } from "../model/printable.ts";
import type { Report } from "../model/report.ts";
import { type FoldedNotes, foldNotes } from "./findings.ts";

/** A message on a line of a file, as GitHub shows it beside a change. Texts are safe to print. */
interface Annotation {
  readonly kind: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Only where the finding is on one line: GitHub refuses columns otherwise. */
  readonly columns?: { readonly start: number; readonly end: number };
}

/** GitHub shows this many of each kind for a step, and drops the rest. */
const EACH_KIND = 10;
/** The longest list of lines. */
const FEW = 10;
/** GitHub cuts a longer message. */
const LONGEST = 4096;
const KINDS = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * The annotations of a report, within GitHub's limits: what this change brought before what was there, the worst first.
 * Where some had to be left out, the last of a kind says how many.
 */
export function annotationsOf({ findings }: Report): Annotation[] {
  return (["error", "warning", "note"] as const).flatMap((severity) => {
    const all = findings
      .filter((finding) => finding.severity === severity)
      .toSorted((a, b) => Number(a.preexisting === true) - Number(b.preexisting === true) || byWorst(a, b));
    const told = foldNotes(all).flatMap(tellings);
    const shown = told.length > EACH_KIND ? told.slice(0, EACH_KIND - 1) : told;
    const [next, ...others] = told.slice(shown.length);
    const annotations = shown.map(({ finding, text }) => annotationOf(finding, text));
    const more = others.reduce((sum, { count }) => sum + count, 0);
    if (next) annotations.push(annotationOf(next.finding, `${next.text} (${more} more are in the summary.)`));
    return annotations;
  });
}

/** What one annotation says, where, and of how many findings. */
interface Telling {
  readonly finding: Finding;
  readonly text: string;
  readonly count: number;
}

/** Notes that say the same of many lines of a file stand at the first of them: they would take the place of others. */
function tellings(item: Finding | FoldedNotes): Telling[] {
  if (!("groups" in item)) return [{ finding: item, text: textOf(item), count: 1 }];
  return item.groups.map(({ message, help, lines: [, ...lines], notes }) => {
    const listed = lines.length > FEW ? [...lines.slice(0, FEW - 1), `${lines.length - FEW + 1} more`] : lines;
    const also = lines.length === 0 ? "" : ` (The same: line${lines.length > 1 ? "s" : ""} ${listed.join(", ")}.)`;
    return { finding: notes[0] as Finding, text: textOf({ message, help }) + also, count: notes.length };
  });
}

function textOf({ message, help }: { readonly message: string; readonly help?: string | undefined }): string {
  return help === undefined ? message : `${message} ${help}`;
}

function annotationOf(finding: Finding, text: string): Annotation {
  const { severity, ruleId, path, startLine, startColumn, endLine, endColumn } = finding;
  const message = printable(text);
  return {
    kind: KINDS[severity],
    title: printable(ruleId),
    message: message.length > LONGEST ? `${message.slice(0, LONGEST - 1)}…` : message,
    path,
    startLine,
    endLine,
    ...(startLine === endLine ? { columns: { start: startColumn, end: endColumn } } : {}),
  };
}

/** Annotations as the commands that a GitHub runner reads in a log. */
export function annotationCommands(report: Report): string {
  const lines = annotationsOf(report).map(({ kind, title, message, path, startLine, endLine, columns }) => {
    const properties = {
      file: printable(path),
      line: startLine,
      endLine,
      ...(columns ? { col: columns.start, endColumn: columns.end } : {}),
      title,
    };
    const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
    return `::${kind} ${list.join(",")}::${data(message)}\n`;
  });
  return lines.join("");
}

/** As the runner's own toolkit escapes what stands behind the last colons. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
