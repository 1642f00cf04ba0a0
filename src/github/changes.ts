import { hunksOf } from "../review/hunks.ts";
import type { DiffFile } from "../review/model.ts";
import type { Changes } from "../session/workspace.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { changedInTrees } from "./trees.ts";

/** A comparison holds this many files at most, all of them on its first page. */
const MOST_COMPARED = 300;
/** The list of a pull request's files has this many at most. */
const MOST_LISTED = 3000;
const PAGE = 100;

const WHAT = "reading the list of changed files";

/** The files that head changes since it left base; more than a comparison holds are read from the pull request. */
export async function readChanges(
  client: GitHubClient,
  base: string,
  head: string,
  pull: number | undefined,
): Promise<Changes> {
  const { data } = await client.rest(WHAT, "GET /repos/{owner}/{repo}/compare/{basehead}", {
    basehead: `${base}...${head}`,
    per_page: 1,
    page: 1,
  });
  const { merge_base_commit: commit, files } = data as { merge_base_commit?: { sha?: unknown }; files?: unknown };
  const mergeBase = commit?.sha;
  if (typeof mergeBase !== "string") throw unexpected();
  const compared = rows(files ?? []);
  if (compared.length < MOST_COMPARED) return { mergeBase, files: compared.map(toDiffFile), cutAt: undefined };
  const listed = pull === undefined ? compared : await readList(client, pull);
  const limit = pull === undefined ? MOST_COMPARED : MOST_LISTED;
  if (listed.length < limit) return { mergeBase, files: listed.map(toDiffFile), cutAt: undefined };
  const known = listed.map(toDiffFile);
  const paths = new Set(known.flatMap(({ path, previousPath }) => (previousPath ? [path, previousPath] : [path])));
  const others = (await changedInTrees(client, mergeBase, head)).flatMap((file): DiffFile[] => {
    const { path, previousPath } = file;
    if (paths.has(path)) return [];
    // GitHub's list has told what became of the earlier one.
    const told = previousPath !== undefined && paths.has(previousPath);
    return [told ? { path, status: "added", hunks: undefined } : file];
  });
  return { mergeBase, files: [...known, ...others], cutAt: limit };
}

async function readList(client: GitHubClient, pull: number): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 1; all.length < MOST_LISTED; page++) {
    const { data, more } = await client.rest(WHAT, "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
      pull_number: pull,
      per_page: PAGE,
      page,
    });
    all.push(...rows(data));
    if (!more) break;
  }
  return all;
}

/** One changed file, as far as it is looked at. */
interface Row {
  readonly filename: string;
  readonly status: string;
  readonly patch?: string;
  readonly previous_filename?: string;
}

function rows(data: unknown): Row[] {
  if (!Array.isArray(data) || data.some((row) => typeof row?.filename !== "string")) throw unexpected();
  return data as Row[];
}

function unexpected(): GitHubFailure {
  return new GitHubFailure(WHAT, undefined, "the answer is not what GitHub documents");
}

function toDiffFile({ filename, status, patch, previous_filename: previousPath }: Row): DiffFile {
  const renamed = status === "renamed" && previousPath !== undefined;
  return {
    path: filename,
    ...(renamed ? { previousPath } : {}),
    status: renamed ? "renamed" : status === "removed" ? "removed" : isNew(status) ? "added" : "modified",
    hunks: patch === undefined ? undefined : hunksOf(patch),
  };
}

const isNew = (status: string): boolean => status === "added" || status === "copied";
