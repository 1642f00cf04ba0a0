import type { Finding, ReportedFix } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { LineGroup } from "./hunks.ts";
import type { Pressable, ReviewInput } from "./model.ts";
import { suggestionFor, withSuggestions } from "./suggest.ts";

/** What decides which suggestions stand in a review. */
export type PressInput = Pick<ReviewInput, "report" | "texts" | "recheck">;

/** How often suggestions may be checked together: most hold at once, and those that do not are looked for so long. */
const MOST_CHECKS = 24;

/**
 * The suggestions for the findings on lines of a diff, at most one a line. They never overlap, and all of them together
 * settle what each is for and add no error. The same findings always get the same, whichever comments are posted.
 */
export function pressablesFor(groups: readonly LineGroup[], input: PressInput): Pressable[] {
  const refused = new Set<string>();
  const tries = { left: MOST_CHECKS };
  for (;;) {
    const chosen = chooseAll(groups, input, refused);
    const byFile = new Map<string, Pressable[]>();
    for (const one of chosen) byFile.set(one.suggestion.path, [...(byFile.get(one.suggestion.path) ?? []), one]);
    const kept = new Set([...byFile].flatMap(([path, some]) => holding(some, [], path, input, tries)));
    const dropped = chosen.filter((one) => !kept.has(one));
    if (dropped.length === 0 || tries.left <= 0) return chosen.filter((one) => kept.has(one));
    for (const one of dropped) refused.add(refusal(one.finding, one.fix)); // another of its fixes may hold
  }
}

const refusal = ({ fingerprint }: Finding, fix: ReportedFix): string => `${fingerprint} ${keyOf(fix)}`;

function chooseAll(groups: readonly LineGroup[], input: PressInput, refused: ReadonlySet<string>): Pressable[] {
  const chosen: Pressable[] = [];
  const settled = new Set<string>();
  const byPath = new Map<string, LineGroup[]>();
  for (const group of groups) byPath.set(group.path, [...(byPath.get(group.path) ?? []), group]);
  for (const group of groups) {
    const inFile = chosen.filter(({ suggestion }) => suggestion.path === group.path);
    const pressable = choose(group, byPath.get(group.path) ?? [], inFile, settled, input, refused);
    if (pressable === undefined) continue;
    chosen.push(pressable);
    settled.add(`${pressable.fix.title} ${keyOf(pressable.fix)}`);
  }
  return chosen;
}

function choose(
  group: LineGroup,
  inFile: readonly LineGroup[],
  chosen: readonly Pressable[],
  settled: ReadonlySet<string>,
  input: PressInput,
  refused: ReadonlySet<string>,
): Pressable | undefined {
  const text = input.texts.get(group.path);
  if (text === undefined) return undefined;
  for (const finding of group.findings) {
    if (finding.fixes.some((fix) => settled.has(`${fix.title} ${keyOf(fix)}`))) continue;
    for (const fix of finding.fixes) {
      if (refused.has(refusal(finding, fix))) continue;
      if (!fix.safe && !isForNew(fix, finding, input.report)) continue;
      const suggestion = suggestionFor(fix.edits, text, group.hunks);
      if (suggestion === undefined || suggestion.path !== group.path) continue;
      const { startLine, endLine } = suggestion;
      // It would stand in the way of what the others want changed, unless that is the same.
      const covered = inFile.filter(({ line }) => line !== group.line && startLine <= line && line <= endLine);
      if (!covered.every(({ findings }) => findings.every((one) => offers(one, fix)))) continue;
      if (chosen.some((other) => other.suggestion.startLine <= endLine && startLine <= other.suggestion.endLine))
        continue;
      if (input.recheck === undefined && chosen.some((other) => subject(other.finding) === subject(finding))) continue;
      return { finding, fix, suggestion };
    }
  }
  return undefined;
}

/** One fix may be for several findings, and pin services that are there already. */
function isForNew(fix: ReportedFix, finding: Finding, report: Report): boolean {
  return isNew(finding, report) && report.findings.every((one) => !offers(one, fix) || isNew(one, report));
}

const KEYS = new WeakMap<ReportedFix, string>();

/** The same for fixes that change the same. */
export function keyOf(fix: ReportedFix): string {
  const known = KEYS.get(fix) ?? JSON.stringify(fix.edits);
  KEYS.set(fix, known);
  return known;
}

export const offers = ({ fixes }: Finding, fix: ReportedFix): boolean =>
  fixes.some((one) => one === fix || (one.title === fix.title && keyOf(one) === keyOf(fix)));

/** Whether a finding is about mounts that come with this change: there is no data yet that a fix could leave behind. */
function isNew({ path, service, volume, preexisting }: Finding, { base, stacks }: Report): boolean {
  if (base === undefined || preexisting === true) return false;
  const mounts = stacks
    .flatMap(({ exposures }) => exposures)
    .filter((one) => one.path === path && (one.service === service || (volume !== undefined && one.source === volume)));
  return mounts.length > 0 && mounts.every(({ deployed }) => deployed === undefined);
}

/** Those of some suggestions that hold together with others of their file. */
function holding(
  some: readonly Pressable[],
  others: readonly Pressable[],
  path: string,
  input: PressInput,
  tries: { left: number },
): readonly Pressable[] {
  if (some.length === 0 || input.recheck === undefined) return some;
  if (tries.left-- <= 0) return [];
  if (hold([...others, ...some], path, input, input.recheck)) return some;
  if (some.length === 1) return [];
  const middle = some.length >> 1;
  const first = holding(some.slice(0, middle), others, path, input, tries);
  return [...first, ...holding(some.slice(middle), [...others, ...first], path, input, tries)];
}

function hold(
  together: readonly Pressable[],
  path: string,
  { report, texts }: PressInput,
  recheck: NonNullable<PressInput["recheck"]>,
): boolean {
  const suggestions = together.map(({ suggestion }) => suggestion);
  const findings = recheck(new Map([[path, withSuggestions(texts.get(path) ?? "", suggestions)]]));
  const left = new Set(findings.map(({ fingerprint }) => fingerprint));
  const known = errorsOf([...report.findings, ...report.ignored.map(({ finding }) => finding)]);
  const added = [...errorsOf(findings)].filter((error) => !known.has(error));
  return added.length === 0 && together.every(({ finding }) => !left.has(finding.fingerprint));
}

function errorsOf(findings: readonly Finding[]): Set<string> {
  return new Set(findings.filter(({ severity }) => severity === "error").map(({ fingerprint }) => fingerprint));
}

/** Fixes of one service may depend on each other. */
function subject({ service, volume, startLine }: Finding): string {
  return JSON.stringify(service ?? volume ?? startLine);
}

/** The texts of the files after all suggestions, by path; files without one are left out. */
export function pressedTexts(suggested: readonly Pressable[], texts: PressInput["texts"]): Map<string, string> {
  const pressed = new Map<string, string>();
  for (const path of new Set(suggested.map(({ suggestion }) => suggestion.path))) {
    const own = suggested.map(({ suggestion }) => suggestion).filter((one) => one.path === path);
    pressed.set(path, withSuggestions(texts.get(path) ?? "", own));
  }
  return pressed;
}
