import type { FileAt, FileContent, Workspace } from "../session/workspace.ts";
import type { GitHubClient, GraphQLAnswer } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { kindOf, readTree } from "./trees.ts";

const WHAT = "reading files";
/** Files of one query: fifty changed files at base and head, and the policy. */
const MOST_FILES = 120;
/** GitHub cuts texts above this, in bytes. */
const MOST_TEXT = 512_000;
/** Files that are read before their sizes are known, 14 MB at most: nine changed ones, and nine places of the policy. */
const MOST_UNSIZED = 28;
/** The texts of one query, in bytes, where their sizes are known. */
const MOST_BYTES = 8_000_000;

/** The files of a repository on GitHub, at any commit. */
export function repositoryOn(client: GitHubClient): Workspace {
  return {
    read: (files, { maxBytes }) => readFiles(client, files, maxBytes),
    list: async (commit, { lookOf }) =>
      (await readTree(client, commit))
        .flatMap(({ path, kind }) => (kind === "file" && lookOf(path) ? [path] : []))
        .sort(),
  };
}

/**
 * The contents of files, in the order of the requests: one query for a few; for more, queries for their sizes come first.
 * Each file that GraphQL cannot give takes one more request. Files above `maxBytes` are not read.
 */
export async function readFiles(
  client: GitHubClient,
  files: readonly FileAt[],
  maxBytes: number,
): Promise<FileContent[]> {
  const entries =
    files.length > MOST_UNSIZED ? await readSized(client, files) : await readEntries(client, files, TEXTS);
  const contents: FileContent[] = [];
  for (const entry of entries) contents.push(await contentOf(client, entry, maxBytes));
  return contents;
}

/** Asks how large files are before it asks for those that GraphQL gives whole, so that no answer is very long. */
async function readSized(client: GitHubClient, files: readonly FileAt[]): Promise<(Entry | null)[]> {
  const entries: (Entry | null)[] = [];
  for (let at = 0; at < files.length; at += MOST_FILES)
    entries.push(...(await readEntries(client, files.slice(at, at + MOST_FILES), SIZES)));
  const batches: number[][] = [];
  let bytes = MOST_BYTES;
  for (const [index, entry] of entries.entries()) {
    const { byteSize } = entry?.object ?? {};
    if (entry === null || byteSize === undefined || byteSize > MOST_TEXT) continue;
    bytes += byteSize;
    if (bytes > MOST_BYTES || batches.at(-1)?.length === MOST_FILES) {
      batches.push([]);
      bytes = byteSize;
    }
    batches.at(-1)?.push(index);
  }
  for (const batch of batches) {
    const read = await readEntries(
      client,
      batch.map((index) => files[index] as FileAt),
      TEXTS,
    );
    for (const [place, index] of batch.entries()) entries[index] = read[place] ?? null;
  }
  return entries;
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

/** What is asked of each file. */
interface Wanted {
  readonly name: string;
  readonly fields: string;
}

const TEXTS: Wanted = { name: "Contents", fields: "byteSize isTruncated text" };
const SIZES: Wanted = { name: "Sizes", fields: "byteSize" };

/** One query, and two half as long each time that GitHub ends one: what took it too long once does so again. */
async function readEntries(
  client: GitHubClient,
  files: readonly FileAt[],
  wanted: Wanted,
): Promise<readonly (Entry | null)[]> {
  const { query, variables, places } = queryFor(files, wanted);
  try {
    const answer = await client.graphql(WHAT, query, variables, { once: files.length > 1 });
    const problem = seriousProblem(answer);
    if (problem !== undefined) throw problem;
    return places.map(([commit, file]) => entryIn(answer, commit, file));
  } catch (error) {
    if (!(error instanceof GitHubFailure && error.isOpen) || files.length < 2) throw error;
    const half = Math.ceil(files.length / 2);
    const first = await readEntries(client, files.slice(0, half), wanted);
    return [...first, ...(await readEntries(client, files.slice(half), wanted))];
  }
}

/** The query, and where in its answer each file is. */
function queryFor(files: readonly FileAt[], { name, fields: asked }: Wanted) {
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
  const query = `query ${name}($owner: String!, $repo: String!, ${declared.join(", ")}) {
  repository(owner: $owner, name: $repo) {
${commits.map((_, index) => `    c${index}: object(oid: $c${index}) { __typename ... on Commit { ${fields(`c${index}`)} } }`).join("\n")}
  }
}
fragment Entry on TreeEntry { mode type oid object { ... on Blob { ${asked} } } }`;
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
  return type === "FORBIDDEN" ? 403 : type === "NOT_FOUND" ? 404 : undefined;
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
