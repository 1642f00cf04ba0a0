import type { FilePatch } from "../../edit/unified.ts";
import { capitalized, counted, plural } from "../../model/english.ts";
import type { Finding, IgnoredFinding, Severity } from "../../model/finding.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { Report, ReportedExposure } from "../../model/report.ts";
import { fixesLine } from "../findings.ts";
import {
  accidentsOf,
  byReason,
  dataMounts,
  isRefused,
  lossesText,
  mayStartEmpty,
  mismatchesOf,
  stackLabels,
} from "../outcomes.ts";
import { type Block, fitted, folded, whole } from "./blocks.ts";
import { alternativesBlock, assumptionsBlock, costLine } from "./cost.ts";
import { findingItems, notesBlock, ruleLink, undecidedBlock } from "./findings.ts";
import { patchBlocks, runbookBlocks } from "./fixes.ts";
import { pictureBlock, survivalBlocks } from "./survival.ts";
import { code, namesOf, prose } from "./untrusted.ts";

/** Findings that the text itself lists. */
export interface ListedFindings {
  /** Ours, never untrusted text. */
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** What a summary says beside the report. */
interface MarkdownView {
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

/** What the check decided, for the first line that a person reads. */
interface Verdict {
  /** Whether the check fails. */
  readonly failing: boolean;
  /** Whether an earlier review spoke of findings and now there are none. */
  readonly fixed: boolean;
}

/** One line: a colour, the counts, and the worst that happens. */
export function verdictLine(report: Report, { failing, fixed }: Verdict): string {
  const counts = (["error", "warning"] as const).flatMap((severity) => countOf(report, severity));
  const worst = consequence(report);
  if (counts.length === 0)
    return worst === "" ? `🟢 ${allIsWell(report, fixed)}` : `🟡 ${knownAccident(report, worst)}`;
  return `${failing ? "🔴" : "🟡"} ${counts.join(", ")}${worst === "" ? "" : `: ${worst}`}`;
}

/** How many there are of one severity, and how many of these are old: nobody should seek in a change what it did not do. */
function countOf({ findings }: Report, severity: Severity): string[] {
  const all = findings.filter((finding) => finding.severity === severity);
  const old = all.filter(({ preexisting }) => preexisting === true).length;
  if (all.length === 0) return [];
  const which = all.length === 1 ? "" : old === all.length ? "all " : `${old} `;
  return [`${counted(all.length, severity)}${old === 0 ? "" : ` (${which}there before this change)`}`];
}

function allIsWell(report: Report, fixed: boolean): string {
  const data = dataMounts(report);
  const unknown = data.filter(({ survival }) => survival.moved === "unknown").length;
  const stacks = counted(report.summary.stacks, "stack");
  const { ignored } = report.summary;
  const settled = ignored === 0 ? "All findings are settled" : "No finding is left";
  const start = fixed ? `${settled}: ${stacks} checked` : `No problem in ${stacks}`;
  if (report.summary.stacks === 0) return fixed ? "All findings are settled" : "No stack to check";
  const known = ignored > 0 ? [`${counted(ignored, "finding")} ${plural(ignored, "is", "are")} ignored`] : [];
  const open = unknown > 0 ? [`for ${counted(unknown, "mount")} the files alone cannot tell`] : [];
  return [start, ...known, ...open].join("; ");
}

/** Everything is known, and this deploy may bring it about. */
function knownAccident({ summary: { ignored } }: Report, worst: string): string {
  const known = ignored > 0 ? `; ${counted(ignored, "finding")} ${plural(ignored, "is", "are")} ignored` : "";
  return `${capitalized(worst)}${known}`;
}

/** How it goes for a service, from the worst; other outcomes need no word here. */
const FATES: readonly (readonly [ReadonlySet<Outcome | undefined>, (several: boolean) => string])[] = [
  [
    new Set(["empty", "lost"] as const),
    (several) => (several ? "start without their data" : "starts without its data"),
  ],
  [
    new Set(["may-be-empty"] as const),
    (several) => (several ? "may start without their data" : "may start without its data"),
  ],
  [new Set(["split"] as const), (several) => (several ? "do not share their data" : "does not share its data")],
  [
    new Set(["stale"] as const),
    (several) => (several ? "start with older copies of their data" : "starts with an older copy of its data"),
  ],
  [new Set(["rejected"] as const), () => "cannot start"],
];

const THIS_DEPLOY = "after this deploy";

/** When it happens, from what is nearest. */
const TIMES: readonly (readonly [string, (exposure: ReportedExposure) => Outcome | undefined])[] = [
  [THIS_DEPLOY, ({ deployed }) => deployed],
  ["from the first deploy on", ({ survival }) => (survival.replaced === "split" ? "split" : undefined)],
  ["when Swarm moves a task", ({ survival }) => survival.moved],
  ["when a task is replaced", ({ survival }) => survival.replaced],
];

/** The worst that happens to data by an error, or by this very deploy, in a few words; empty where nothing does. */
function consequence(report: Report): string {
  const rejected = report.stacks.filter(isRefused).length;
  if (rejected > 0)
    return `\`docker stack deploy\` refuses ${report.stacks.length === 1 ? "the stack" : counted(rejected, "stack")}`;
  const mismatched = willNotStart(report);
  if (mismatched !== "") return mismatched;
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const about = (told: readonly Finding[]) =>
    dataMounts(report).filter((exposure) => told.some((error) => isAbout(error, exposure)));
  const concerned = about(errors);
  const accidents = mayStartEmpty(report);
  // Who shared nothing before this deploy shares nothing after it: the deploy does not bring that about.
  const parted = about(errors.filter(({ preexisting }) => preexisting !== true));
  const labels = stackLabels(report);
  for (const [time, outcome] of TIMES) {
    for (const [outcomes, words] of FATES) {
      const ofThisDeploy = time === THIS_DEPLOY && outcomes.has("split") ? parted : concerned;
      const told = outcomes.has("may-be-empty") ? accidents : ofThisDeploy;
      const hit = told.filter((exposure) => outcomes.has(outcome(exposure)));
      if (hit.length === 0) continue;
      const never = hit.every(({ survival, deployed }) => survival.replaced === "rejected" && deployed === undefined);
      return `${never ? "" : `${time}, `}${sentence(hit, labels, words)}`;
    }
  }
  return "";
}

/** More of them are only counted. */
const MOST_MISMATCHES = 2;

/** That services do not start on the data of another version, whether or not somebody said that it is known. */
function willNotStart(report: Report): string {
  const all = mismatchesOf(report);
  const shown = all
    .slice(0, MOST_MISMATCHES)
    .map(({ service, why }) => `${namesOf([service], "service")} will not start: ${prose(why)}`);
  const left = all.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more will not start`] : [])].join("; ");
}

/** An error about a volume alone is about those who cannot start with it, and one of a volume that is shared about all. */
function isAbout({ service, volume, path }: Finding, exposure: ReportedExposure): boolean {
  if (path !== exposure.path) return false;
  const shared = exposure.survival.replaced === "split" && volume !== undefined && volume === exposure.source;
  if (service !== undefined) return service === exposure.service || shared;
  return volume !== undefined && volume === exposure.source && exposure.survival.replaced === "rejected";
}

function sentence(
  exposures: readonly ReportedExposure[],
  labels: ReturnType<typeof stackLabels>,
  words: (several: boolean) => string,
): string {
  const services = new Map(
    exposures.map((one) => [JSON.stringify([one.path, one.service, labels.get(one)]), one.service]),
  );
  return `${namesOf([...services.values()], "service")} ${words(services.size > 1)}`;
}

function ignoredBlock({ ignored, tool }: Report): Block[] {
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

function skippedBlock({ skipped }: Report): Block[] {
  if (skipped.length === 0) return [];
  const items = skipped.map(({ path, reason, losses }) => {
    const would = losses === undefined ? "" : `; ${prose(lossesText(losses))}`;
    return `- ${code(path)}: ${prose(reason)}${would}`;
  });
  return [folded(counted(skipped.length, "skipped file"), { name: "skipped files", open: "", items, close: "" })];
}

/** What was checked, with what, against what. */
function versionsBlock({ tool, summary, base }: Report, head: string | undefined): Block {
  const parts = [
    `swarm-volume-check ${code(tool.version)}`,
    head === undefined ? "" : `commit ${code(head.slice(0, 12))}`,
    base === undefined ? "" : `compared with ${code(/^[0-9a-f]{40}$/.test(base) ? base.slice(0, 12) : base)}`,
    `${counted(summary.filesChecked, "file")}, ${counted(summary.services, "service")} and ${counted(summary.mounts, "mount")} checked`,
  ];
  return whole("versions", `<sub>${parts.filter((part) => part !== "").join(" · ")}</sub>`);
}
