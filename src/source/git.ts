import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { DEFAULT_MAX_BYTES } from "../session/decode.ts";
import type { ReadProblem } from "../session/workspace.ts";
import { readBytes } from "./disk.ts";
import { failed, type GitAnswer, GitError, gitIn, NO_ANSWER, type RunGit, withoutFilters } from "./git-process.ts";
import { lookAround } from "./surroundings.ts";

/** The commit that a checkout is compared with. */
export interface BaseCommit {
  /** Full hash. */
  readonly commit: string;
  /** Absolute path of the checkout's root. */
  readonly root: string;
  /** The commit that `ref` names; `commit` is where HEAD left it. */
  readonly tip: string;
  /** What the checkout changes in files that git knows, from the root: after a rename, the path of today. */
  readonly changed: readonly ChangedPath[];
  /** A path in the checkout, from the root; undefined when it lies outside. Links are followed. */
  inside(path: string): string | undefined;
  /** What the checkout changes, as a unified diff with three lines of context; undefined: git failed. */
  diff(): string | undefined;
  /** Files that git neither knows nor ignores, from the root; of YAML files, how many lines they have. */
  untracked(): readonly { readonly path: string; readonly lines: number }[];
  /** Whether base had a plain file there. */
  has(path: string): boolean;
  /**
   * The bytes of files as they were; those that base did not have, or that are too large, are missing. Throws a `GitError`
   * when git does not give what base had.
   */
  read(paths: readonly string[], options: { readonly maxBytes: number }): ReadonlyMap<string, Buffer>;
}

export interface ChangedPath {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: "added" | "modified" | "removed" | "renamed";
}

type OpenedBase = { readonly base: BaseCommit } | { readonly problem: ReadProblem };

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
  const tip = text(found).trim();
  const base = git(["merge-base", tip, "HEAD"]);
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
  const changes = diff("--name-status", "-z", "--no-relative");
  const tree = git(["ls-tree", "-r", "-z", "--full-tree", commit]);
  if (!changes.ok || !tree.ok) return { problem: failed(changes.ok ? tree : changes) };
  const ids = readTree(text(tree));
  return {
    base: {
      commit,
      tip,
      root,
      changed: readChanges(text(changes)),
      inside: (path) => insideOf(root, path),
      diff: () => {
        const shape = ["--no-color", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/", "-U3"];
        const answer = diff(...shape, "--inter-hunk-context=0");
        return answer.ok ? text(answer) : undefined;
      },
      untracked: () => {
        const answer = git(["ls-files", "-z", "--others", "--exclude-standard"]);
        const paths = answer.ok ? text(answer).split("\0").slice(0, -1) : [];
        return paths.map((path) => ({ path, lines: linesOf(root, path) }));
      },
      has: (path) => ids.has(path),
      read: (paths, { maxBytes }) => {
        const wanted = paths.flatMap((path) => {
          const id = ids.get(path);
          return id === undefined ? [] : [{ path, id }];
        });
        const blobs = readBlobs(git, new Set(wanted.map(({ id }) => id)), maxBytes);
        return new Map(
          wanted.flatMap(({ path, id }) => {
            const bytes = blobs.get(id);
            return bytes === undefined ? [] : [[path, bytes] as const];
          }),
        );
      },
    },
  };
}

/** Only lines of stack files are ever shown. */
function linesOf(root: string, path: string): number {
  const read = /\.ya?ml$/i.test(path) ? readBytes(join(root, path), { maxBytes: DEFAULT_MAX_BYTES }) : undefined;
  if (read === undefined || "problem" in read) return 0;
  return Buffer.from(read.bytes).toString("utf8").replace(/\n$/, "").split("\n").length;
}

/** The branch that pull requests are for, as the last fetch knows it; undefined: there is none. */
export function defaultBranch(folder: string, inFolder: (folder: string) => RunGit = gitIn): string | undefined {
  const { root } = lookAround(folder, []);
  if (root === undefined) return undefined;
  const git = inFolder(root);
  if (otherRepository(git, root)) return undefined;
  const head = git(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
  const named = head.ok ? [text(head).trim()] : [];
  return [...named, "origin/main", "origin/master", "main", "master"].find(
    (name) => git(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]).ok,
  );
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

const STATUS: Readonly<Record<string, ChangedPath["status"]>> = { A: "added", C: "added", D: "removed", R: "renamed" };

/** `R087 NUL old NUL new NUL` or `D NUL path NUL`, again and again. */
function readChanges(output: string): ChangedPath[] {
  const changes: ChangedPath[] = [];
  const words = output.split("\0");
  for (let at = 0; at < words.length - 1; ) {
    const letter = (words[at++] ?? "").charAt(0);
    const status = STATUS[letter] ?? "modified";
    const path = words[at++] ?? "";
    if (letter === "R") changes.push({ path: words[at++] ?? "", previousPath: path, status });
    else changes.push({ path, status });
  }
  return changes;
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
