import { unifiedDiff } from "../edit/unified.ts";
import { runbookTexts } from "../fix/migrate/runbook.ts";
import { type Applied, repair } from "../fix/repair.ts";
import type { Finding } from "../model/finding.ts";
import { byWorst } from "../model/finding.ts";
import { printable } from "../model/printable.ts";
import type { SourceFile } from "../model/text.ts";
import { checkoutAround, leadsOut } from "../source/links.ts";
import { OUT_OF_CHECKOUT, replaceText } from "../source/write.ts";
import type { Arguments } from "./arguments.ts";
import type { Input } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";

/** How many kinds of fixes are named that were not applied. */
const MOST_TITLES = 3;

type Check = (files: readonly SourceFile[]) => readonly Finding[];

/** Repairs stacks one after the other: a file that belongs to several is read with what was repaired before. */
export class Repairs {
  private readonly args: Arguments;
  private readonly checkout: string;
  private readonly inputs = new Map<string, Input>();
  private readonly before = new Map<string, SourceFile>();
  private readonly after = new Map<string, SourceFile>();
  private readonly applied: Applied[] = [];
  /** Files that are not written, so that their stacks are checked as they are. */
  private readonly refused = new Set<string>();
  /** By fingerprint: a file of several stacks is checked in each. */
  private readonly waiting = new Map<string, Applied>();

  constructor(args: Arguments, { cwd }: Pick<Io, "cwd">) {
    this.args = args;
    this.checkout = checkoutAround(cwd);
  }

  /** The files of a stack after its fixes; as they are when no fixes were asked for. */
  repair(files: readonly SourceFile[], stack: readonly Input[], check: Check): readonly SourceFile[] {
    const { fix } = this.args;
    if (fix === undefined) return files;
    const refused = this.args.dryRun ? [] : stack.filter(({ path, stdin }) => !stdin && leadsOut(this.checkout, path));
    for (const { display } of refused) this.refused.add(display);
    if (refused.length > 0) return files;
    const current = files.map((file) => this.after.get(file.path) ?? file);
    const { files: repaired, applied, waiting } = repair(current, fix, check);
    for (const [index, file] of files.entries()) {
      this.inputs.set(file.path, stack[index] as Input);
      if (!this.before.has(file.path)) this.before.set(file.path, file);
      this.after.set(file.path, repaired[index] as SourceFile);
    }
    this.applied.push(...applied);
    for (const one of waiting) this.waiting.set(one.finding.fingerprint, one);
    return repaired;
  }

  /** Whether standard output is for a diff or a repaired text, and so not for reports. */
  get takesStdout(): boolean {
    const { fix, dryRun } = this.args;
    return fix !== undefined && (dryRun || Array.from(this.inputs.values()).some(({ stdin }) => stdin));
  }

  /** Writes files, or prints a diff; and says what was done. */
  finish(io: Io, complaints: Complaints): void {
    if (this.args.fix === undefined) return;
    for (const [path, before] of this.before) {
      const after = this.after.get(path) ?? before;
      const input = this.inputs.get(path) as Input;
      if (this.args.dryRun) io.stdout(unifiedDiff(before, after.text));
      else if (input.stdin) io.stdout(after.text);
      else if (after.text !== before.text) {
        const problem = replaceText(input.path, before.text, after.text, {
          checkout: this.checkout,
          maxBytes: this.args.maxBytes,
        });
        if (problem) complaints.add(`${path}: ${problem.message}`, problem.help);
      }
    }
    for (const path of this.refused) complaints.add(`${path}: ${OUT_OF_CHECKOUT.message}`, OUT_OF_CHECKOUT.help);
    for (const line of this.summary()) io.stderr(`${line}\n`);
  }

  private summary(): string[] {
    const did = this.args.dryRun ? "would fix" : "fixed";
    const lines = this.applied.map(
      ({ finding: { path, startLine, ruleId }, fix }) =>
        `${printable(path)}:${startLine}: ${did} ${ruleId}: ${printable(fix.title)}`,
    );
    const moves = this.applied.flatMap(({ fix: { title, runbook } }) => (runbook ? { title, steps: runbook } : []));
    return [...lines, ...this.unapplied(), ...runbookTexts(moves)];
  }

  /** One line for what was not asked for. */
  private unapplied(): string[] {
    const { size } = this.waiting;
    if (size === 0) return [];
    const counts = new Map<string, number>();
    const heaviest = [...this.waiting.values()].sort((a, b) => byWorst(a.finding, b.finding));
    for (const { fix } of heaviest) counts.set(fix.title, (counts.get(fix.title) ?? 0) + 1);
    const told = Array.from(counts, ([title, count]) => printable(title) + (count > 1 ? ` (${count} times)` : ""));
    if (told.length > MOST_TITLES) told.splice(MOST_TITLES, Infinity, "and others");
    const [wait, they] = size === 1 ? ["1 fix waits", "it"] : [`${size} fixes wait`, "they"];
    return [`${wait} for \`--fix-unsafe\`, because ${they} may replace a task, or move data: ${told.join("; ")}`];
  }
}
