import type { Report } from "../model/report.ts";
import type { Posted, PostedReview, ReviewPlan } from "./model.ts";

/**
 * What this program posted is recognised by an invisible comment in the first line of its text. Untrusted text never
 * stands there, so a marker quoted further down means nothing; the account that posted it is compared too, elsewhere.
 */
const MARKER = /^<!-- swarm-volume-check:(finding|summary|clean|more)((?: [0-9A-Za-z%]+)*) -->(?:\r?\n|$)/;

interface Marker {
  /**
   * A comment on a line; the review that holds the summary, and the same as long as there was never a finding; a later
   * review that only brought more comments.
   */
  readonly kind: "finding" | "summary" | "clean" | "more";
  /** The findings that a comment is about, or that stand on lines by this review or an earlier one. */
  readonly fingerprints: readonly string[];
}

/** The first line of a comment or review. */
export function markerLine({ kind, fingerprints }: Marker): string {
  return `<!-- swarm-volume-check:${kind}${fingerprints.map((one) => ` ${escaped(one)}`).join("")} -->`;
}

/** The marker in the first line of a text; undefined: not ours. */
export function markerOf(body: string): Marker | undefined {
  const match = MARKER.exec(body);
  if (!match) return undefined;
  const fingerprints: string[] = [];
  for (const word of (match[2] as string).split(" ").filter((one) => one !== "")) {
    const fingerprint = unescaped(word);
    if (fingerprint === undefined) return undefined;
    fingerprints.push(fingerprint);
  }
  return { kind: match[1] as Marker["kind"], fingerprints };
}

/** Letters and digits stay, so that nothing in a marker can end it. */
function escaped(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[0-9A-Za-z]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export interface Marked<T> {
  readonly posted: T;
  readonly marker: Marker;
}

/** What an earlier run left on the pull request, and what has become of it. */
export interface PostedState {
  readonly reviews: readonly Marked<PostedReview>[];
  /** The review whose text is the summary: the first that there is. */
  readonly summary: Marked<PostedReview> | undefined;
  /** Fingerprints of findings that a visible comment speaks of. */
  readonly onLine: ReadonlySet<string>;
  /** How many visible comments speak of findings that are still there. */
  readonly comments: number;
  /** Comments whose findings are gone and that nobody answered. */
  readonly settled: ReviewPlan["minimize"];
  /** Whether a comment stands in a file of which nothing is known now, so that its findings may still be there. */
  readonly isOpen: boolean;
  /** Second comments on the same findings: two runs at once. */
  readonly doubles: ReviewPlan["remove"];
  /** Second summaries. */
  readonly superfluous: ReviewPlan["minimize"];
  /** Visible reviews that only brought comments. */
  readonly later: ReviewPlan["minimize"];
}

export function postedStateOf({ reviews, comments }: Posted, { findings, skipped }: Report): PostedState {
  const current = new Set(findings.map(({ fingerprint }) => fingerprint));
  const unread = new Set(skipped.map(({ path }) => path));
  const ours = marked(reviews).filter(({ marker }) => marker.kind !== "finding");
  const summaries = ours.filter(({ marker }) => marker.kind === "summary" || marker.kind === "clean");
  const visible = marked(comments).filter(({ posted, marker }) => marker.kind === "finding" && !posted.minimized);
  // What a person answered stays, so it goes first and the other is the double.
  visible.sort((a, b) => Number(b.posted.answered) - Number(a.posted.answered) || a.posted.id - b.posted.id);

  const onLine = new Set<string>();
  const settled: { nodeId: string; why: "RESOLVED" }[] = [];
  const doubles: { commentId: number }[] = [];
  let live = 0;
  let isOpen = false;
  for (const { posted, marker } of visible) {
    const about = marker.fingerprints.filter((one) => current.has(one));
    if (about.length === 0) {
      // A file that could not be read says nothing about its findings.
      if (unread.has(posted.path)) isOpen = true;
      else if (!posted.answered) settled.push({ nodeId: posted.nodeId, why: "RESOLVED" });
      continue;
    }
    if (!posted.answered && marker.fingerprints.every((one) => onLine.has(one))) {
      doubles.push({ commentId: posted.id });
      continue;
    }
    live++;
    for (const one of marker.fingerprints) onLine.add(one);
  }
  return {
    reviews: ours,
    summary: summaries[0],
    onLine,
    comments: live,
    settled,
    isOpen,
    doubles,
    superfluous: minimized(summaries.slice(1), "OUTDATED"),
    later: minimized(
      ours.filter(({ marker }) => marker.kind === "more"),
      "RESOLVED",
    ),
  };
}

function marked<T extends { readonly body: string }>(all: readonly T[]): Marked<T>[] {
  return all.flatMap((posted) => {
    const marker = markerOf(posted.body);
    return marker === undefined ? [] : [{ posted, marker }];
  });
}

function minimized(reviews: readonly Marked<PostedReview>[], why: "RESOLVED" | "OUTDATED"): ReviewPlan["minimize"] {
  return reviews.filter(({ posted }) => posted.minimized === false).map(({ posted: { nodeId } }) => ({ nodeId, why }));
}
