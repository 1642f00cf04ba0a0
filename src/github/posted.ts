import type { Posted, PostedComment, PostedReview } from "../review/model.ts";
import type { GitHubClient, GraphQLAnswer } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

/** What stands on a pull request at this moment. */
interface Standing {
  /** The commit that the pull request ends with now. */
  readonly head: string;
  /** By this program's own account; the marker is for the planner to look at. */
  readonly posted: Posted;
}

const WHAT = "reading earlier reviews";
/** Reviews and threads of one query: as many as GitHub gives, and the fewest after it ended longer ones. */
const MOST_LISTED = 100;
const FEWEST_LISTED = 10;

const QUERY = `query Standing($owner: String!, $repo: String!, $pull: Int!, $size: Int!, $review: String, $thread: String, $reviews: Boolean!, $threads: Boolean!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $pull) {
      headRefOid
      reviews(first: $size, after: $review) @include(if: $reviews) {
        pageInfo { hasNextPage endCursor }
        nodes { id fullDatabaseId url body state viewerDidAuthor isMinimized commit { oid } }
      }
      reviewThreads(first: $size, after: $thread) @include(if: $threads) {
        pageInfo { hasNextPage endCursor }
        nodes { comments(first: 30) { nodes { id fullDatabaseId path body viewerDidAuthor isMinimized } } }
      }
    }
  }
}`;

interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly (Node | null)[];
}

interface Own {
  readonly id: string;
  readonly fullDatabaseId: string | number | null;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
  readonly isMinimized: boolean;
}

interface ReviewNode extends Own {
  readonly url: string;
  readonly state: PostedReview["state"];
  readonly commit: { readonly oid: string } | null;
}

interface CommentNode extends Own {
  readonly path: string;
}

interface PullRequest {
  readonly headRefOid: string;
  readonly reviews?: Page<ReviewNode>;
  readonly reviewThreads?: Page<{ readonly comments: { readonly nodes: readonly (CommentNode | null)[] } }>;
}

/**
 * Reads everything that this account has posted, a hundred reviews and a hundred threads with each request; half as many
 * each time that GitHub ends one, because what took it too long once does so again.
 */
export async function readStanding(client: GitHubClient, pull: number): Promise<Standing> {
  const reviews: PostedReview[] = [];
  const comments: PostedComment[] = [];
  let review: Cursor = { next: null };
  let thread: Cursor = { next: null };
  let head = "";
  let size = MOST_LISTED;
  while (review !== undefined || thread !== undefined) {
    const half = Math.floor(size / 2);
    const found = await readPage(client, pull, { review, thread, size }, half >= FEWEST_LISTED);
    if (found === "ended") {
      size = half;
      continue;
    }
    head = found.headRefOid;
    for (const node of found.reviews?.nodes ?? []) if (node?.viewerDidAuthor) reviews.push(toReview(node));
    for (const one of found.reviewThreads?.nodes ?? []) comments.push(...toComments(one?.comments.nodes ?? []));
    review = cursorAfter(found.reviews);
    thread = cursorAfter(found.reviewThreads);
  }
  return { head, posted: { reviews, comments } };
}

/** undefined: everything was read. */
type Cursor = { readonly next: string | null } | undefined;

function cursorAfter(page: Page<unknown> | undefined): Cursor {
  return page?.pageInfo.hasNextPage ? { next: page.pageInfo.endCursor } : undefined;
}

interface PageAt {
  readonly review: Cursor;
  readonly thread: Cursor;
  readonly size: number;
}

/** `ended`: GitHub gave nothing, and `shorter` says that less is to be asked for. */
async function readPage(
  client: GitHubClient,
  pull: number,
  { review, thread, size }: PageAt,
  shorter: boolean,
): Promise<PullRequest | "ended"> {
  const variables = {
    pull,
    size,
    review: review?.next ?? null,
    thread: thread?.next ?? null,
    reviews: review !== undefined,
    threads: thread !== undefined,
  };
  let answer: GraphQLAnswer;
  try {
    answer = await client.graphql(WHAT, QUERY, variables, { once: shorter });
  } catch (error) {
    if (shorter && error instanceof GitHubFailure && error.isOpen) return "ended";
    throw error;
  }
  const { data, errors } = answer;
  const repository = data?.repository as { readonly pullRequest: PullRequest | null } | null | undefined;
  const [problem] = errors;
  if (problem) throw new GitHubFailure(WHAT, problem.type === "FORBIDDEN" ? 403 : undefined, problem.message);
  if (!repository?.pullRequest) throw new GitHubFailure(WHAT, 404, "the pull request is not there");
  return repository.pullRequest;
}

function toReview({ id, fullDatabaseId, url, body, state, isMinimized, commit }: ReviewNode): PostedReview {
  return { id: Number(fullDatabaseId), nodeId: id, url, body, state, minimized: isMinimized, commit: commit?.oid };
}

/** The first comment of a thread is what was posted; what others wrote behind it are answers. */
function toComments(nodes: readonly (CommentNode | null)[]): PostedComment[] {
  const [first, ...others] = nodes.filter((node) => node !== null);
  if (!first?.viewerDidAuthor) return [];
  const { id, fullDatabaseId, path, body, isMinimized } = first;
  const answered = others.some(({ viewerDidAuthor }) => !viewerDidAuthor);
  return [{ id: Number(fullDatabaseId), nodeId: id, path, body, minimized: isMinimized, answered }];
}
