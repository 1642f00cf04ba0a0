import { REMEDIES } from "../report/markdown-cost.ts";
import { findingText } from "../report/markdown-findings.ts";
import { money } from "../report/markdown-words.ts";
import { prose } from "../report/untrusted.ts";
import type { Finding, ReportedFix } from "../report.ts";
import { markerLine } from "./fingerprint.ts";
import type { PlannedComment, ReviewInput } from "./model.ts";
import type { LineGroup } from "./place.ts";
import { type Suggestion, suggestionBlock, suggestionFor, withSuggestions } from "./suggest.ts";

interface Pressable {
  readonly finding: Finding;
  readonly fix: ReportedFix;
  readonly suggestion: Suggestion;
}

/**
 * The comments that lines deserve, each with at most one suggestion. Suggestions that stand together never overlap, and
 * each of them holds alone and with all others.
 */
export function commentsFor(groups: readonly LineGroup[], input: ReviewInput): PlannedComment[] {
  const chosen: Pressable[] = [];
  return groups.map((group) => {
    const pressable = choose(group, chosen, input);
    if (pressable) chosen.push(pressable);
    return comment(group, pressable, pressable ? undefined : sharedWith(group, chosen));
  });
}

function choose(group: LineGroup, chosen: readonly Pressable[], input: ReviewInput): Pressable | undefined {
  const text = input.texts.get(group.path);
  if (text === undefined) return undefined;
  for (const finding of group.findings) {
    for (const fix of finding.fixes) {
      if (!fix.safe) continue;
      const suggestion = suggestionFor(fix.edits, text, group.hunks);
      if (suggestion === undefined || suggestion.path !== group.path) continue;
      const pressable = { finding, fix, suggestion };
      if (goesWith(pressable, chosen, input)) return pressable;
    }
  }
  return undefined;
}

function goesWith(one: Pressable, chosen: readonly Pressable[], { texts, recheck }: ReviewInput): boolean {
  const { path, startLine, endLine } = one.suggestion;
  const inFile = chosen.filter(({ suggestion }) => suggestion.path === path);
  if (inFile.some(({ suggestion }) => suggestion.startLine <= endLine && startLine <= suggestion.endLine)) return false;
  if (recheck === undefined) return inFile.every((other) => subject(other.finding) !== subject(one.finding));
  const text = texts.get(path) as string;
  const holds = (together: readonly Pressable[]): boolean => {
    const changed = withSuggestions(
      text,
      together.map(({ suggestion }) => suggestion),
    );
    const left = recheck(new Map([[path, changed]]));
    return together.every(({ finding }) => !left.has(finding.fingerprint));
  };
  return holds([one]) && (inFile.length === 0 || holds([...inFile, one]));
}

/** Fixes of one service may depend on each other. */
function subject({ service, volume, startLine }: Finding): string {
  return JSON.stringify(service ?? volume ?? startLine);
}

/** The line of a chosen suggestion whose edits would repair a finding of this group too. */
function sharedWith({ findings }: LineGroup, chosen: readonly Pressable[]): number | undefined {
  const keys = new Set(findings.flatMap(({ fixes }) => fixes.map(({ edits }) => JSON.stringify(edits))));
  return chosen.find(({ fix }) => keys.has(JSON.stringify(fix.edits)))?.suggestion.endLine;
}

function comment(
  { path, line, findings }: LineGroup,
  pressable: Pressable | undefined,
  shared: number | undefined,
): PlannedComment {
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const from = pressable?.suggestion.startLine ?? line;
  const to = pressable?.suggestion.endLine ?? line;
  const elsewhere = line < from || line > to ? [`Line ${line}:`] : [];
  const body = [
    markerLine({ kind: "finding", fingerprints }),
    ...elsewhere,
    ...findings.map(findingText),
    ...(pressable ? [suggestionText(pressable)] : []),
    ...(shared === undefined ? [] : [`The suggestion at line ${shared} settles this too.`]),
  ];
  return { path, ...(from < to ? { startLine: from } : {}), line: to, body: body.join("\n\n"), fingerprints };
}

function suggestionText({ fix, suggestion }: Pressable): string {
  const price = fix.monthly === undefined ? "" : ` Storage: ${money(fix.monthly)} a month.`;
  const remedy = fix.remedy === undefined ? "" : ` (${REMEDIES[fix.remedy]})`;
  return `**${prose(fix.title)}**${remedy}.${price}\n\n${suggestionBlock(suggestion)}`;
}
