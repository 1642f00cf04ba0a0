import type { Report } from "../model/report.ts";
import { type Marker, markerOf } from "./fingerprint.ts";
import type { Posted, PostedReview, ReviewPlan } from "./model.ts";

export interface Marked<T> {
  readonly posted: T;
  readonly marker: Marker;
}

/** What an earlier run left on the pull request, and what has become of it. */
export interface Standing {
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

export function standingOf({ reviews, comments }: Posted, { findings, skipped }: Report): Standing {
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
