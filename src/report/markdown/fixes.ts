import { withEdits } from "../../edit/edits.ts";
import { type FilePatch, unifiedDiff } from "../../edit/unified.ts";
import { counted } from "../../model/english.ts";
import { type Finding, type ReportedFix, type RunbookStep, WHERE } from "../../model/finding.ts";
import type { SourceFile } from "../../model/text.ts";
import { inlineHtml } from "../html.ts";
import { holdsSecret } from "../secrets.ts";
import { type Block, folded } from "./blocks.ts";
import { money, REMEDIES } from "./cost.ts";
import { fenced, isPlainText, namesOf, prose } from "./untrusted.ts";

/** Files and findings that are named where the patch leaves them out. */
const MOST_NAMED = 10;

/**
 * All patches of all files, with the command that applies them, and what is not in them. Beside comments with suggestions
 * there are none when the suggestions say all of it.
 */
export function patchBlocks(
  patches: readonly FilePatch[],
  findings: readonly Finding[],
  besideComments: boolean,
): Block[] {
  if (patches.length === 0 || (besideComments && patches.every(({ pressable }) => pressable))) return [];
  const items: string[] = [];
  const hidden: string[] = [];
  const withoutCr: string[] = [];
  for (const { path, diff } of patches) {
    const { text, crlf } = lineEndsOf(diff);
    if (!isShowable(text)) hidden.push(path);
    else items.push(`\n${fenced(text, "diff")}`);
    if (isShowable(text) && crlf) withoutCr.push(path);
  }
  const open = [
    `${besideComments ? "The suggestions of the comments, and what cannot be pressed: apply it before you press any." : "One fix for every finding that has one."} Where it changes the place of data, move the data first. Save it as \`volumes.patch\`, then run \`git apply volumes.patch\`.`,
    ...(hidden.length === 0
      ? []
      : [
          `**Not shown:** ${namesOf(hidden, "file", MOST_NAMED)}, because lines may hold a secret or hidden characters.`,
        ]),
    ...unfixed(findings),
    ...(withoutCr.length === 0
      ? []
      : [
          `Lines of ${namesOf(withoutCr, "file", MOST_NAMED)} end in CRLF, which is not shown here: copied from here, that part does not apply. \`swarm-volume-check --fix-unsafe\` keeps the line ends.`,
        ]),
  ].join("\n\n");
  return [folded("The whole patch", { name: "the whole patch", open, items, close: "" })];
}

/** Findings that the patch cannot settle, and where they are. */
function unfixed(findings: readonly Finding[]): string[] {
  const left = findings.filter(({ severity, fixes }) => severity !== "note" && fixes.length === 0);
  if (left.length === 0) return [];
  const paths = left.map(({ path }) => path);
  const files = namesOf([...new Set(paths)], "file", MOST_NAMED);
  return [`**Without a fix:** ${counted(left.length, "finding")} in ${files}.`];
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
  const title = prose(fix.title);
  const way = fix.remedy === undefined ? inlineHtml(title) : REMEDIES[fix.remedy];
  const price = fix.monthly === undefined ? "" : `, ${money(fix.monthly)} a month`;
  const { text, crlf } = lineEndsOf(diff);
  const parts = [
    `<details><summary>${first ? "Fix" : "Instead"}: ${way}${price}</summary>`,
    ...(fix.remedy === undefined ? [] : [`${title}.`]),
    ...(fix.runbook && fix.runbook.length > 0 ? ["The summary has the commands to run before the deploy."] : []),
    ...(isShowable(text)
      ? [...(crlf ? ["Lines end in CRLF, which the diff does not show."] : []), fenced(text, "diff")]
      : ["The diff is not shown, because its lines may hold a secret or hidden characters."]),
    "</details>",
  ];
  return parts.join("\n\n");
}

/** A diff as it is shown: a CR at the end of a line would be written out on every line, so it is said once instead. */
function lineEndsOf(diff: string): { readonly text: string; readonly crlf: boolean } {
  return { text: diff.replaceAll("\r\n", "\n"), crlf: diff.includes("\r\n") };
}

function isShowable(diff: string): boolean {
  return isPlainText(diff) && !holdsSecret(diff);
}

/** How to move the data: the steps of every fix that needs some, once for findings that share them. */
export function runbookBlocks(findings: readonly Finding[]): Block[] {
  const seen = new Map<string, string>();
  for (const { fixes } of findings) {
    for (const { runbook = [], remedy, title } of fixes) {
      const key = JSON.stringify(runbook);
      if (runbook.length === 0 || seen.has(key)) continue;
      const way = remedy === undefined ? "" : ` (${REMEDIES[remedy]})`;
      const steps = [`${prose(title)}.`, ...runbook.map(step)].join("\n\n");
      seen.set(key, `\n<details><summary>Runbook ${seen.size + 1}${way}</summary>\n\n${steps}\n\n</details>`);
    }
  }
  if (seen.size === 0) return [];
  const block: Block = { name: "the runbooks", open: "", items: [...seen.values()], close: "" };
  return [folded(`How to move the data (${counted(seen.size, "runbook")})`, block)];
}

function step({ title, where, commands }: RunbookStep, index: number): string {
  const text = `**${index + 1}.** ${prose(title)} (${WHERE[where]})`;
  return commands.length === 0 ? `${text}.` : `${text}:\n\n${fenced(commands.join("\n"), "sh")}`;
}
