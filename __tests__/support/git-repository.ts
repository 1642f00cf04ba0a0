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
  readonly #answers = new Map<string, string | undefined>();
  #time = 1_700_000_000;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "repository-"));
    this.git("init", "--quiet", "--bare", "--initial-branch=main");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  git(...args: string[]): string {
    if (args[0] === "update-ref") this.#answers.clear();
    return this.bytes(args).toString("utf8");
  }

  bytes(args: readonly string[], input?: Uint8Array): Buffer {
    return execFileSync("git", ["-C", this.folder, "-c", "core.quotePath=false", ...args], {
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "pipe"],
      ...(input ? { input } : {}),
    });
  }

  /** Commits changes on a branch; a new branch starts at `from`. Returns the commit. */
  commit(
    branch: string,
    changes: Changes,
    options: { readonly from?: string; readonly message?: string } = {},
  ): string {
    const ref = `refs/heads/${branch}`;
    const parent = options.from ?? this.find(ref);
    const parts: (string | Uint8Array)[] = [`commit ${ref}\n`];
    parts.push(`committer Robin <robin@example.org> ${this.#time++} +0000\n`, ...data(options.message ?? "Change"));
    if (parent !== undefined) parts.push(`from ${parent}\n`);
    for (const [path, entry] of Object.entries(changes)) {
      if (entry === null) parts.push(`D ${quoted(path)}\n`);
      else parts.push(...modification(path, entry));
    }
    this.bytes(["fast-import", "--quiet", "--force"], Buffer.concat(parts.map((part) => Buffer.from(part))));
    this.#answers.clear();
    return this.find(ref) as string;
  }

  /** The commit that a name means. */
  find(name: string): string | undefined {
    return this.#cached(`find ${name}`, () => {
      try {
        return this.bytes(["rev-parse", "--verify", "--quiet", `${name}^{commit}`])
          .toString("utf8")
          .trim();
      } catch {
        return undefined;
      }
    });
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

  mergeBase(a: string, b: string): string | undefined {
    return this.#cached(`merge-base ${a} ${b}`, () => {
      try {
        return this.bytes(["merge-base", a, b]).toString("utf8").trim();
      } catch {
        return undefined;
      }
    });
  }

  /** Answers of git hold until something is written. */
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
