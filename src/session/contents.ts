import type { SourceFile } from "../model/text.ts";
import type { DiffFile } from "../review/model.ts";
import { parseFile } from "../yaml/parse.ts";
import { DEFAULT_MAX_BYTES, decodeText, fileOf } from "./decode.ts";
import type { Changes, FileAt, FileContent, ReadOptions, ReadProblem, Workspace } from "./workspace.ts";

export type Source = { readonly file: SourceFile } | { readonly problem: ReadProblem } | undefined;

/** Files above this are not even looked into, in bytes. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** The files of a run, each read once. */
export class Contents {
  readonly #workspace: Workspace;
  readonly #known = new Map<string, FileContent>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Reads together what is not known yet. */
  async load(files: readonly FileAt[], options: ReadOptions = { maxBytes: MOST_BYTES }): Promise<void> {
    const wanted = new Map(files.map((file) => [keyOf(file), file]));
    for (const key of this.#known.keys()) wanted.delete(key);
    if (wanted.size === 0) return;
    const contents = await this.#workspace.read([...wanted.values()], options);
    for (const [index, key] of [...wanted.keys()].entries()) this.#known.set(key, contents[index] as FileContent);
  }

  /** What was loaded. */
  at(file: FileAt): FileContent {
    const found = this.#known.get(keyOf(file));
    if (found === undefined) throw new Error(`${file.path} was not loaded`);
    return found;
  }

  /** As a text; undefined when there is no such file. */
  source(file: FileAt, maxBytes?: number): Source {
    const source = this.needed(file, maxBytes);
    return "problem" in source && source.problem.missing ? undefined : source;
  }

  /** As a text, or why there is none. */
  needed(file: FileAt, maxBytes = DEFAULT_MAX_BYTES): NonNullable<Source> {
    const content = this.at(file);
    switch (content.kind) {
      case "missing":
        return { problem: MISSING };
      case "problem":
        return { problem: content.problem };
      case "text":
      case "bytes": {
        const read = fileOf(bytesOf(content), file.path, { maxBytes });
        return "problem" in read && read.problem.tooLarge ? { problem: { ...read.problem, help: SPLIT } } : read;
      }
      case "too-large":
        return { problem: { message: `the file has ${content.size} bytes or more: nothing was read`, help: SPLIT } };
      default:
        return {
          problem: {
            message: `this is ${KINDS[content.kind]}, not a file: nothing was read`,
            help: "put the stack file itself here",
          },
        };
    }
  }

  /** Whether it holds a stack, going by its name and what stands in it. */
  isStack(file: FileAt): boolean {
    const content = this.at(file);
    if (content.kind === "text" || content.kind === "bytes") return isStackFile(file.path, bytesOf(content));
    // A large file that nobody named may be anything.
    return content.kind === "too-large" && lookOf(file.path) === "named";
  }
}

const MISSING: ReadProblem = { message: "there is no such file or folder", help: "check the path", missing: true };
const SPLIT = "split the stack into several files";
const KINDS = { folder: "a folder", symlink: "a symbolic link", submodule: "a submodule" } as const;

const keyOf = ({ commit, path }: FileAt): string => `${commit} ${path}`;

function bytesOf(content: FileContent & { readonly kind: "text" | "bytes" }): Uint8Array {
  return content.kind === "bytes" ? content.bytes : Buffer.from(content.text);
}

// ---- What is a stack ----

const YAML = /\.ya?ml$/i;
const NAMED = /compose|stack/i;

/** Whether a file of that path may be a stack's: `named` ones are stack files whatever they hold. */
export function lookOf(path: string): "named" | "content" | undefined {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  if (folders.some((folder) => folder.startsWith(".") || folder === "node_modules") || !YAML.test(name))
    return undefined;
  if (NAMED.test(name)) return "named";
  // Hidden files such as `.gitlab-ci.yml` have a `services:` of another kind.
  return name.startsWith(".") ? undefined : "content";
}

/** Whether a file that nobody named is a stack's, by its path and content. */
function isStackFile(path: string, bytes: Uint8Array): boolean {
  const look = lookOf(path);
  return look === "named" || (look === "content" && hasServices(bytes));
}

/** The key `services` as nearly everybody writes it, which is cheaper to see than to parse. */
const PLAIN_KEY = /^(?:\xEF\xBB\xBF)?["']?services["']?[ \t]*:/m;
/** What may be the same key, written in one of YAML's other ways: further inside, escaped, behind `?`, or as an alias. */
const POSSIBLE_KEY = /services["']?\s*:|\\[xuU]|(?:^|[{,])[ \t]*[?*]/m;

/** Whether a mapping with the key `services` stands at the top, however it is written. What is past a limit may be one. */
export function hasServices(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (PLAIN_KEY.test(text)) return true;
  if (bytes.length > DEFAULT_MAX_BYTES) return false;
  const decoded = decodeText(bytes);
  if ("problem" in decoded || !POSSIBLE_KEY.test(decoded.text)) return false;
  const { root, gaveUp } = parseFile({ path: "", text: decoded.text });
  return gaveUp || root?.entries.has("services") === true;
}

// ---- What a change does ----

/** What a change does to the files of a commit; without a change, they are what they were. */
export class ChangedFiles {
  /** By the path at head. */
  readonly all: ReadonlyMap<string, DiffFile>;
  /** Paths at head, and those that files were moved away from. */
  readonly touched: ReadonlySet<string>;
  readonly #head: string;
  readonly #mergeBase: string;
  readonly #moved = new Map<string, string>();

  constructor(head: string, changes: Changes | undefined) {
    this.#head = head;
    this.#mergeBase = changes?.mergeBase ?? head;
    this.all = new Map((changes?.files ?? []).map((file) => [file.path, file]));
    for (const { path, previousPath } of this.all.values())
      if (previousPath !== undefined && !this.all.has(previousPath)) this.#moved.set(previousPath, path);
    this.touched = new Set([...this.all.keys(), ...this.#moved.keys()]);
  }

  now(path: string): FileAt {
    return { commit: this.#head, path };
  }

  /** Where a file of head was before; undefined: it is new. */
  before(path: string): FileAt | undefined {
    const file = this.all.get(path);
    if (file === undefined) return this.now(path);
    return file.status === "added" ? undefined : { commit: this.#mergeBase, path: file.previousPath ?? path };
  }

  /** Where it is, and where it was. */
  both(path: string): FileAt[] {
    const before = this.before(path);
    return before === undefined ? [this.now(path)] : [this.now(path), before];
  }

  isGone(path: string): boolean {
    return this.all.get(path)?.status === "removed";
  }

  /** The path at head of a file that may have been moved. */
  pathNow(path: string): string {
    return this.#moved.get(path) ?? path;
  }
}
