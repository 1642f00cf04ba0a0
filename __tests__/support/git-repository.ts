import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What stands in a tree: text, bytes, a symbolic link, a submodule's commit. */
export type Entry =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly submodule: string }
  | { readonly executable: string };

/** Changes of one commit; `null` removes the path, also that of a folder. */
export type Changes = Readonly<Record<string, Entry | null>>;

export interface TreeEntry {
  readonly path: string;
  /** Octal, as git writes it: `100644`. */
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly oid: string;
}

/** A bare git repository in a temporary folder, written by `git fast-import` so that a commit costs one process. */
export class GitRepository {
  readonly folder: string;
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #blobs = new Map<string, Buffer>();
  /** Commits by the branches that this program wrote. */
  readonly #branches = new Map<string, string>();
  readonly #answers = new Map<string, string | undefined>();

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "repository-"));
    this.git("init", "--quiet", "--bare", "--initial-branch=main");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  git(...args: string[]): string {
    return this.bytes(args).toString("utf8");
  }

  bytes(args: readonly string[], input?: Uint8Array): Buffer {
    return execFileSync("git", ["-C", this.folder, "-c", "core.quotePath=false", ...args], {
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "pipe"],
      ...(input ? { input } : {}),
    });
  }

  /**
   * Commits changes on a branch; a new branch starts at `from`. Returns the commit: the same for the same changes, since
   * all commits are of one time.
   */
  commit(
    branch: string,
    changes: Changes,
    options: { readonly from?: string; readonly message?: string } = {},
  ): string {
    const ref = `refs/heads/${branch}`;
    const parent = options.from ?? this.find(ref);
    const parts: (string | Uint8Array)[] = [`commit ${ref}\nmark :1\n`];
    parts.push("committer Robin <robin@example.org> 1700000000 +0000\n", ...data(options.message ?? "Change"));
    if (parent !== undefined) parts.push(`from ${parent}\n`);
    for (const [path, entry] of Object.entries(changes)) {
      if (entry === null) parts.push(`D ${quoted(path)}\n`);
      else parts.push(...modification(path, entry));
    }
    parts.push("get-mark :1\n");
    const written = this.bytes(
      ["fast-import", "--quiet", "--force"],
      Buffer.concat(parts.map((part) => Buffer.from(part))),
    );
    const sha = written.toString("utf8").trim();
    // What was not there may be there now.
    for (const [question, answer] of this.#answers) if (answer === undefined) this.#answers.delete(question);
    this.#branches.set(ref, sha).set(branch, sha).set(sha, sha);
    return sha;
  }

  /** Lets a branch end with a commit that is there. */
  move(branch: string, commit: string): void {
    this.git("update-ref", `refs/heads/${branch}`, commit);
    this.#branches.set(`refs/heads/${branch}`, commit).set(branch, commit);
  }

  /** The commit that a name means. */
  find(name: string): string | undefined {
    return (
      this.#branches.get(name) ??
      this.#cached(`find ${name}`, () => {
        try {
          return this.bytes(["rev-parse", "--verify", "--quiet", `${name}^{commit}`])
            .toString("utf8")
            .trim();
        } catch {
          return undefined;
        }
      })
    );
  }

  /** Why a patch does not apply to a commit; empty when it does. */
  applies(commit: string, patch: string): string {
    const index = join(this.folder, "index-for-patches");
    const options = { env: { ...process.env, GIT_INDEX_FILE: index }, cwd: this.folder, encoding: "utf8" } as const;
    execFileSync("git", ["read-tree", commit], options);
    const { status, stderr } = spawnSync("git", ["apply", "--cached", "--check", "-"], { ...options, input: patch });
    rmSync(index);
    return status === 0 && patch !== "" ? "" : `status ${status}: ${stderr}`;
  }

  mergeBase(one: string, other: string): string | undefined {
    const [a, b] = [this.find(one), this.find(other)];
    if (a === undefined || b === undefined) return undefined;
    return this.#cached(`merge-base ${a} ${b}`, () => {
      try {
        return this.bytes(["merge-base", a, b]).toString("utf8").trim();
      } catch {
        return undefined;
      }
    });
  }

  /** How many commits `to` has that `from` has not; both are full names. */
  distance(from: string, to: string): number {
    return Number(this.#cached(`distance ${from} ${to}`, () => this.git("rev-list", "--count", `${from}..${to}`)));
  }

  /** A file of a commit; undefined when it is not there. */
  text(commit: string, path: string): string | undefined {
    const entry = this.tree(commit).find((one) => one.path === path);
    return entry && this.blob(entry.oid)?.toString("utf8");
  }

  /** Answers about commits hold; that there is none holds until something is written. */
  #cached(key: string, ask: () => string | undefined): string | undefined {
    if (!this.#answers.has(key)) this.#answers.set(key, ask());
    return this.#answers.get(key);
  }

  /** Everything below a commit. */
  tree(commit: string): readonly TreeEntry[] {
    let found = this.#trees.get(commit);
    if (!found) {
      found = this.bytes(["ls-tree", "-r", "-t", "-z", "--full-tree", commit])
        .toString("utf8")
        .split("\0")
        .filter((line) => line !== "")
        .map((line) => {
          const [, mode, type, oid, path] = /^(\d+) (\w+) (\w+)\t([\s\S]*)$/.exec(line) as unknown as string[];
          return { mode, type, oid, path } as TreeEntry;
        });
      this.#trees.set(commit, found);
    }
    return found;
  }

  /** The bytes of a blob; undefined when there is none of that name. */
  blob(oid: string): Buffer | undefined {
    if (!this.#blobs.has(oid)) this.#readBlobs();
    return this.#blobs.get(oid);
  }

  #readBlobs(): void {
    const all = this.bytes(["cat-file", "--batch-all-objects", "--batch"]);
    for (let at = 0; at < all.length; ) {
      const end = all.indexOf(0x0a, at);
      const [oid = "", type, size] = all.toString("latin1", at, end).split(" ");
      const start = end + 1;
      at = start + Number(size) + 1;
      if (type === "blob") this.#blobs.set(oid, all.subarray(start, at - 1));
    }
  }
}

function modification(path: string, entry: Entry): (string | Uint8Array)[] {
  if (typeof entry === "string" || entry instanceof Uint8Array)
    return [`M 100644 inline ${quoted(path)}\n`, ...data(entry)];
  if ("link" in entry) return [`M 120000 inline ${quoted(path)}\n`, ...data(entry.link)];
  if ("executable" in entry) return [`M 100755 inline ${quoted(path)}\n`, ...data(entry.executable)];
  return [`M 160000 ${entry.submodule} ${quoted(path)}\n`];
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(content as string);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

/** As fast-import wants unusual paths. */
function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
