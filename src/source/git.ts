import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { ReadProblem } from "./disk.ts";
import { failed, type GitAnswer, GitError, gitIn, NO_ANSWER, type RunGit, withoutFilters } from "./git-process.ts";
import { lookAround } from "./surroundings.ts";

/** A file as it was. */
export interface OldFile {
  /** From the root of the repository, with `/` separators. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** The commit that a checkout is compared with. */
export interface BaseCommit {
  /** Full hash. */
  readonly commit: string;
  /** Absolute path of the checkout's root. */
  readonly root: string;
  /** Files that the checkout does not have any more and that were not renamed, from the root. */
  readonly removed: readonly string[];
  /** A path in the checkout, from the root; undefined when it lies outside. Links are followed. */
  inside(path: string): string | undefined;
  /** What the checkout changes, as a unified diff with three lines of context; undefined: git failed. */
  diff(): string | undefined;
  /**
   * Files by their paths of today; those that base did not have, or that are too large, are missing. Throws a `GitError`
   * when git does not give what base had.
   */
  read(paths: readonly string[], options: { readonly maxBytes: number }): ReadonlyMap<string, OldFile>;
}

export type OpenedBase = { readonly base: BaseCommit } | { readonly problem: ReadProblem };

/** Finds the commit where HEAD left `ref`, as the three dots of `git diff ref...HEAD` do. */
export function openBase(folder: string, ref: string, inFolder: (folder: string) => RunGit = gitIn): OpenedBase {
  // A folder of a checkout may look like a repository to git, which would go by it; `.git` cannot be committed.
  const { root } = lookAround(folder, []);
  if (root === undefined) return { problem: NO_CHECKOUT };
  const git = inFolder(root);
  const other = otherRepository(git, root);
  if (other) return { problem: other };
  if (ref.startsWith("-")) return { problem: unknownCommit(git, ref) };
  const found = git(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (!found.ok) return { problem: unknownCommit(git, ref) };
  const base = git(["merge-base", text(found).trim(), "HEAD"]);
  if (!base.ok) return { problem: noCommonCommit(git, ref) };
  const commit = text(base).trim();
  const filters = withoutFilters(git);
  if ("problem" in filters) return filters;
  // Spelt out, so that a user's settings do not change what is read.
  const diff = (...args: readonly string[]) =>
    git([
      ...filters.options,
      "diff",
      "--no-ext-diff",
      "--no-textconv",
      "--ignore-submodules",
      "-M",
      ...args,
      commit,
      "--",
    ]);
  const changes = diff("--diff-filter=RD", "--name-status", "-z", "--no-relative");
  const tree = git(["ls-tree", "-r", "-z", "--full-tree", commit]);
  if (!changes.ok || !tree.ok) return { problem: failed(changes.ok ? tree : changes) };
  const { renames, removed } = readChanges(text(changes));
  const ids = readTree(text(tree));
  return {
    base: {
      commit,
      root,
      removed,
      inside: (path) => insideOf(root, path),
      diff: () => {
        const shape = ["--no-color", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/", "-U3"];
        const answer = diff(...shape, "--inter-hunk-context=0");
        return answer.ok ? text(answer) : undefined;
      },
      read: (paths, { maxBytes }) => {
        const wanted = paths.flatMap((path) => {
          const old = renames.get(path) ?? path;
          const id = ids.get(old);
          return id === undefined ? [] : [{ path, old, id }];
        });
        const blobs = readBlobs(git, new Set(wanted.map(({ id }) => id)), maxBytes);
        return new Map(
          wanted.flatMap(({ path, old, id }) => {
            const bytes = blobs.get(id);
            return bytes === undefined ? [] : [[path, { path: old, bytes }] as const];
          }),
        );
      },
    },
  };
}

/** Why git does not go by the `.git` of that root: its answer is compared, for versions that know no `safe.bareRepository`. */
function otherRepository(git: RunGit, root: string): ReadProblem | undefined {
  const asked = git(["rev-parse", "--absolute-git-dir", "--show-toplevel"]);
  if (!asked.ok) return noCheckout(asked);
  const [gitDir = "", top = ""] = text(asked).split(/\r?\n/);
  const own = join(root, ".git");
  const plain = lstatSync(own).isFile() || real(gitDir) === real(own);
  if (plain && real(top) === real(root)) return undefined;
  return {
    message: `git takes another repository for the one in \`${own}\``,
    help: "check `git rev-parse --git-dir --show-toplevel` there, and `core.worktree` in its configuration",
  };
}

const text = ({ stdout }: { readonly stdout: Buffer }): string => stdout.toString("utf8");

/** `R087 NUL old NUL new NUL` or `D NUL path NUL`, again and again. */
function readChanges(output: string): { renames: Map<string, string>; removed: string[] } {
  const renames = new Map<string, string>();
  const removed: string[] = [];
  const words = output.split("\0");
  for (let at = 0; at < words.length - 1; ) {
    const status = words[at++] ?? "";
    const path = words[at++] ?? "";
    if (status.startsWith("R")) renames.set(words[at++] ?? "", path);
    else removed.push(path);
  }
  return { renames, removed };
}

/** Plain files of a tree and the ids of their contents: `mode SP type SP id TAB path NUL`. */
function readTree(output: string): Map<string, string> {
  const ids = new Map<string, string>();
  for (const entry of output.split("\0")) {
    const tab = entry.indexOf("\t");
    const [mode = "", type, id = ""] = entry.slice(0, tab).split(" ");
    if (type === "blob" && mode.startsWith("100")) ids.set(entry.slice(tab + 1), id);
  }
  return ids;
}

function readBlobs(git: RunGit, ids: ReadonlySet<string>, maxBytes: number): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  if (ids.size === 0) return blobs;
  const sizes = git(["cat-file", "--batch-check"], `${[...ids].join("\n")}\n`);
  if (!sizes.ok) throw new GitError(failed(sizes));
  const small = text(sizes)
    .split("\n")
    .flatMap((line) => {
      const [id = "", type, size] = line.split(" ");
      return type === "blob" && Number(size) <= maxBytes ? [id] : [];
    });
  if (small.length === 0) return blobs;
  const answer = git(["cat-file", "--batch"], `${small.join("\n")}\n`);
  if (!answer.ok) throw new GitError(failed(answer));
  for (let at = 0; at < answer.stdout.length; ) {
    const end = answer.stdout.indexOf(0x0a, at);
    const [id = "", , size] = answer.stdout.toString("latin1", at, end).split(" ");
    const start = end + 1;
    blobs.set(id, answer.stdout.subarray(start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return blobs;
}

/** The file may be gone, or never have been: then its folder decides. */
function insideOf(root: string, path: string): string | undefined {
  const inner = relative(real(root), real(path)).split(sep).join("/");
  return inner === ".." || inner.startsWith("../") || inner === "" ? undefined : inner;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}

// ---- Why there is nothing to compare with ----

type Failure = Extract<GitAnswer, { readonly ok: false }>;

const NO_CHECKOUT: ReadProblem = {
  message: "this folder is in no git checkout",
  help: "run it inside the checkout, or check without `--base`",
};

function noCheckout(failure: Failure): ReadProblem {
  const { status, stderr } = failure;
  if (status === NO_ANSWER) return failed(failure);
  if (status === undefined)
    return { message: "git could not be started", help: "install git, or check without `--base`" };
  if (stderr.includes("dubious ownership")) {
    return {
      message: "git refuses this checkout, because it belongs to another user",
      help: "tell git that you trust it: `git config --global --add safe.directory PATH`",
    };
  }
  return NO_CHECKOUT;
}

const isShallow = (git: RunGit): boolean => {
  const answer = git(["rev-parse", "--is-shallow-repository"]);
  return answer.ok && text(answer).trim() === "true";
};

const DEEPER =
  "this clone holds only a part of the history: fetch the rest (`git fetch --unshallow`; `fetch-depth: 0` for actions/checkout)";

function unknownCommit(git: RunGit, ref: string): ReadProblem {
  const help = isShallow(git)
    ? DEEPER
    : "check the name; a branch that was not fetched is `origin/NAME` after `git fetch origin NAME`";
  return { message: `git knows no commit \`${ref}\``, help };
}

function noCommonCommit(git: RunGit, ref: string): ReadProblem {
  const help = isShallow(git) ? DEEPER : "name a commit that HEAD comes from";
  return { message: `\`${ref}\` and HEAD have no commit in common`, help };
}
