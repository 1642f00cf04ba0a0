import type { FakeGitHub } from "./fake-github.ts";
import { changedFiles, comparison, diffEntry, review, type StoredReview, shownRuns } from "./github-values.ts";
import type { Match } from "./openapi.ts";

/** GitHub's REST operations that concern pull requests and git objects, over a real repository. */

export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RestCall {
  readonly match: Match;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  /** The address that pages of an answer are linked with. */
  readonly address: string;
}

type Handler = (github: FakeGitHub, call: RestCall) => RestAnswer;

const missing: RestAnswer = {
  status: 404,
  body: { message: "Not Found", documentation_url: "https://docs.github.test", status: "404" },
};
const forbidden: RestAnswer = {
  status: 403,
  body: {
    message: "Resource not accessible by integration",
    documentation_url: "https://docs.github.test",
    status: "403",
  },
};
const invalid = (...errors: string[]): RestAnswer => ({
  status: 422,
  body: { message: "Unprocessable Entity", errors, documentation_url: "https://docs.github.test", status: "422" },
});

/** GitHub compares this many files and stops. */
const MOST_COMPARED = 300;
/** And lists this many of a pull request. */
const MOST_LISTED = 3000;
const MOST_CHARACTERS = 65_536;
const MOST_COMMENTS = 100;

export const HANDLERS: Readonly<Record<string, Handler>> = {
  "get /repos/{owner}/{repo}/compare/{basehead}": (github, { match, query }) => {
    const [base, head] = (match.parameters.basehead as string).split("...").map((name) => github.repository.find(name));
    const mergeBase = base && head && github.repository.mergeBase(base, head);
    if (!base || !head || !mergeBase) return missing;
    const files =
      query.get("page") === "1" || !query.has("page") ? listed(github, mergeBase, head).slice(0, MOST_COMPARED) : [];
    return { status: 200, body: comparison(github.repository, base, head, mergeBase, files) };
  },
  "get /repos/{owner}/{repo}/pulls/{pull_number}/files": (github, { match, query, address }) => {
    const pull = github.pulls.get(Number(match.parameters.pull_number));
    if (!pull) return missing;
    const head = github.repository.find(pull.head) as string;
    const base = github.repository.mergeBase(pull.base, head) as string;
    const all = listed(github, base, head).slice(0, MOST_LISTED);
    const size = Number(query.get("per_page") ?? 30);
    const page = Number(query.get("page") ?? 1);
    const next = page * size < all.length ? { link: `<${address}?per_page=${size}&page=${page + 1}>; rel="next"` } : {};
    return { status: 200, body: all.slice((page - 1) * size, page * size), headers: next };
  },
  "get /repos/{owner}/{repo}/git/trees/{tree_sha}": (github, { match, query }) => {
    const sha = match.parameters.tree_sha as string;
    const found = github.repository.find(sha);
    if (!found) return missing;
    const all = github.repository.tree(found).filter(({ path }) => query.has("recursive") || !path.includes("/"));
    const tree = all
      .slice(0, github.mostTreeEntries)
      .map(({ path, mode, type, oid }) => ({ path, mode, type, sha: oid }));
    return {
      status: 200,
      body: { sha: found, url: "https://github.test/tree", tree, truncated: tree.length < all.length },
    };
  },
  "get /repos/{owner}/{repo}/git/blobs/{file_sha}": (github, { match }) => {
    const sha = match.parameters.file_sha as string;
    const bytes = github.repository.blob(sha);
    if (!bytes) return missing;
    const content = bytes.toString("base64").replace(/(.{60})/g, "$1\n");
    return {
      status: 200,
      body: {
        sha,
        node_id: `B_${sha}`,
        size: bytes.length,
        url: "https://github.test/blob",
        content,
        encoding: "base64",
      },
    };
  },
  "post /repos/{owner}/{repo}/pulls/{pull_number}/reviews": (github, { match, body }) =>
    createReview(github, Number(match.parameters.pull_number), body),
  "put /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": (github, { match, body }) => {
    const found = ownReview(github, match);
    if (!github.mayWrite) return forbidden;
    if (!found) return missing;
    const text = String(body.body);
    if (text === "" || text.length > MOST_CHARACTERS) return invalid("Body is too long (maximum is 65536 characters)");
    found.body = text;
    return { status: 200, body: review(found) };
  },
  "put /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": (github, { match }) => {
    const found = ownReview(github, match);
    if (!github.mayWrite) return forbidden;
    if (!found) return missing;
    if (found.state !== "CHANGES_REQUESTED" && found.state !== "APPROVED")
      return invalid("Can not dismiss a commented pull request review");
    found.state = "DISMISSED";
    return { status: 200, body: review(found) };
  },
  "delete /repos/{owner}/{repo}/pulls/comments/{comment_id}": (github, { match }) => {
    if (!github.mayWrite) return forbidden;
    const at = github.comments.findIndex(({ id }) => id === Number(match.parameters.comment_id));
    if (at === -1) return missing;
    github.comments.splice(at, 1);
    return { status: 204 };
  },
};

function ownReview(github: FakeGitHub, { parameters }: Match): StoredReview | undefined {
  return github.reviews.find(
    ({ id, pull }) => id === Number(parameters.review_id) && pull === Number(parameters.pull_number),
  );
}

function listed(github: FakeGitHub, base: string, head: string): unknown[] {
  return changedFiles(github.repository, base, head).map((file) =>
    diffEntry(github.withoutPatches ? { ...file, patch: undefined, additions: 0, deletions: 0 } : file, head),
  );
}

/** All or nothing: one comment outside the diff, and nothing is posted. */
function createReview(github: FakeGitHub, number: number, body: Record<string, unknown>): RestAnswer {
  const pull = github.pulls.get(number);
  if (!pull) return missing;
  if (!github.mayWrite) return forbidden;
  const { event } = body;
  const text = String(body.body ?? "");
  const comments = (body.comments ?? []) as {
    path: string;
    line?: number;
    start_line?: number;
    side?: string;
    start_side?: string;
    body: string;
  }[];
  if (event !== "COMMENT" && event !== "REQUEST_CHANGES") return invalid("Event is not one that this account may use");
  if (text === "") return invalid("Body can't be blank");
  if (text.length > MOST_CHARACTERS) return invalid("Body is too long (maximum is 65536 characters)");
  if (comments.length > MOST_COMMENTS) return invalid("Comments are too many");
  const head = github.repository.find(pull.head) as string;
  const sha = body.commit_id === undefined ? head : String(body.commit_id);
  const known = github.repository.find(sha);
  if (!known || github.repository.mergeBase(known, head) !== known)
    return invalid("Commit is not part of the pull request");
  const files = new Map(
    changedFiles(github.repository, github.repository.mergeBase(pull.base, head) as string, head).map((one) => [
      one.path,
      one,
    ]),
  );
  for (const { path, line, start_line: start, side = "RIGHT", body: comment } of comments) {
    const runs = shownRuns(files.get(path)?.patch);
    if (!files.has(path)) return invalid("Path could not be resolved");
    if (comment === "" || comment.length > MOST_CHARACTERS) return invalid("Comment body is too long");
    if (side !== "RIGHT" || line === undefined) return invalid("Line could not be resolved");
    if (start !== undefined && start >= line) return invalid("Start line must precede the end line");
    if (!runs.some(([first, last]) => first <= (start ?? line) && line <= last))
      return invalid("Line could not be resolved");
  }
  const stored = github.addReview({ author: github.viewer, pull: number, body: text, event, commit: sha });
  for (const { path, line, start_line: startLine, body: comment } of comments) {
    github.addComment({
      author: github.viewer,
      pull: number,
      review: stored.id,
      path,
      line: line as number,
      startLine,
      body: comment,
    });
  }
  return { status: 200, body: review(stored) };
}
