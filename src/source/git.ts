import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { ReadProblem } from "./disk.ts";

/** What git answered: the bytes of standard output, or why not. */
export type GitAnswer =
  | { readonly ok: true; readonly stdout: Buffer }
  /** `status` is undefined when git could not be started. */
  | { readonly ok: false; readonly status: number | undefined; readonly stderr: string };

/** Runs git with arguments, without a shell. */
export type RunGit = (args: readonly string[], input?: string) => GitAnswer;

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
  /** Files by their paths of today; those that base did not have, or that are too large, are missing. */
  read(paths: readonly string[], options: { readonly maxBytes: number }): ReadonlyMap<string, OldFile>;
}

export type OpenedBase = { readonly base: BaseCommit } | { readonly problem: ReadProblem };

/** git as it is installed. It asks nobody for a password, fetches nothing and leaves the index alone. */
export function gitIn(folder: string): RunGit {
  // Loading it takes as long as checking a small stack, which most runs do without git.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  return (args, input) => {
    const { error, status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], {
      input,
      maxBuffer: 1024 ** 3,
      env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
    });
    if (error) return { ok: false, status: undefined, stderr: error.message };
    return status === 0 ? { ok: true, stdout } : { ok: false, status: status ?? undefined, stderr: String(stderr) };
  };
}

/** Finds the commit where HEAD left `ref`, as the three dots of `git diff ref...HEAD` do. */
export function openBase(folder: string, ref: string, inFolder: (folder: string) => RunGit = gitIn): OpenedBase {
  const top = inFolder(folder)(["rev-parse", "--show-toplevel"]);
  if (!top.ok) return { problem: noCheckout(top) };
  const root = text(top).replace(/\r?\n$/, "");
  const git = inFolder(root);
  if (ref.startsWith("-")) return { problem: unknownCommit(git, ref) };
  const found = git(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (!found.ok) return { problem: unknownCommit(git, ref) };
  const base = git(["merge-base", text(found).trim(), "HEAD"]);
  if (!base.ok) return { problem: noCommonCommit(git, ref) };
  const commit = text(base).trim();
  const changes = git([
    ...["diff", "--no-ext-diff", "--no-textconv", "--ignore-submodules", "--diff-filter=RD", "-M"],
    ...["--name-status", "-z", commit, "--"],
  ]);
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
        // Spelt out, so that a user's settings do not change what is read.
        const shape = ["--no-color", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/", "-U3"];
        const plain = ["--no-ext-diff", "--no-textconv", "--ignore-submodules", "--inter-hunk-context=0", "-M"];
        const answer = git(["diff", ...plain, ...shape, commit, "--"]);
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
  if (!sizes.ok) return blobs;
  const small = text(sizes)
    .split("\n")
    .flatMap((line) => {
      const [id = "", type, size] = line.split(" ");
      return type === "blob" && Number(size) <= maxBytes ? [id] : [];
    });
  if (small.length === 0) return blobs;
  const answer = git(["cat-file", "--batch"], `${small.join("\n")}\n`);
  if (!answer.ok) return blobs;
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

function noCheckout({ status, stderr }: Failure): ReadProblem {
  if (status === undefined)
    return { message: "git could not be started", help: "install git, or check without `--base`" };
  if (stderr.includes("dubious ownership")) {
    return {
      message: "git refuses this checkout, because it belongs to another user",
      help: "tell git that you trust it: `git config --global --add safe.directory PATH`",
    };
  }
  return {
    message: "this folder is in no git checkout",
    help: "run it inside the checkout, or check without `--base`",
  };
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

function failed(answer: GitAnswer): ReadProblem {
  const said = answer.ok ? "" : (answer.stderr.trim().split("\n")[0] ?? "");
  return { message: `git failed: ${said}`, help: "check the repository (`git fsck`)" };
}
