import type { SourceFile } from "../text.ts";

/** For small stacks: several hundred looks at one of a page. */
const FLOOR = 300_000;
/** How often a stack may be read again, whatever its size. */
const LOOKS = 40;
/** What a look costs beside the text, which small stacks feel. */
const ONE_LOOK = 500;
/** What it costs to make, to keep and to print one edit, in characters read again. */
const ONE_EDIT = 10;

/**
 * How much work may go into the fixes of a stack. It is counted in characters that are read again and not in time, so
 * that the result is the same on every machine; it grows as the stack does, so that a run takes time in proportion.
 */
export class Budget {
  private left: number;

  constructor(files: readonly SourceFile[]) {
    this.left = FLOOR + LOOKS * lookAt(files);
  }

  /** Takes what reading the files again costs; false when that is no longer left. */
  takeLook(files: readonly SourceFile[]): boolean {
    return this.take(lookAt(files));
  }

  /** Takes what a number of edits costs; false when that is no longer left. */
  takeEdits(count: number): boolean {
    return this.take(ONE_EDIT * (count + 1));
  }

  get isSpent(): boolean {
    return this.left <= 0;
  }

  private take(work: number): boolean {
    this.left = work > this.left ? 0 : this.left - work;
    return this.left > 0;
  }
}

function lookAt(files: readonly SourceFile[]): number {
  return files.reduce((sum, { text }) => sum + text.length, ONE_LOOK);
}
