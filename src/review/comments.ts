import { counted } from "../model/english.ts";
import type { Finding } from "../model/finding.ts";
import { money } from "../report/markdown/cost.ts";
import { findingText } from "../report/markdown/findings.ts";
import { foldedFix } from "../report/markdown/fixes.ts";
import { prose } from "../report/markdown/untrusted.ts";
import type { LineGroup } from "./hunks.ts";
import type { PlannedComment, Pressable, ReviewInput } from "./model.ts";
import { markerLine } from "./posted.ts";
import { keyOf, offers } from "./pressable.ts";
import { suggestionBlock } from "./suggest.ts";

/** What GitHub takes, with room to spare. */
const MOST_CHARACTERS = 60_000;
/** For a remark below a finding. */
const REMARK = 80;

/** The comments that lines deserve, each with at most one suggestion. */
export function commentsFor(
  groups: readonly LineGroup[],
  suggested: readonly Pressable[],
  input: Pick<ReviewInput, "report" | "texts">,
): PlannedComment[] {
  const shown = groups.map((group) => suggested.find((one) => standsOn(one, group)));
  const chosen = shown.filter((one) => one !== undefined);
  return groups.map((group, index) => comment(group, shown[index], chosen, input));
}

/** Whether a suggestion is for a finding of the line, and its lines are in one piece of the diff. */
function standsOn({ finding, suggestion }: Pressable, { path, findings, hunks }: LineGroup): boolean {
  const { startLine, endLine } = suggestion;
  const within = hunks.some(({ start, end }) => start <= startLine && endLine <= end);
  return within && suggestion.path === path && findings.some(({ fingerprint }) => fingerprint === finding.fingerprint);
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
  { report, texts }: Pick<ReviewInput, "report" | "texts">,
): PlannedComment {
  const { path, line, findings } = group;
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const from = pressable?.suggestion.startLine ?? line;
  const to = pressable?.suggestion.endLine ?? line;
  const elsewhere = line < from || line > to ? line : undefined;
  const undecided = report.stacks.some(({ mayBeCompose, files }) => mayBeCompose === true && files.includes(path));
  const said = findings.map((finding): Said => {
    const own = finding.fingerprint === pressable?.finding.fingerprint;
    const text = findingText(finding, { line: elsewhere, fixed: own, tool: report.tool });
    if (own) return { finding, text: `${text}\n\n${suggestionText(pressable, undecided)}`, settling: pressable };
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

/** Where a file may be for Compose, whoever presses should know that Compose reads the new lines, too. */
function suggestionText({ fix, suggestion }: Pressable, undecided: boolean): string {
  const price = fix.monthly === undefined ? "" : ` Storage: ${money(fix.monthly)} a month.`;
  const asks = fix.edits.some(({ text }) => text.includes(":?"))
    ? " Compose stops, too, until its variable is set."
    : "";
  const fixes = undecided ? "Fix, if this file is for a Swarm:" : "Fix:";
  return `**${fixes}** ${prose(fix.title)}.${price}${undecided ? asks : ""}\n\n${suggestionBlock(suggestion)}`;
}
