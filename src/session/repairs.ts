import { unifiedDiff } from "../edit/unified.ts";
import { runbookTexts } from "../fix/migrate/runbook.ts";
import { type Applied, repair } from "../fix/repair.ts";
import { byWorst, type Finding } from "../model/finding.ts";
import { printable } from "../model/printable.ts";
import type { SourceFile } from "../model/text.ts";
import type { Request } from "./request.ts";

/** A file before and after its fixes. */
interface RepairedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Between the two; empty when nothing changed. */
  readonly diff: string;
}

/** Fixes that were put into the texts; nothing is written yet. */
export interface Repaired {
  readonly files: readonly RepairedFile[];
  /** Paths whose stacks were left as they are. */
  readonly refused: readonly string[];
  /** What was done and what waits, a line each; `did` is `fixed` or `would fix`. */
  summary(did: string): readonly string[];
}

/** How many kinds of fixes are named that were not applied. */
const MOST_TITLES = 3;

/** Repairs stacks one after the other: a file that belongs to several is read with what was repaired before. */
export class Repairs implements Repaired {
  readonly #asked: Request["repair"];
  readonly #before = new Map<string, SourceFile>();
  readonly #after = new Map<string, SourceFile>();
  readonly #applied: Applied[] = [];
  readonly #refused = new Set<string>();
  /** By fingerprint: a file of several stacks is checked in each. */
  readonly #waiting = new Map<string, Applied>();

  constructor({ repair: asked }: Pick<Request, "repair">) {
    this.#asked = asked;
  }

  /** The files of a stack after its fixes; as they are when no fixes were asked for. */
  repair(
    files: readonly SourceFile[],
    check: (files: readonly SourceFile[]) => readonly Finding[],
  ): readonly SourceFile[] {
    if (this.#asked === undefined) return files;
    const refused = files.map(({ path }) => path).filter((path) => this.#asked?.refuses(path));
    for (const path of refused) this.#refused.add(path);
    if (refused.length > 0) return files;
    const current = files.map((file) => this.#after.get(file.path) ?? file);
    const { files: repaired, applied, waiting } = repair(current, this.#asked.level, check);
    for (const [index, file] of files.entries()) {
      if (!this.#before.has(file.path)) this.#before.set(file.path, file);
      this.#after.set(file.path, repaired[index] as SourceFile);
    }
    this.#applied.push(...applied);
    for (const one of waiting) this.#waiting.set(one.finding.fingerprint, one);
    return repaired;
  }

  get files(): readonly RepairedFile[] {
    return Array.from(this.#before.values(), (file) => {
      const after = this.#after.get(file.path)?.text ?? file.text;
      return { path: file.path, before: file.text, after, diff: unifiedDiff(file, after) };
    });
  }

  get refused(): readonly string[] {
    return [...this.#refused];
  }

  summary(did: string): readonly string[] {
    const lines = this.#applied.map(
      ({ finding: { path, startLine, ruleId }, fix }) =>
        `${printable(path)}:${startLine}: ${did} ${ruleId}: ${printable(fix.title)}`,
    );
    const moves = this.#applied.flatMap(({ fix: { title, runbook } }) => (runbook ? { title, steps: runbook } : []));
    return [...lines, ...this.#unapplied(), ...runbookTexts(moves)];
  }

  /** One line for what was not asked for. */
  #unapplied(): string[] {
    const { size } = this.#waiting;
    if (size === 0) return [];
    const counts = new Map<string, number>();
    const heaviest = [...this.#waiting.values()].sort((a, b) => byWorst(a.finding, b.finding));
    for (const { fix } of heaviest) counts.set(fix.title, (counts.get(fix.title) ?? 0) + 1);
    const told = Array.from(counts, ([title, count]) => printable(title) + (count > 1 ? ` (${count} times)` : ""));
    if (told.length > MOST_TITLES) told.splice(MOST_TITLES, Infinity, "and others");
    const [wait, they] = size === 1 ? ["1 fix waits", "it"] : [`${size} fixes wait`, "they"];
    return [`${wait} for \`--fix-unsafe\`, because ${they} may replace a task, or move data: ${told.join("; ")}`];
  }
}
