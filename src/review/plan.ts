import { counted } from "../model/english.ts";
import type { Finding } from "../model/finding.ts";
import { fitted } from "../report/markdown/blocks.ts";
import { type ListedFindings, summaryBlocks } from "../report/markdown/report.ts";
import { mayStartEmpty } from "../report/outcomes.ts";
import { commentsFor } from "./comments.ts";
import { type LineGroup, placed } from "./hunks.ts";
import type { PlannedComment, PostedReview, Pressable, ReviewInput, ReviewPlan } from "./model.ts";
import { type Marked, markerLine, type PostedState, postedStateOf } from "./posted.ts";
import { type PressInput, pressablesFor } from "./pressable.ts";

/** GitHub takes 65,536 characters. */
const MOST_CHARACTERS = 64_000;
const ELSEWHERE = "The summary of this check's job has more, and its log every finding.";
const STILL_OPEN =
  "An earlier comment stands in a file that is not checked now (see the skipped files): what it says may still hold.";
/** A comment on more findings than this would be too long for GitHub. */
const MOST_ON_LINE = 20;
const NOTHING: ReviewPlan = { dismiss: [], minimize: [], remove: [], offLine: [] };

/** The suggestions of a review of these findings: the same for whoever makes the whole patch. */
export function suggestionsOf(input: PressInput & Pick<ReviewInput, "diff" | "settings">): readonly Pressable[] {
  if (input.settings.when === "never") return [];
  const counting = input.report.findings.filter((finding) => counts(finding, input.settings));
  return pressablesFor(placed(counting, input.diff).groups, input);
}

/** What to post, edit and hide, so that the pull request says what the report says, and nothing twice. */
export function planReview(input: ReviewInput): ReviewPlan {
  const { report, settings } = input;
  if (settings.when === "never") return NOTHING;
  const state = postedStateOf(input.posted, report);
  const { summary, reviews } = state;
  const failing = isFailing(input);
  const blocking = failing && settings.event === "request-changes";
  const counting = report.findings.filter((finding) => counts(finding, settings));
  const dismiss = blocking || state.isOpen ? [] : dismissals(reviews);
  const silent = counting.length === 0 && mayStartEmpty(report).length === 0;
  if (summary === undefined && silent && settings.when === "on-findings") return { ...NOTHING, dismiss };

  const { groups, offLine } = placed(counting, input.diff);
  const { chosen, left, unwanted } = choose(groups, state, settings.maxInlineComments - state.comments);
  const suggested = input.suggested ?? pressablesFor(groups, input);
  const fresh = commentsFor(chosen, suggested, input).sort(fromTheBottom);
  const onLine = new Set([...state.onLine, ...fresh.flatMap(({ fingerprints }) => fingerprints)]);
  const listed: ListedFindings[] = [
    { title: "Not on a line of this diff", findings: offLine.filter(({ fingerprint }) => !onLine.has(fingerprint)) },
    { title: `Over the limit of ${counted(settings.maxInlineComments, "comment")}`, findings: left },
    { title: "Comments that somebody removed", findings: unwanted },
    { title: "There before this change", findings: report.findings.filter((one) => isOld(one, settings)) },
  ];
  const settled = counting.length === 0 && !state.isOpen;
  const remarks = state.isOpen ? [...input.remarks, STILL_OPEN] : input.remarks;
  const body = summaryBody({ ...input, remarks }, { failing, settled, counting, listed, onLine, summary });
  const lifted = reviews.some(({ posted }) => posted.state === "DISMISSED" && posted.commit === input.headSha);
  const create = newReview(body, fresh, summary, blocking && !lifted && !reviews.some(isBlock));
  const update = summary !== undefined && plain(summary.posted.body) !== plain(body);
  return {
    ...(create === undefined ? {} : { create }),
    ...(update ? { updateReview: { id: summary.posted.id, body } } : {}),
    dismiss,
    minimize: [...state.settled, ...state.superfluous, ...(settled ? state.later : [])],
    remove: state.doubles,
    offLine: listed.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)),
  };
}

type Settings = ReviewInput["settings"];

/** Whether the check fails by what the report says. */
export function isFailing({ report, settings }: Pick<ReviewInput, "report" | "settings">): boolean {
  const { failOn } = settings;
  if (failOn === "never") return false;
  return report.findings.some(
    (finding) => counts(finding, settings) && (finding.severity === "error" || failOn === "warning"),
  );
}

/** Whether a finding is a reason to speak; notes are only listed. */
function counts({ severity, preexisting }: Finding, { onlyNew }: Settings): boolean {
  return severity !== "note" && !(onlyNew && preexisting === true);
}

function isOld(finding: Finding, settings: Settings): boolean {
  return finding.severity !== "note" && !counts(finding, settings);
}

function isBlock({ posted }: Marked<PostedReview>): boolean {
  return posted.state === "CHANGES_REQUESTED";
}

function dismissals(reviews: readonly Marked<PostedReview>[]): ReviewPlan["dismiss"] {
  const message = "Nothing fails this check any more.";
  return reviews.filter(isBlock).map(({ posted: { id } }) => ({ id, message }));
}

interface Chosen {
  readonly chosen: readonly LineGroup[];
  /** What does not fit any more. */
  readonly left: readonly Finding[];
  /** What stood on its line once and was taken away by a person. */
  readonly unwanted: readonly Finding[];
}

/** The findings of each line that nobody has spoken of yet, as far as there is room. */
function choose(groups: readonly LineGroup[], { onLine, summary }: PostedState, room: number): Chosen {
  const before = new Set(summary?.marker.fingerprints ?? []);
  const chosen: LineGroup[] = [];
  const left: Finding[] = [];
  const unwanted: Finding[] = [];
  for (const group of groups) {
    const silent = group.findings.filter(({ fingerprint }) => !onLine.has(fingerprint));
    unwanted.push(...silent.filter(({ fingerprint }) => before.has(fingerprint)));
    const findings = silent.filter(({ fingerprint }) => !before.has(fingerprint));
    const roomOnLine = Math.max(0, MOST_ON_LINE - (group.findings.length - silent.length));
    const fitting = chosen.length < room ? findings.slice(0, roomOnLine) : [];
    if (fitting.length > 0) chosen.push({ ...group, findings: fitting });
    left.push(...findings.slice(fitting.length));
  }
  return { chosen, left, unwanted };
}

/** So that a batch of suggestions applies without moving the lines of those to come. */
function fromTheBottom(a: PlannedComment, b: PlannedComment): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : b.line - a.line;
}

interface Said {
  readonly failing: boolean;
  /** Whether nothing is left to speak of. */
  readonly settled: boolean;
  readonly counting: readonly Finding[];
  readonly listed: readonly ListedFindings[];
  readonly onLine: ReadonlySet<string>;
  readonly summary: Marked<PostedReview> | undefined;
}

function summaryBody(input: ReviewInput, { failing, settled, counting, listed, onLine, summary }: Said): string {
  const { report, headSha, remarks, patches = [] } = input;
  const clean = settled && (summary === undefined || summary.marker.kind === "clean");
  const current = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const spokenOf = new Set([...(summary?.marker.fingerprints ?? []), ...onLine]);
  const marker = markerLine({
    kind: clean ? "clean" : "summary",
    fingerprints: [...spokenOf].filter((one) => current.has(one)),
  });
  const blocks = summaryBlocks({
    report,
    verdict: { failing, fixed: settled && !clean },
    remarks,
    onLines: counting.filter(({ fingerprint }) => onLine.has(fingerprint)).length,
    listed,
    head: headSha,
    patches,
  });
  return `${marker}\n\n${fitted(blocks, MOST_CHARACTERS - marker.length, ELSEWHERE)}`;
}

/** The first review holds the summary; a later one only brings comments, or a block. */
function newReview(
  body: string,
  comments: readonly PlannedComment[],
  summary: Marked<PostedReview> | undefined,
  block: boolean,
): ReviewPlan["create"] {
  const event = block ? "REQUEST_CHANGES" : "COMMENT";
  if (summary === undefined) return { event, body, comments };
  if (comments.length === 0 && !block) return undefined;
  const { url } = summary.posted;
  const place = /^https:\/\/[\w.:/#-]+$/.test(url) ? `[summary](${url})` : "summary above";
  const news = comments.length > 0 ? `${counted(comments.length, "new comment")}; the` : "This check fails again; the";
  return {
    event,
    body: `${markerLine({ kind: "more", fingerprints: [] })}\n\n${news} ${place} is up to date.`,
    comments,
  };
}

/** GitHub may change line ends, and blanks at the end. */
function plain(body: string): string {
  return body.replaceAll("\r\n", "\n").trimEnd();
}
