import { type Finding, type IgnoredFinding, type RunbookStep, WHERE } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { type Block, folded, whole } from "./blocks.ts";
import { lossesText } from "./losses.ts";
import { REMEDIES } from "./markdown-cost.ts";
import { findingItems } from "./markdown-findings.ts";
import { counted, namesOf, ruleLink } from "./markdown-words.ts";
import { code, fenced, prose } from "./untrusted.ts";

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

/** One line that says how to settle what files are for of which nobody knows. */
export function undecidedBlock(report: Report): Block[] {
  const [first, ...others] = undecided(report);
  if (first === undefined) return [];
  const more =
    others.length === 0
      ? ""
      : ` The same is true of ${namesOf(
          others.map(({ path }) => path),
          "file",
          5,
        )}.`;
  return [whole("what files are for", `❔ ${code(first.path)}: ${prose(`${first.message} ${first.help}`)}${more}`)];
}

function undecided({ findings, stacks }: Report): Finding[] {
  const files = new Set(stacks.filter(({ mayBeCompose }) => mayBeCompose).flatMap((stack) => stack.files));
  return findings.filter(({ ruleId, path }) => ruleId === "compose-or-swarm" && files.has(path));
}

/** What needs no action of anybody now. */
export function notesBlock(report: Report): Block[] {
  const told = new Set(undecided(report));
  const notes = report.findings.filter((finding) => finding.severity === "note" && !told.has(finding));
  if (notes.length === 0) return [];
  const block: Block = { name: "the notes", open: "", items: findingItems(notes, report.tool), close: "" };
  return [folded(counted(notes.length, "note"), block)];
}

export function ignoredBlock({ ignored, tool }: Report): Block[] {
  if (ignored.length === 0) return [];
  const block: Block = {
    name: "ignored findings",
    open: "",
    items: ignored.map((one) => ignoredItem(one, tool)),
    close: "",
  };
  return [folded(`${counted(ignored.length, "ignored finding")}`, block)];
}

const BY: Readonly<Record<IgnoredFinding["by"], string>> = {
  comment: "a comment",
  configuration: "the configuration",
  baseline: "the baseline",
};

function ignoredItem({ finding, by, reason, path, line, expires }: IgnoredFinding, tool: Report["tool"]): string {
  const at = line === undefined ? code(path) : `${code(path)} line ${line}`;
  const until = expires === undefined ? "" : `, until ${code(expires)}`;
  const what = `${ruleLink(finding.ruleId, tool)} at ${code(finding.path)} line ${finding.startLine}`;
  return `- ${what}: ${code(reason, "text", 300)} (${BY[by]}, ${at}${until})`;
}

export function skippedBlock({ skipped }: Report): Block[] {
  if (skipped.length === 0) return [];
  const items = skipped.map(({ path, reason, losses }) => {
    const would = losses === undefined ? "" : `; ${prose(lossesText(losses))}`;
    return `- ${code(path)}: ${prose(reason)}${would}`;
  });
  return [folded(counted(skipped.length, "skipped file"), { name: "skipped files", open: "", items, close: "" })];
}

/** What was checked, with what, against what. */
export function versionsBlock({ tool, summary, base }: Report, head: string | undefined): Block {
  const parts = [
    `swarm-volume-check ${code(tool.version)}`,
    head === undefined ? "" : `commit ${code(head.slice(0, 12))}`,
    base === undefined ? "" : `compared with ${code(/^[0-9a-f]{40}$/.test(base) ? base.slice(0, 12) : base)}`,
    `${counted(summary.filesChecked, "file")}, ${counted(summary.services, "service")} and ${counted(summary.mounts, "mount")} checked`,
  ];
  return whole("versions", `<sub>${parts.filter((part) => part !== "").join(" · ")}</sub>`);
}
