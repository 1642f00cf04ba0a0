import { buildSchema, type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import type { FakeGitHub } from "./fake-github.ts";
import type { TreeEntry } from "./git-repository.ts";
import { NAME, OWNER, reviewUrl, type StoredComment, type StoredReview } from "./github-values.ts";

/** GitHub's GraphQL: the official schema, executed over a real repository and the fake's reviews. */

let schema: GraphQLSchema | undefined;

/** Reads the schema, which takes about a second. */
export async function loadSchema(): Promise<GraphQLSchema> {
  if (!schema) {
    const { schema: official } = await import("@octokit/graphql-schema");
    schema = buildSchema(official.idl, { assumeValid: true });
  }
  return schema;
}

export interface GraphQLAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly type?: string;
    readonly path?: readonly (string | number)[];
  }[];
}

/** GitHub's `Blob.text` ends here. */
const MOST_TEXT = 512_000;

export async function answerGraphQL(
  github: FakeGitHub,
  query: string,
  variables: Record<string, unknown>,
): Promise<GraphQLAnswer> {
  const official = await loadSchema();
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    github.problems.push(`GraphQL: ${(error as Error).message}`);
    return { errors: [{ message: (error as Error).message }] };
  }
  const wrong = validate(official, document, undefined, { maxErrors: 5 });
  if (wrong.length > 0) {
    github.problems.push(...wrong.map(({ message }) => `GraphQL: ${message}`));
    return { errors: wrong.map(({ message }) => ({ message })) };
  }
  const result = await execute({
    schema: official,
    document,
    rootValue: root(github),
    variableValues: variables,
  });
  const { data, errors: found } = JSON.parse(JSON.stringify(result)) as {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: (string | number)[]; extensions?: { type?: string } }[];
  };
  if (!found) return { data: data ?? null };
  for (const { message, extensions } of found) if (!extensions?.type) github.problems.push(`GraphQL: ${message}`);
  const errors = found.map(({ extensions, ...rest }) => ({
    ...rest,
    ...(extensions?.type ? { type: extensions.type } : {}),
  }));
  return { data: data ?? null, errors };
}

function refusal(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

function root(github: FakeGitHub) {
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      if (owner !== OWNER || name !== NAME)
        throw refusal("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return repository(github);
    },
    minimizeComment: ({ input }: { input: { subjectId: string; classifier: string } }) => {
      if (!github.mayWrite) throw refusal("FORBIDDEN", "Resource not accessible by integration");
      const found = [...github.reviews, ...github.comments].find((one) => nodeId(one) === input.subjectId);
      if (!found) throw refusal("NOT_FOUND", `Could not resolve to a node with the global id of '${input.subjectId}'`);
      found.minimized = input.classifier;
      return {
        minimizedComment: {
          __typename: "review" in found ? "PullRequestReviewComment" : "PullRequestReview",
          isMinimized: true,
        },
      };
    },
  };
}

const nodeId = (one: StoredReview | StoredComment): string => ("review" in one ? `PRRC_${one.id}` : `PRR_${one.id}`);

function repository(github: FakeGitHub) {
  return {
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      const name = oid ?? expression ?? "";
      const sha = name.includes(":") ? undefined : github.repository.find(name);
      if (sha !== undefined) return commit(github, sha);
      const [revision = "", path = ""] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
      const at = github.repository.find(revision);
      const entry = at === undefined ? undefined : github.repository.tree(at).find((one) => one.path === path);
      return entry ? object(github, entry) : null;
    },
    pullRequest: ({ number }: { number: number }) => {
      const pull = github.pulls.get(number);
      if (!pull) throw refusal("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
      if (!github.mayReadPulls) throw refusal("FORBIDDEN", "Resource not accessible by integration");
      const threads = github.comments.filter((one) => one.pull === number && one.replyTo === undefined);
      return {
        number,
        headRefOid: github.repository.find(pull.head),
        reviews: (page: Page) =>
          connection(
            github.reviews.filter((one) => one.pull === number),
            page,
            (one) => reviewNode(github, one),
          ),
        reviewThreads: (page: Page) =>
          connection(threads, page, (first) => ({
            id: `PRRT_${first.id}`,
            path: first.path,
            comments: (inner: Page) =>
              connection([first, ...github.comments.filter(({ replyTo }) => replyTo === first.id)], inner, (one) =>
                commentNode(github, one),
              ),
          })),
      };
    },
  };
}

function commit(github: FakeGitHub, oid: string) {
  const tree = github.repository.tree(oid);
  return {
    __typename: "Commit",
    oid,
    file: ({ path }: { path: string }) => {
      // A name that is no UTF-8 is told with this character, and is not found by what was told.
      const entry = path.includes("\uFFFD") ? undefined : tree.find((one) => one.path === path);
      return entry
        ? {
            name: path.split("/").at(-1),
            path,
            mode: Number.parseInt(entry.mode, 8),
            type: entry.type,
            oid: entry.oid,
            object: () => (entry.type === "commit" ? null : object(github, entry)),
          }
        : null;
    },
  };
}

function object(github: FakeGitHub, { type, oid }: TreeEntry) {
  if (type === "tree") return { __typename: "Tree", oid };
  const bytes = github.repository.blob(oid);
  if (!bytes) return null;
  const isBinary = bytes.subarray(0, 8000).includes(0);
  return {
    __typename: "Blob",
    oid,
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > MOST_TEXT,
    text: isBinary ? null : bytes.subarray(0, MOST_TEXT).toString("utf8"),
  };
}

interface Page {
  readonly first?: number;
  readonly after?: string | null;
}

function connection<T>(all: readonly T[], { first, after }: Page, node: (one: T) => unknown) {
  if (first === undefined || first < 1 || first > 100)
    throw refusal("EXCESSIVE_PAGINATION", "`first` must be from 1 to 100");
  const start = after ? Number(after) : 0;
  const end = start + first;
  return {
    totalCount: all.length,
    nodes: all.slice(start, end).map(node),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      endCursor: String(Math.min(end, all.length)),
      startCursor: String(start),
    },
  };
}

/** GraphQL names a bot without the `[bot]` that REST adds. */
const author = (login: string) => ({
  __typename: login.endsWith("[bot]") ? "Bot" : "User",
  login: login.replace(/\[bot\]$/, ""),
});

function reviewNode(github: FakeGitHub, one: StoredReview) {
  return {
    id: nodeId(one),
    fullDatabaseId: String(one.id),
    url: reviewUrl(one.pull, one.id),
    body: one.body,
    state: one.state,
    author: author(one.author),
    viewerDidAuthor: one.author === github.viewer,
    isMinimized: one.minimized !== undefined,
    commit: commit(github, one.commit),
  };
}

function commentNode(github: FakeGitHub, one: StoredComment) {
  return {
    id: nodeId(one),
    fullDatabaseId: String(one.id),
    path: one.path,
    body: one.body,
    author: author(one.author),
    viewerDidAuthor: one.author === github.viewer,
    isMinimized: one.minimized !== undefined,
  };
}
