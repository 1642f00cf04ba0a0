import { withEdits } from "../fix/combine.ts";
import { type FilePatch, unifiedDiff } from "../fix/unified.ts";
import type { ReportedFix } from "../report.ts";
import type { SourceFile } from "../text.ts";
import { type Block, folded } from "./blocks.ts";
import { REMEDIES } from "./markdown-cost.ts";
import { money } from "./markdown-words.ts";
import { holdsSecret } from "./secrets.ts";
import { code, fenced, isPlainText, prose } from "./untrusted.ts";

/** All patches of all files, with the command that applies them. A file that cannot be shown letter by letter is named. */
export function patchBlocks(patches: readonly FilePatch[]): Block[] {
  if (patches.length === 0) return [];
  const shown = patches.filter(({ diff }) => isShowable(diff));
  const hidden = patches.filter(({ diff }) => !isShowable(diff));
  const items = [
    ...shown.map(({ diff }) => `\n${fenced(diff, "diff")}`),
    ...hidden.map(
      ({ path }) => `\n${code(path)}: not shown, because its lines may hold a secret or hidden characters.`,
    ),
  ];
  const open =
    "The first fix of every finding. Where it changes the place of data, move the data first. Save it as `volumes.patch`, then run `git apply volumes.patch`; `swarm-volume-check --fix-unsafe` does the same.";
  return [folded("The whole patch", { name: "the whole patch", open, items, close: "" })];
}

/** One fix as a fold with a diff; undefined where a text that it changes is not at hand. */
export function foldedFix(fix: ReportedFix, texts: ReadonlyMap<string, string>, first: boolean): string | undefined {
  const paths = [...new Set(fix.edits.map(({ path }) => path))];
  const files: SourceFile[] = [];
  for (const path of paths) {
    const text = texts.get(path);
    if (text === undefined) return undefined;
    files.push({ path, text });
  }
  const diff = files.map((file) => unifiedDiff(file, withEdits(file, fix.edits))).join("");
  if (diff === "") return undefined;
  const way = fix.remedy === undefined ? "a patch" : REMEDIES[fix.remedy];
  const price = fix.monthly === undefined ? "" : `, ${money(fix.monthly)} a month`;
  const shown = isShowable(diff)
    ? fenced(diff, "diff")
    : "The diff is not shown, because its lines may hold a secret or hidden characters.";
  const runbook = fix.runbook && fix.runbook.length > 0 ? "\n\nThe summary has the commands that move the data." : "";
  return `<details><summary>${first ? "Fix" : "Instead"}: ${way}${price}</summary>\n\n${prose(fix.title)}.${runbook}\n\n${shown}\n\n</details>`;
}

function isShowable(diff: string): boolean {
  return isPlainText(diff) && !holdsSecret(diff);
}
