import type { DiffFile } from "../review/model.ts";

/** What a session looks at: files at commits, wherever they are kept. Paths are those that the report has. */
export interface Workspace {
  /** Reads files, in few requests; in the order in which they were asked for. */
  read(files: readonly FileAt[], options: ReadOptions): Promise<readonly FileContent[]>;
  /** Paths of a commit that `look` wants, sorted. A file that only its content tells is found where `isStack` says so. */
  list(commit: string, look: Look & { readonly maxBytes: number }): Promise<readonly string[]>;
}

/** A checkout on a disk: people name its files and folders, and files beside them can be looked for. */
export interface Checkout extends Workspace {
  /** What a path leads to, and which files a folder holds, as paths from there. */
  find(path: string, look: Look & { readonly maxBytes: number }): Found;
  /** A path relative to the root where it lies below it, else as it is: what the configuration speaks of. */
  rootPath(path: string): string;
  /** A file of the configuration as the report calls it. */
  fromRoot(path: string): string;
  /** The folder of a file, absolute: what relative paths in it mean. */
  folderOf(file: string): string;
  /** Whether a path that a file names, relative to its own folder, leads to a file. */
  isFile(file: string, path: string): boolean;
  /** Which of these files base has, and which files of these folders are gone. undefined: nothing is compared. */
  readonly base: BaseCheckout | undefined;
}

export interface BaseCheckout {
  /** What was asked for, and the commit that it led to. */
  readonly label: string;
  /** A file that is `outside` cannot be compared. */
  changes(
    files: readonly string[],
    variableFiles: readonly string[],
    folders: readonly string[],
  ): Changes & {
    readonly outside: readonly string[];
  };
}

/** How files are looked for. */
export interface Look {
  /** Whether a path may be a stack's: `content` when only what it holds can tell. */
  lookOf(path: string): "named" | "content" | undefined;
  isStack(bytes: Uint8Array): boolean;
  /** Whether a path, relative to the folder, is among those that are asked for. */
  readonly accepts?: ((path: string) => boolean) | undefined;
}

type Found =
  | { readonly kind: "file" }
  | { readonly kind: "problem"; readonly problem: ReadProblem }
  | ({ readonly kind: "folder" } & FoundFiles);

export interface FoundFiles {
  /** Relative to the folder, with `/` separators, sorted. */
  readonly files: readonly string[];
  /** YAML files that were looked at, stack files or not. */
  readonly yamlFiles: number;
  /** Folders and files that could not be looked at; the folder itself is `""`. */
  readonly problems: readonly { readonly path: string; readonly problem: ReadProblem }[];
}

/** The commit of files as they lie in the work tree. */
export const WORK_TREE = "";

/** A file at a commit. */
export interface FileAt {
  readonly commit: string;
  readonly path: string;
}

export interface ReadOptions {
  /** Files above this many bytes are not read. */
  readonly maxBytes: number;
  /** Who named these files: the links of a user's own may lead anywhere. undefined: they were found. */
  readonly namedBy?: "user" | "checkout";
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "too-large"; readonly size: number }
  | { readonly kind: "missing" | "folder" | "symlink" | "submodule" }
  | { readonly kind: "problem"; readonly problem: ReadProblem };

/** Why a file could not be read, and what to do. */
export interface ReadProblem {
  readonly message: string;
  readonly help: string;
  /** The path leads to nothing. */
  readonly missing?: true;
  readonly tooLarge?: true;
}

/** What a change brings. */
export interface Changes {
  /** The commit that the change starts from: where head left base. */
  readonly mergeBase: string;
  readonly files: readonly DiffFile[];
  /** How many files the host lists at most, when there are more and the rest was found by comparing the trees. */
  readonly cutAt: number | undefined;
}
