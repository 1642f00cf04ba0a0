import type { Finding } from "../../src/model/finding.ts";
import type { Report } from "../../src/model/report.ts";
import { diffFilesOf } from "../../src/review/hunks.ts";
import type { DiffFile, Posted, ReviewInput, ReviewPlan, ReviewSettings } from "../../src/review/model.ts";
import { planReview } from "../../src/review/plan.ts";
import { markerOf } from "../../src/review/posted.ts";
import { finding, report } from "../report/samples.ts";

export const SETTINGS: ReviewSettings = {
  when: "on-findings",
  event: "comment",
  maxInlineComments: 30,
  failOn: "error",
  onlyNew: false,
};

/** A stack of which a pull request added lines 3 to 8. */
export const TEXT = `services:
  db:
    image: redis:7
    volumes:
      - data:/data
    deploy:
      replicas: 1
      mode: replicated
  web:
    image: nginx
volumes:
  data:
`;

export const DIFF = diffFilesOf(`diff --git a/stack.yml b/stack.yml
--- a/stack.yml
+++ b/stack.yml
@@ -1,4 +1,10 @@
 services:
   db:
+    image: redis:7
+    volumes:
+      - data:/data
+    deploy:
+      replicas: 1
+      mode: replicated
   web:
     image: nginx
`);

let last = 0;

/** A finding on a line of `stack.yml`, with a fingerprint of its own. */
export function at(line: number, parts: Partial<Finding> = {}): Finding {
  last++;
  const fingerprint = last.toString(16).padStart(32, "0");
  return finding({ startLine: line, endLine: line, service: "db", volume: "data", fingerprint, ...parts });
}

/** What the planner looks at, on a pull request that nobody reviewed yet. */
export function input(
  findings: readonly Finding[],
  parts: Partial<Omit<ReviewInput, "settings" | "report">> & {
    readonly settings?: Partial<ReviewSettings>;
    readonly report?: Partial<Report>;
  } = {},
): ReviewInput {
  return {
    texts: new Map([["stack.yml", TEXT]]),
    diff: DIFF as readonly DiffFile[],
    headSha: "1234567890abcdef1234567890abcdef12345678",
    posted: { reviews: [], comments: [] },
    remarks: [],
    ...parts,
    report: report({ findings, ...parts.report }),
    settings: { ...SETTINGS, ...parts.settings },
  };
}

/** What is on the pull request once a plan is carried out. */
export function carriedOut(plan: ReviewPlan, before: Posted = { reviews: [], comments: [] }): Posted {
  const minimized = new Set(plan.minimize.map(({ nodeId }) => nodeId));
  const removed = new Set(plan.remove.map(({ commentId }) => commentId));
  const dismissed = new Set(plan.dismiss.map(({ id }) => id));
  const id = before.reviews.length + 1;
  const created = plan.create;
  return {
    reviews: [
      ...before.reviews.map((review) => ({
        ...review,
        body: plan.updateReview?.id === review.id ? plan.updateReview.body : review.body,
        state: dismissed.has(review.id) ? ("DISMISSED" as const) : review.state,
        minimized: review.minimized === true || minimized.has(review.nodeId),
      })),
      ...(created
        ? [
            {
              id,
              nodeId: `R${id}`,
              url: `https://github.com/org/repo/pull/1#pullrequestreview-${id}`,
              body: created.body,
              state: created.event === "COMMENT" ? ("COMMENTED" as const) : ("CHANGES_REQUESTED" as const),
              commit: undefined,
              minimized: false,
            },
          ]
        : []),
    ],
    comments: [
      ...before.comments
        .filter((comment) => !removed.has(comment.id))
        .map((comment) => ({ ...comment, minimized: comment.minimized || minimized.has(comment.nodeId) })),
      ...(created?.comments ?? []).map(({ path, body }, index) => ({
        id: 1000 * id + index,
        nodeId: `C${id}-${index}`,
        path,
        body,
        minimized: false,
        answered: false,
      })),
    ],
  };
}

/** A plan and the state after it. */
export function run(given: ReviewInput): { readonly plan: ReviewPlan; readonly posted: Posted } {
  const plan = planReview(given);
  return { plan, posted: carriedOut(plan, given.posted) };
}

/** A plan in short, for tables. */
export function short(plan: ReviewPlan): object {
  const { create, updateReview, dismiss, minimize, remove } = plan;
  return {
    ...(create ? { create: create.comments.map(({ line }) => line), event: create.event } : {}),
    ...(create ? { kind: markerOf(create.body)?.kind } : {}),
    ...(updateReview ? { update: updateReview.id } : {}),
    ...(dismiss.length > 0 ? { dismiss: dismiss.map(({ id }) => id) } : {}),
    ...(minimize.length > 0 ? { minimize: minimize.map(({ nodeId }) => nodeId) } : {}),
    ...(remove.length > 0 ? { remove: remove.map(({ commentId }) => commentId) } : {}),
  };
}
