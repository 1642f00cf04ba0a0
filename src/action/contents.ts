import { join } from "node:path";
import type { GitHubClient } from "../github/client.ts";
import { type FileAt, type FileContent, readFiles } from "../github/contents.ts";
import { readTree } from "../github/trees.ts";
import type { SourceFile } from "../model/text.ts";
import { DEFAULT_MAX_BYTES, fileOf, readBytes } from "../source/disk.ts";
import { leadsOut } from "../source/links.ts";
import { findStackFiles, isStackFile, lookOf } from "../source/walk.ts";

/** Where files come from: GitHub's API, or the folder that a step before this one checked out. */
export interface Origin {
  read(files: readonly FileAt[]): Promise<readonly FileContent[]>;
  /** Paths of a commit that may be stack files, sorted. */
  list(commit: string): Promise<readonly string[]>;
}

/** Files above this are not even looked into, in bytes. */
const MOST_BYTES = 10 * 1024 * 1024;

export function originAt(client: GitHubClient): Origin {
  return {
    read: (files) => readFiles(client, files, MOST_BYTES),
    list: async (commit) =>
      (await readTree(client, commit))
        .flatMap(({ path, kind }) => (kind === "file" && lookOf(path) ? [path] : []))
        .sort(),
  };
}

/** The workspace as it is, whatever the commit. */
export function originOn(workspace: string): Origin {
  return {
    read: async (files) => files.map(({ path }) => contentOn(workspace, path)),
    list: async () => {
      const { files, problems } = findStackFiles(workspace, { maxBytes: MOST_BYTES });
      // What the walk would not read is told when it is read.
      return [...files, ...problems.map(({ path }) => path)].sort();
    },
  };
}

function contentOn(workspace: string, path: string): FileContent {
  const file = join(workspace, path);
  if (leadsOut(workspace, file)) return { kind: "symlink" };
  const read = readBytes(file, { maxBytes: MOST_BYTES });
  if ("bytes" in read) return { kind: "bytes", bytes: read.bytes };
  if (read.problem.missing) return { kind: "missing" };
  return read.problem.tooLarge ? { kind: "too-large", size: MOST_BYTES } : { kind: "folder" };
}

export type Source = { readonly file: SourceFile } | { readonly problem: string; readonly help: string } | undefined;

/** The files of a run, each read once. */
export class Contents {
  readonly #origin: Origin;
  readonly #known = new Map<string, FileContent>();

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** Reads together what is not known yet. */
  async load(files: readonly FileAt[]): Promise<void> {
    const wanted = new Map(files.map((file) => [keyOf(file), file]));
    for (const key of this.#known.keys()) wanted.delete(key);
    if (wanted.size === 0) return;
    const contents = await this.#origin.read([...wanted.values()]);
    for (const [index, key] of [...wanted.keys()].entries()) this.#known.set(key, contents[index] as FileContent);
  }

  /** What was loaded. */
  at(file: FileAt): FileContent {
    const found = this.#known.get(keyOf(file));
    if (found === undefined) throw new Error(`${file.path} was not loaded`);
    return found;
  }

  /** As a text; undefined when there is no such file. */
  source(file: FileAt): Source {
    const content = this.at(file);
    switch (content.kind) {
      case "missing":
        return undefined;
      case "text":
      case "bytes": {
        const read = fileOf(bytesOf(content), file.path, { maxBytes: DEFAULT_MAX_BYTES });
        if ("file" in read) return read;
        const { message, help, tooLarge } = read.problem;
        return { problem: message, help: tooLarge ? "split the stack into several files" : help };
      }
      case "too-large":
        return {
          problem: `the file has ${content.size} bytes or more: nothing was read`,
          help: "split the stack into several files",
        };
      default:
        return {
          problem: `this is ${KINDS[content.kind]}, not a file: nothing was read`,
          help: "put the stack file itself here",
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

const KINDS = { folder: "a folder", symlink: "a symbolic link", submodule: "a submodule" } as const;

const keyOf = ({ commit, path }: FileAt): string => `${commit} ${path}`;

function bytesOf(content: FileContent & { readonly kind: "text" | "bytes" }): Uint8Array {
  return content.kind === "bytes" ? content.bytes : Buffer.from(content.text);
}
