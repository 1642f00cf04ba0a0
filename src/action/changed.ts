import type { Changes } from "../github/changes.ts";
import type { FileAt } from "../github/contents.ts";
import type { DiffFile } from "../review/model.ts";

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
