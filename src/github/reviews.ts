import type { PlannedComment, ReviewPlan } from "../review/model.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

/** Nodes that one request hides. */
const MOST_HIDDEN = 50;

/** Posts a review with all its comments, or nothing. Never tried again by itself: it may be there already. */
export async function createReview(
  client: GitHubClient,
  pull: number,
  head: string,
  { event, body, comments }: NonNullable<ReviewPlan["create"]>,
): Promise<string> {
  const what = "posting the review";
  const { data } = await client.rest(
    what,
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    { pull_number: pull, commit_id: head, event, body, comments: comments.map(toRequest) },
    { once: true },
  );
  const { html_url: url } = data as { html_url?: unknown };
  // After some redirects it was a question that went out: then nobody knows whether the review is there.
  if (typeof url !== "string") throw new GitHubFailure(what, undefined, "the answer is not what GitHub documents");
  return url;
}

function toRequest({ path, startLine, line, body }: PlannedComment) {
  const start = startLine === undefined ? {} : { start_line: startLine, start_side: "RIGHT" };
  return { path, ...start, line, side: "RIGHT", body };
}

/** Everything of a plan but the new review. Each step is tried; what did not work is returned. */
export async function tidyUp(client: GitHubClient, pull: number, plan: ReviewPlan): Promise<GitHubFailure[]> {
  const failures: GitHubFailure[] = [];
  const step = async (work: Promise<unknown>, done: (failure: GitHubFailure) => boolean = () => false) => {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      if (!done(error)) failures.push(error);
    }
  };
  const review = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}";
  if (plan.updateReview) {
    const { id, body } = plan.updateReview;
    await step(client.rest("updating the summary", `PUT ${review}`, { pull_number: pull, review_id: id, body }));
  }
  for (const { id, message } of plan.dismiss) {
    const parameters = { pull_number: pull, review_id: id, message, event: "DISMISS" };
    // Somebody was faster, or an answer was lost.
    await step(
      client.rest("lifting an earlier block", `PUT ${review}/dismissals`, parameters),
      ({ status }) => status === 422,
    );
  }
  for (let at = 0; at < plan.minimize.length; at += MOST_HIDDEN) {
    await step(hide(client, plan.minimize.slice(at, at + MOST_HIDDEN)));
  }
  for (const { commentId } of plan.remove) {
    const route = "DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}";
    // Somebody was faster.
    await step(
      client.rest("removing a double comment", route, { comment_id: commentId }),
      ({ status }) => status === 404,
    );
  }
  return failures;
}

async function hide(client: GitHubClient, nodes: ReviewPlan["minimize"]): Promise<void> {
  const what = "hiding what is settled";
  const variables = nodes.map((_, index) => `$n${index}: MinimizeCommentInput!`).join(", ");
  const fields = nodes.map((_, index) => `  m${index}: minimizeComment(input: $n${index}) { clientMutationId }`);
  const inputs = nodes.map(({ nodeId, why }, index) => [`n${index}`, { subjectId: nodeId, classifier: why }]);
  const query = `mutation Hide(${variables}) {\n${fields.join("\n")}\n}`;
  const { errors } = await client.graphql(what, query, Object.fromEntries(inputs));
  // A comment that is gone needs no hiding.
  const problem = errors.find(({ type }) => type !== "NOT_FOUND");
  if (problem) throw new GitHubFailure(what, problem.type === "FORBIDDEN" ? 403 : undefined, problem.message);
}
