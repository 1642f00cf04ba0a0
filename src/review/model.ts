import type { FilePatch } from "../edit/unified.ts";
import type { Finding, ReportedFix } from "../model/finding.ts";
import type { Report } from "../model/report.ts";

/** A run of lines of the new file that the diff shows; comments may stand on these. Lines count from 1, both ends inclusive. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
}

/** One changed file of the pull request, as the diff tells it. */
export interface DiffFile {
  readonly path: string;
  /** The path at base when the file was renamed. */
  readonly previousPath?: string;
  readonly status: "added" | "modified" | "removed" | "renamed";
  /** undefined: GitHub sent no patch (too large, binary, or a very long list), so no line can carry a comment. */
  readonly hunks: readonly Hunk[] | undefined;
}

/** A comment on a line that this program posted earlier. */
export interface PostedComment {
  /** REST id. */
  readonly id: number;
  /** GraphQL node id, for minimising. */
  readonly nodeId: string;
  readonly path: string;
  readonly body: string;
  readonly minimized: boolean;
  /** A person answered: never deleted, never edited. */
  readonly answered: boolean;
}

/** A review that this program posted earlier. */
export interface PostedReview {
  readonly id: number;
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  readonly state: "COMMENTED" | "CHANGES_REQUESTED" | "APPROVED" | "DISMISSED" | "PENDING";
  /** undefined: not known, so it is not minimised again. */
  readonly minimized?: boolean;
  readonly commit: string | undefined;
}

/** What is on the pull request already, by this program's own account and with its marker. */
export interface Posted {
  readonly reviews: readonly PostedReview[];
  readonly comments: readonly PostedComment[];
}

export interface ReviewSettings {
  readonly when: "on-findings" | "always" | "never";
  readonly event: "comment" | "request-changes";
  readonly maxInlineComments: number;
  readonly failOn: "error" | "warning" | "never";
  readonly onlyNew: boolean;
}

/** Everything that the planner looks at. */
export interface ReviewInput {
  readonly report: Report;
  /** Texts at head, by path: suggestions are whole lines of them. */
  readonly texts: ReadonlyMap<string, string>;
  readonly diff: readonly DiffFile[];
  /** undefined: the change is not committed yet. */
  readonly headSha: string | undefined;
  readonly posted: Posted;
  readonly settings: ReviewSettings;
  /** Things that a reader must know: lists that GitHub cut, files that could not be read, a proposed policy change. */
  readonly remarks: readonly string[];
  /**
   * What the check finds when files have other texts than at head, by path. It settles which suggestions hold, alone and
   * together; without it, one service gets one suggestion.
   */
  readonly recheck?: (changed: ReadonlyMap<string, string>) => readonly Finding[];
  /** The suggestions that stand in the review, where they are chosen already. */
  readonly suggested?: readonly Pressable[];
  /** What those suggestions change, and the first fixes of all other findings, file by file, for the summary. */
  readonly patches?: readonly FilePatch[];
}

/** A comment to post on lines of the new file; `startLine` only when it spans several. */
export interface PlannedComment {
  readonly path: string;
  readonly startLine?: number;
  readonly line: number;
  readonly body: string;
  readonly fingerprints: readonly string[];
}

/**
 * What to post, edit and hide; nothing has happened yet. Empty when there is nothing to say. To be carried out in the
 * order of the parts: a summary counts on the comments that were posted before it.
 */
export interface ReviewPlan {
  /** A new review: its body and comments are posted at once, or not at all. */
  readonly create?: {
    readonly event: "COMMENT" | "REQUEST_CHANGES";
    readonly body: string;
    readonly comments: readonly PlannedComment[];
  };
  /** The summary of an earlier review, written anew. */
  readonly updateReview?: { readonly id: number; readonly body: string };
  /** Earlier reviews that block and no longer should. */
  readonly dismiss: readonly { readonly id: number; readonly message: string }[];
  readonly minimize: readonly { readonly nodeId: string; readonly why: "RESOLVED" | "OUTDATED" }[];
  readonly remove: readonly { readonly commentId: number }[];
  /** Findings that stand on no line of the diff or did not fit: they are in the body, the summary or the report file. */
  readonly offLine: readonly string[];
}

/** Lines of the new file (counted from 1, both ends inclusive) and what they become; no lines: they are removed. */
export interface Suggestion {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/** A finding, its fix, and the suggestion that a reviewer presses. */
export interface Pressable {
  readonly finding: Finding;
  readonly fix: ReportedFix;
  readonly suggestion: Suggestion;
}
