import type { GitRepository } from "./git-repository.ts";

/** Values as GitHub's REST API gives them, whole enough for its own description. */

export const OWNER = "acme";
export const NAME = "shop";
/** Where people see GitHub. */
export const SITE = "https://github.test";
const API = `${SITE}/api`;
const REPOSITORY = `${API}/repos/${OWNER}/${NAME}`;
/** The account that a workflow's own token acts for. */
export const BOT = "github-actions[bot]";

export function user(login: string): Record<string, unknown> {
  const url = `${API}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: Array.from(login).reduce((sum, character) => sum * 31 + (character.codePointAt(0) as number), 7) % 1_000_003,
    node_id: `U_${login}`,
    avatar_url: `${SITE}/avatars/1`,
    gravatar_id: "",
    url,
    html_url: `${SITE}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith("[bot]") ? "Bot" : "User",
    site_admin: false,
  };
}

const commits = new Map<string, Record<string, unknown>>();

export function commit(repository: GitRepository, sha: string): Record<string, unknown> {
  const known = commits.get(sha) ?? readCommit(repository, sha);
  commits.set(sha, known);
  return known;
}

function readCommit(repository: GitRepository, sha: string): Record<string, unknown> {
  const [tree, parents = "", date, ...message] = repository
    .git("log", "-1", "--format=%T%n%P%n%cI%n%B", sha)
    .split("\n");
  const person = { name: "Robin", email: "robin@example.org", date };
  return {
    url: `${REPOSITORY}/commits/${sha}`,
    sha,
    node_id: `C_${sha}`,
    html_url: `${SITE}/${OWNER}/${NAME}/commit/${sha}`,
    comments_url: `${REPOSITORY}/commits/${sha}/comments`,
    commit: {
      url: `${REPOSITORY}/git/commits/${sha}`,
      author: person,
      committer: person,
      message: message.join("\n").trim(),
      comment_count: 0,
      tree: { sha: tree, url: `${REPOSITORY}/git/trees/${tree}` },
    },
    author: user("robin"),
    committer: user("robin"),
    parents: parents
      .split(" ")
      .filter(Boolean)
      .map((parent) => ({ sha: parent, url: `${REPOSITORY}/commits/${parent}` })),
  };
}

export function comparison(
  repository: GitRepository,
  base: string,
  head: string,
  mergeBase: string,
  files: readonly unknown[],
): Record<string, unknown> {
  const [ahead, behind] = [repository.distance(base, head), repository.distance(head, base)];
  const url = `${REPOSITORY}/compare/${base}...${head}`;
  const html = `${SITE}/${OWNER}/${NAME}/compare/${base}...${head}`;
  return {
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commit(repository, base),
    merge_base_commit: commit(repository, mergeBase),
    status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: ahead > 0 ? [commit(repository, head)] : [],
    files,
  };
}

export interface StoredReview {
  readonly id: number;
  readonly author: string;
  readonly pull: number;
  body: string;
  state: "COMMENTED" | "CHANGES_REQUESTED" | "APPROVED" | "DISMISSED";
  readonly commit: string;
  minimized: string | undefined;
}

export interface StoredComment {
  readonly id: number;
  readonly author: string;
  readonly pull: number;
  readonly review: number;
  readonly path: string;
  readonly line: number;
  readonly startLine: number | undefined;
  body: string;
  minimized: string | undefined;
  /** The comment that it answers. */
  readonly replyTo: number | undefined;
}

export function review({ id, author, pull, body, state, commit: sha }: StoredReview): Record<string, unknown> {
  const html = `${SITE}/${OWNER}/${NAME}/pull/${pull}#pullrequestreview-${id}`;
  const url = `${REPOSITORY}/pulls/${pull}`;
  return {
    id,
    node_id: `PRR_${id}`,
    user: user(author),
    body,
    state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: "2026-11-01T10:00:00Z",
    commit_id: sha,
    author_association: "NONE",
  };
}

export const reviewUrl = (pull: number, id: number): string =>
  `${SITE}/${OWNER}/${NAME}/pull/${pull}#pullrequestreview-${id}`;

export interface ChangedFile {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  readonly oid: string;
  readonly additions: number;
  readonly deletions: number;
  /** Undefined for a binary file and for a file that only got another name. */
  readonly patch: string | undefined;
}

export function diffEntry(file: ChangedFile, head: string): Record<string, unknown> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${SITE}/${OWNER}/${NAME}/blob/${head}/${path}`,
    raw_url: `${SITE}/${OWNER}/${NAME}/raw/${head}/${path}`,
    contents_url: `${REPOSITORY}/contents/${path}?ref=${head}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

const STATUS = { A: "added", D: "removed", M: "modified", R: "renamed", T: "changed" } as const;

const compared = new WeakMap<GitRepository, Map<string, readonly ChangedFile[]>>();

/** What changed between two commits, as git itself says it, in the order of `git diff`. */
export function changedFiles(repository: GitRepository, from: string, to: string): readonly ChangedFile[] {
  const known = compared.get(repository) ?? new Map<string, readonly ChangedFile[]>();
  compared.set(repository, known);
  const files = known.get(`${from} ${to}`) ?? compare(repository, from, to);
  known.set(`${from} ${to}`, files);
  return files;
}

function compare(repository: GitRepository, from: string, to: string): ChangedFile[] {
  const raw = repository.git("diff", "--raw", "--no-abbrev", "-z", "-M", from, to).split("\0");
  const patches = patchesOf(repository.git("diff", "--no-color", "-M", "-U3", from, to));
  const files: ChangedFile[] = [];
  for (let at = 0; at < raw.length - 1; ) {
    const [, , before = "", after = "", letter = ""] = (raw[at] as string).split(" ");
    const renamed = letter.startsWith("R");
    const first = raw[at + 1] as string;
    const path = renamed ? (raw[at + 2] as string) : first;
    at += renamed ? 3 : 2;
    const status = STATUS[letter.charAt(0) as keyof typeof STATUS];
    const patch = patches[files.length];
    const count = (sign: string) => patch?.split("\n").filter((line) => line.startsWith(sign)).length ?? 0;
    files.push({
      path,
      previousPath: renamed ? first : undefined,
      status,
      oid: status === "removed" ? before : after,
      additions: count("+"),
      deletions: count("-"),
      patch,
    });
  }
  return files;
}

/** The part of each file's diff that GitHub gives as `patch`. */
function patchesOf(diff: string): (string | undefined)[] {
  return `\n${diff}`
    .split("\ndiff --git ")
    .slice(1)
    .map((section) => {
      const start = section.search(/^@@ /m);
      return start === -1 ? undefined : section.slice(start).replace(/\n$/, "");
    });
}

/** Lines of the new file that a patch shows, as runs; worked out line by line. */
export function shownRuns(patch: string | undefined): (readonly [first: number, last: number])[] {
  const runs: (readonly [number, number])[] = [];
  let line = 0;
  let first: number | undefined;
  const close = () => {
    if (first !== undefined && line > first) runs.push([first, line - 1]);
  };
  for (const text of patch?.split("\n") ?? []) {
    const header = /^@@ -\S+ \+(\d+)/.exec(text);
    if (header) {
      close();
      line = Number(header[1]);
      first = line;
    } else if (text.startsWith("+") || text.startsWith(" ")) line++;
  }
  close();
  return runs;
}
