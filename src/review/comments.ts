import { findingText } from "../report/markdown-findings.ts";
import { foldedFix } from "../report/markdown-patch.ts";
import { counted, money } from "../report/markdown-words.ts";
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
/** For a remark below a finding. */
const REMARK = 80;

/**
 * The comments that lines deserve, each with at most one suggestion. Suggestions that stand together never overlap, and
 * each of them holds alone and with all others.
 */
export function commentsFor(groups: readonly LineGroup[], input: ReviewInput): PlannedComment[] {
  const chosen: Pressable[] = [];
  return groups.map((group) => {
    const others = groups.filter(({ path, line }) => path === group.path && line !== group.line);
    const pressable = choose(group, others, chosen, input);
    if (pressable) chosen.push(pressable);
    return comment(group, pressable, chosen, input);
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
    if (chosen.some(({ fix }) => offers(finding, fix))) continue;
    for (const fix of finding.fixes) {
      if (!fix.safe && !isForNew(fix, finding, input.report)) continue;
      const suggestion = suggestionFor(fix.edits, text, group.hunks);
      if (suggestion === undefined || suggestion.path !== group.path) continue;
      // It would stand in the way of what the others want changed, unless that is the same.
      const covered = others.filter(({ line }) => suggestion.startLine <= line && line <= suggestion.endLine);
      if (!covered.every(({ findings }) => findings.every((one) => offers(one, fix)))) continue;
      const pressable = { finding, fix, suggestion };
      if (goesWith(pressable, chosen, input)) return pressable;
    }
  }
  return undefined;
}

/** One fix may be for several findings, and pin services that are there already. */
function isForNew(fix: ReportedFix, finding: Finding, report: Report): boolean {
  return isNew(finding, report) && report.findings.every((one) => !offers(one, fix) || isNew(one, report));
}

const offers = ({ fixes }: Finding, fix: ReportedFix): boolean =>
  fixes.some((one) => one === fix || (one.title === fix.title && keyOf(one) === keyOf(fix)));

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

/** A finding, what a comment says of it, and the suggestion that settles it. */
interface Said {
  readonly finding: Finding;
  readonly text: string;
  readonly settling: Pressable | undefined;
}

function comment(
  group: LineGroup,
  pressable: Pressable | undefined,
  chosen: readonly Pressable[],
  { texts }: ReviewInput,
): PlannedComment {
  const { path, line, findings } = group;
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const from = pressable?.suggestion.startLine ?? line;
  const to = pressable?.suggestion.endLine ?? line;
  const elsewhere = line < from || line > to ? line : undefined;
  const said = findings.map((finding): Said => {
    const own = finding === pressable?.finding;
    const text = findingText(finding, { line: elsewhere, fixed: own });
    if (own) return { finding, text: `${text}\n\n${suggestionText(pressable)}`, settling: pressable };
    const settling = chosen.find(({ fix }) => offers(finding, fix));
    if (settling === undefined) return { finding, text, settling };
    const which = settling === pressable ? "in this comment" : `at line ${settling.suggestion.endLine}`;
    return { finding, text: `${text}\n\nThe suggestion ${which} settles this too.`, settling };
  });
  const body = [markerLine({ kind: "finding", fingerprints }), ...withFolds(said, texts)].join("\n\n");
  return { path, ...(from < to ? { startLine: from } : {}), line: to, body, fingerprints };
}

/** What is said of each finding, and below it the fixes that cannot be pressed here: each once, as far as there is room. */
function withFolds(said: readonly Said[], texts: ReadonlyMap<string, string>): string[] {
  let room = said.reduce((left, { text }) => left - text.length - REMARK, MOST_CHARACTERS);
  let missing = 0;
  const seen = new Set(said.flatMap(({ settling }) => (settling === undefined ? [] : keyOf(settling.fix))));
  const parts = said.flatMap(({ finding, text, settling }) => {
    const folds = finding.fixes.flatMap((fix, index) => {
      if (seen.has(keyOf(fix))) return [];
      const fold = foldedFix(fix, texts, index === 0 && settling === undefined);
      if (fold === undefined) return [];
      if (fold.length + 2 > room) {
        missing++;
        return [];
      }
      seen.add(keyOf(fix));
      room -= fold.length + 2;
      return fold;
    });
    const above =
      settling === undefined && finding.fixes.length > 0 && finding.fixes.every((fix) => seen.has(keyOf(fix)));
    return [text, ...(above && folds.length === 0 ? ["What is offered above settles this too."] : folds)];
  });
  if (missing === 0) return parts;
  return [...parts, `**Too long for this place.** Left out here: ${counted(missing, "fix", "fixes")}.`];
}

const keyOf = ({ edits }: ReportedFix): string => JSON.stringify(edits);

function suggestionText({ fix, suggestion }: Pressable): string {
  const price = fix.monthly === undefined ? "" : ` Storage: ${money(fix.monthly)} a month.`;
  return `**Fix:** ${prose(fix.title)}.${price}\n\n${suggestionBlock(suggestion)}`;
}
