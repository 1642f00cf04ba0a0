import type { FilePatch } from "../edit/unified.ts";
import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { accidentsOf, byReason } from "./accidents.ts";
import { type Block, fitted, folded, whole } from "./blocks.ts";
import { fixesLine } from "./fixes.ts";
import { alternativesBlock, assumptionsBlock, costLine } from "./markdown-cost.ts";
import {
  ignoredBlock,
  notesBlock,
  runbookBlocks,
  skippedBlock,
  undecidedBlock,
  versionsBlock,
} from "./markdown-details.ts";
import { findingItems } from "./markdown-findings.ts";
import { patchBlocks } from "./markdown-patch.ts";
import { pictureBlock } from "./markdown-picture.ts";
import { survivalBlocks } from "./markdown-survival.ts";
import { counted, namesOf } from "./markdown-words.ts";
import { prose } from "./untrusted.ts";
import { type Verdict, verdictLine } from "./verdict.ts";

/** Findings that the text itself lists. */
export interface ListedFindings {
  /** Ours, never untrusted text. */
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** What a summary says beside the report. */
export interface MarkdownView {
  readonly report: Report;
  readonly verdict: Verdict;
  /** What a reader must know about the check itself. */
  readonly remarks: readonly string[];
  /** How many findings stand as comments on lines of the diff. */
  readonly onLines: number;
  readonly listed: readonly ListedFindings[];
  readonly head: string | undefined;
  /** What the first fixes of all findings change together. */
  readonly patches: readonly FilePatch[];
}

/** GitHub takes 1 MiB for a step and drops a longer summary whole. */
const SUMMARY_BYTES = 1_000_000;
/** Longer lists are folded. */
const OPEN_ITEMS = 3;
/** In longer lists errors stand apart. */
const MANY_ITEMS = 20;

/** The parts of a summary. Where not all fits, errors get room first, then warnings, then mounts beyond the first table. */
export function summaryBlocks({ report, verdict, remarks, onLines, listed, head, patches }: MarkdownView): Block[] {
  const cost = costLine(report);
  const { worst, rest } = survivalBlocks(report);
  return [
    whole("the verdict", `### ${verdictLine(report, verdict)}`),
    ...remarks.map((remark) => whole("a remark", `⚠️ ${prose(remark)}`)),
    ...undecidedBlock(report),
    ...(report.fixes === undefined ? [] : [whole("a remark", fixesLine(report.fixes))]),
    ...worst,
    ...accidentBlock(report),
    ...inTurn(2, rest),
    ...(cost === undefined ? [] : [whole("the cost", cost)]),
    ...(onLines > 0 ? [whole("a count", `${counted(onLines, "finding")} on the lines below.`)] : []),
    ...listed.flatMap((one) => listedBlocks(one, report.tool)),
    ...inTurn(3, [
      ...alternativesBlock(report),
      ...patchBlocks(patches, report.findings, onLines > 0),
      ...runbookBlocks(report.findings),
      ...pictureBlock(report),
      ...notesBlock(report),
      ...ignoredBlock(report),
      ...skippedBlock(report),
      ...assumptionsBlock(report),
      versionsBlock(report, head),
    ]),
  ];
}

/** Which services this deploy may start without their data, and why. */
function accidentBlock(report: Report): Block[] {
  const lines = byReason(accidentsOf(report)).map(
    ([why, services]) => `${namesOf(services, "service")} may start without data on this deploy: ${prose(why)}.`,
  );
  return lines.length === 0 ? [] : [whole("what this deploy may do", lines.join("\n\n"))];
}

function inTurn(turn: number, blocks: readonly Block[]): Block[] {
  return blocks.map((block) => ({ ...block, turn }));
}

/** A list, and its errors apart where it is long: they get their room before the warnings of all lists. */
function listedBlocks({ title, findings }: ListedFindings, tool: Report["tool"]): Block[] {
  const items = findingItems(findings, tool);
  if (items.length === 0) return [];
  const block: Block = { name: `the list "${title}"`, open: "", items, close: "" };
  if (items.length <= OPEN_ITEMS) return [{ ...block, open: `**${title}**\n` }];
  const errors = findings.filter(({ severity }) => severity === "error");
  if (items.length <= MANY_ITEMS || errors.length === 0 || errors.length === findings.length)
    return [{ ...folded(`${title} (${findings.length})`, block), turn: errors.length === 0 ? 1 : 0 }];
  const others = findings.filter(({ severity }) => severity !== "error");
  return [
    ...listedBlocks({ title: `${title}: errors`, findings: errors }, tool),
    ...listedBlocks({ title: `${title}: warnings`, findings: others }, tool),
  ];
}

/** The whole report as Markdown, for a file or the summary of a job; cut where GitHub would drop a summary. */
export function markdownReport(
  report: Report,
  view: {
    readonly failing: boolean;
    readonly remarks?: readonly string[];
    readonly head?: string;
    readonly patches?: readonly FilePatch[];
    /** Where the rest is when this is cut; the command line's own words by default. */
    readonly elsewhere?: string;
  },
): string {
  const blocks = summaryBlocks({
    report,
    verdict: { failing: view.failing, fixed: false },
    remarks: view.remarks ?? [],
    onLines: 0,
    listed: [{ title: "Findings", findings: report.findings.filter(({ severity }) => severity !== "note") }],
    head: view.head,
    patches: view.patches ?? [],
  });
  const encoder = new TextEncoder();
  const bytes = (text: string) => encoder.encode(text).length;
  return `${fitted(blocks, SUMMARY_BYTES, view.elsewhere ?? "`--format json` has all of it.", bytes)}\n`;
}
