import type { GitHubClient, GraphQLAnswer } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { kindOf } from "./trees.ts";

/** A file at a commit. */
export interface FileAt {
  readonly commit: string;
  readonly path: string;
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string }
  /** What GraphQL does not give letter by letter: UTF-16, invalid UTF-8, binary, very long. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "too-large"; readonly size: number }
  | { readonly kind: "missing" | "folder" | "symlink" | "submodule" };

const WHAT = "reading files";
/** Files of one query: fifty changed files at base and head, and the policy. */
const MOST_FILES = 120;

/**
 * The contents of files, in the order of the requests: one query for 120 of them, and one more request for
 * each that GraphQL cannot give. Files above `maxBytes` are not read.
 */
export async function readFiles(
  client: GitHubClient,
  files: readonly FileAt[],
  maxBytes: number,
): Promise<FileContent[]> {
  const contents: FileContent[] = [];
  for (let at = 0; at < files.length; at += MOST_FILES) {
    const part = files.slice(at, at + MOST_FILES);
    const entries = await readEntries(client, part);
    for (const entry of entries) contents.push(await contentOf(client, entry, maxBytes));
  }
  return contents;
}

/** An entry of a tree as the query below asks for it. */
interface Entry {
  readonly mode: number;
  readonly type: string;
  readonly oid: string;
  readonly object: {
    readonly byteSize?: number;
    readonly isTruncated?: boolean;
    readonly text?: string | null;
  } | null;
}

async function readEntries(client: GitHubClient, files: readonly FileAt[]): Promise<(Entry | null)[]> {
  const { query, variables, places } = queryFor(files);
  const answer = await client.graphql(WHAT, query, variables);
  const problem = seriousProblem(answer);
  if (problem !== undefined) throw problem;
  return places.map(([commit, file]) => entryIn(answer, commit, file));
}

/** The query, and where in its answer each file is. */
function queryFor(files: readonly FileAt[]) {
  const commits = [...new Set(files.map(({ commit }) => commit))];
  const paths = [...new Set(files.map(({ path }) => path))];
  const places = files.map(({ commit, path }) => [`c${commits.indexOf(commit)}`, `f${paths.indexOf(path)}`] as const);
  const wanted = (alias: string) => [...new Set(places.filter(([one]) => one === alias).map(([, file]) => file))];
  const fields = (alias: string) =>
    wanted(alias)
      .map((file) => `${file}: file(path: $${file}) { ...Entry }`)
      .join(" ");
  const declared = [
    ...commits.map((_, index) => `$c${index}: GitObjectID!`),
    ...paths.map((_, index) => `$f${index}: String!`),
  ];
  const query = `query Contents($owner: String!, $repo: String!, ${declared.join(", ")}) {
  repository(owner: $owner, name: $repo) {
${commits.map((_, index) => `    c${index}: object(oid: $c${index}) { __typename ... on Commit { ${fields(`c${index}`)} } }`).join("\n")}
  }
}
fragment Entry on TreeEntry { mode type oid object { ... on Blob { byteSize isTruncated text } } }`;
  const variables = Object.fromEntries([
    ...commits.map((commit, index) => [`c${index}`, commit]),
    ...paths.map((path, index) => [`f${index}`, path]),
  ]);
  return { query, variables, places };
}

interface CommitNode {
  /** Another name when it is no commit. */
  readonly __typename: string;
  readonly [file: FileAlias]: Entry | null | undefined;
}
type FileAlias = `f${number}`;
type Commits = Readonly<Record<string, CommitNode | null>>;

function entryIn({ data }: GraphQLAnswer, commit: string, file: FileAlias): Entry | null {
  return (data?.repository as Commits | undefined)?.[commit]?.[file] ?? null;
}

/** A path that is not there may come with an error of its own; everything else that lacks is a failure. */
function seriousProblem({ data, errors }: GraphQLAnswer): GitHubFailure | undefined {
  const serious = errors.find(({ type, path }) => type !== "NOT_FOUND" || path.length < 3);
  if (serious) return new GitHubFailure(WHAT, statusOf(serious.type), serious.message);
  const commits = data?.repository as Commits | null | undefined;
  if (!commits) return new GitHubFailure(WHAT, 404, "the repository is not there");
  if (Object.values(commits).some((commit) => commit?.__typename !== "Commit"))
    return new GitHubFailure(WHAT, 404, "a commit is not there");
  return undefined;
}

/** The status that REST would give. */
function statusOf(type: string | undefined): number | undefined {
  return type === "FORBIDDEN" ? 403 : type === "NOT_FOUND" ? 404 : type === "RATE_LIMITED" ? 429 : undefined;
}

async function contentOf(client: GitHubClient, entry: Entry | null, maxBytes: number): Promise<FileContent> {
  if (entry === null) return { kind: "missing" };
  if (entry.type === "tree") return { kind: "folder" };
  const kind = kindOf(entry.mode);
  if (kind !== "file") return { kind };
  const { byteSize: size, isTruncated, text } = entry.object ?? {};
  if (size === undefined) throw new GitHubFailure(WHAT, undefined, "the answer lacks a file's content");
  if (size > maxBytes) return { kind: "too-large", size };
  if (typeof text === "string" && !isTruncated && isWhole(text, size)) return { kind: "text", text };
  return { kind: "bytes", bytes: await readBlob(client, entry.oid) };
}

/** Whether the text is the bytes of the file and nothing was put in their place. */
function isWhole(text: string, size: number): boolean {
  return !text.includes("\uFFFD") && Buffer.byteLength(text) === size;
}

async function readBlob(client: GitHubClient, oid: string): Promise<Uint8Array> {
  const what = "reading a large or binary file";
  const { data } = await client.rest(what, "GET /repos/{owner}/{repo}/git/blobs/{file_sha}", { file_sha: oid });
  const { content, encoding } = data as { content?: unknown; encoding?: unknown };
  if (typeof content !== "string" || (encoding !== "base64" && encoding !== "utf-8")) {
    throw new GitHubFailure(what, undefined, "the answer is not what GitHub documents");
  }
  return Buffer.from(content, encoding);
}
