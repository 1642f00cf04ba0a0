import type { SourceFile } from "../model/text.ts";

/** For small stacks: several hundred looks at one of a page. */
const FLOOR = 300_000;
/** How often a stack may be read again, whatever its size. */
const LOOKS = 40;
/** What a look costs beside the text, which small stacks feel. */
const ONE_LOOK = 500;
/** How many edits are made, kept and printed, beside those in proportion to the text. */
const EDITS = 30_000;

/**
 * How much work may go into the fixes of a stack. It is counted in characters that are read again and not in time, so
 * that the result is the same on every machine; it grows as the stack does, so that a run takes time in proportion.
 */
export class Budget {
  private left: number;
  private edits: number;

  constructor(files: readonly SourceFile[]) {
    this.left = FLOOR + LOOKS * lookAt(files);
    this.edits = EDITS + lookAt(files);
  }

  /** Takes what reading the files again costs; false when that is no longer left. */
  takeLook(files: readonly SourceFile[]): boolean {
    const work = lookAt(files);
    this.left = work > this.left ? 0 : this.left - work;
    return this.left > 0;
  }

  /** Takes the edits of a fix that is made. */
  takeEdits(count: number): void {
    this.edits -= count + 1;
  }

  /** Whether no fix can be made any more, or none looked at. */
  get isSpent(): boolean {
    return this.left <= 0 || this.edits <= 0;
  }
}

function lookAt(files: readonly SourceFile[]): number {
  return files.reduce((sum, { text }) => sum + text.length, ONE_LOOK);
}
