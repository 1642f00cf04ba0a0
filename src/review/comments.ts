import { findingText } from "../report/markdown-findings.ts";
import { foldedFix } from "../report/markdown-patch.ts";
import { money } from "../report/markdown-words.ts";
import { prose } from "../report/untrusted.ts";
import type { Finding, Report, ReportedFix } from "../report.ts";
import { markerLine } from "./fingerprint.ts";
import type { PlannedComment, ReviewInput } from "./model.ts";
import type { LineGroup } from "./place.ts";
import { type Suggestion, suggestionBlock, suggestionFor, withSuggestions } from "./suggest.ts";

interface Pressable {
  readonly finding: Finding;
  readonly fix: ReportedFix;
  readonly suggestion: Suggestion;
}

/** What GitHub takes, with room to spare. */
const MOST_CHARACTERS = 60_000;

/**
 * The comments that lines deserve, each with at most one suggestion. Suggestions that stand together never overlap, and
 * each of them holds alone and with all others.
 */
export function commentsFor(groups: readonly LineGroup[], input: ReviewInput): PlannedComment[] {
  const chosen: Pressable[] = [];
  return groups.map((group) => {
    const others = groups.filter(({ path, line }) => path === group.path && line !== group.line);
    const pressable = choose(group, others, chosen, input);
    const shared = pressable ? undefined : sharedWith(group, chosen);
    if (pressable) chosen.push(pressable);
    return comment(group, pressable, shared, input);
  });
}

function choose(
  group: LineGroup,
  others: readonly LineGroup[],
  chosen: readonly Pressable[],
  input: ReviewInput,
): Pressable | undefined {
  const text = input.texts.get(group.path);
  if (text === undefined) return undefined;
  for (const finding of group.findings) {
    for (const fix of finding.fixes) {
      if (!fix.safe && !isNew(finding, input.report)) continue;
      const suggestion = suggestionFor(fix.edits, text, group.hunks);
      if (suggestion === undefined || suggestion.path !== group.path) continue;
      // It would stand in the way of what the others want changed.
      if (others.some(({ line }) => suggestion.startLine <= line && line <= suggestion.endLine)) continue;
      const pressable = { finding, fix, suggestion };
      if (goesWith(pressable, chosen, input)) return pressable;
    }
  }
  return undefined;
}

/** Whether a finding is about mounts that come with this change: there is no data yet that a fix could leave behind. */
function isNew({ path, service, volume, preexisting }: Finding, { base, stacks }: Report): boolean {
  if (base === undefined || preexisting === true) return false;
  const mounts = stacks
    .flatMap(({ exposures }) => exposures)
    .filter((one) => one.path === path && (one.service === service || (volume !== undefined && one.source === volume)));
  return mounts.length > 0 && mounts.every(({ deployed }) => deployed === undefined);
}

function goesWith(one: Pressable, chosen: readonly Pressable[], { texts, recheck, report }: ReviewInput): boolean {
  const { path, startLine, endLine } = one.suggestion;
  const inFile = chosen.filter(({ suggestion }) => suggestion.path === path);
  if (inFile.some(({ suggestion }) => suggestion.startLine <= endLine && startLine <= suggestion.endLine)) return false;
  if (recheck === undefined) return inFile.every((other) => subject(other.finding) !== subject(one.finding));
  const text = texts.get(path) as string;
  const known = errorsOf([...report.findings, ...report.ignored.map(({ finding }) => finding)]);
  const holds = (together: readonly Pressable[]): boolean => {
    const suggestions = together.map(({ suggestion }) => suggestion);
    const findings = recheck(new Map([[path, withSuggestions(text, suggestions)]]));
    const left = new Set(findings.map(({ fingerprint }) => fingerprint));
    const added = [...errorsOf(findings)].filter((error) => !known.has(error));
    return added.length === 0 && together.every(({ finding }) => !left.has(finding.fingerprint));
  };
  return holds([one]) && (inFile.length === 0 || holds([...inFile, one]));
}

function errorsOf(findings: readonly Finding[]): Set<string> {
  return new Set(findings.filter(({ severity }) => severity === "error").map(({ fingerprint }) => fingerprint));
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
  { texts }: ReviewInput,
): PlannedComment {
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const from = pressable?.suggestion.startLine ?? line;
  const to = pressable?.suggestion.endLine ?? line;
  const elsewhere = line < from || line > to ? line : undefined;
  const parts = [
    markerLine({ kind: "finding", fingerprints }),
    ...findings.map((finding) => findingText(finding, { line: elsewhere, fixed: finding === pressable?.finding })),
    ...(pressable ? [suggestionText(pressable)] : []),
    ...(shared === undefined ? [] : [`The suggestion at line ${shared} settles this too.`]),
  ];
  let body = parts.join("\n\n");
  for (const fold of folds(findings, pressable, shared === undefined, texts)) {
    if (body.length + fold.length + 2 <= MOST_CHARACTERS) body += `\n\n${fold}`;
  }
  return { path, ...(from < to ? { startLine: from } : {}), line: to, body, fingerprints };
}

/** The fixes that cannot be pressed here, each once. */
function folds(
  findings: readonly Finding[],
  pressable: Pressable | undefined,
  first: boolean,
  texts: ReadonlyMap<string, string>,
): string[] {
  const pressed = pressable && JSON.stringify(pressable.fix.edits);
  const seen = new Set(pressed === undefined ? [] : [pressed]);
  return findings.flatMap(({ fixes }) =>
    fixes.flatMap((fix, index) => {
      const key = JSON.stringify(fix.edits);
      if (seen.has(key)) return [];
      seen.add(key);
      return foldedFix(fix, texts, first && index === 0 && pressable === undefined) ?? [];
    }),
  );
}

function suggestionText({ fix, suggestion }: Pressable): string {
  const price = fix.monthly === undefined ? "" : ` Storage: ${money(fix.monthly)} a month.`;
  return `**Fix:** ${prose(fix.title)}.${price}\n\n${suggestionBlock(suggestion)}`;
}
