import { counted, plural } from "../../model/english.ts";
import { byPlace, type Finding, type IgnoredFinding, type Severity } from "../../model/finding.ts";
import { printable, withoutCommands } from "../../model/printable.ts";
import type { Report, ReportWithSources, Skipped } from "../../model/report.ts";
import type { SourceFile } from "../../model/text.ts";
import { type FoldedNotes, fixesLine, foldNotes } from "../findings.ts";
import { accidentsOf, byReason as byCause, isRefused, lossesText, mismatchesOf } from "../outcomes.ts";
import { costChart, costDetails, costTable, differenceText, priceRemark, totalText } from "./cost.ts";
import { codeFrame } from "./frame.ts";
import { legend, survivalTable } from "./survival.ts";
import { type Paint, painter, type Style, wrapped } from "./terminal.ts";

export interface TextOptions {
  readonly color: boolean;
  /** Errors and the count only. */
  readonly quiet: boolean;
  /** The terminal's width; undefined leaves long lines as they are. */
  readonly columns: number | undefined;
}

interface Context extends TextOptions {
  readonly paint: Paint;
}

const STYLES: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow", note: "cyan" };
/** Up to here skipped files are listed one by one, then by reason with a few examples. */
const FEW_SKIPPED = 5;
const EXAMPLES = 3;
/** Skipped files that are listed one by one with what they would lose. */
const MOST_LOSING = 20;
/** Up to here, findings that are ignored for one reason are listed one by one. */
const FEW_IGNORED = 3;
/** The longest list of reasons that the count line takes in. */
const SHORT_REASONS = 60;

/** The report for a terminal or a log. */
export function textReport({ report, sources }: ReportWithSources, options: TextOptions): string {
  const context = { ...options, paint: painter(options.color) };
  const found = findingBlocks({ report, sources }, context);
  const around = options.quiet
    ? []
    : [
        ...survivalBlocks(report, context),
        ...costBlock(report, context),
        ...skippedBlock(report.skipped, context),
        ...ignoredBlock(report, context),
        ...accidentBlock(report, context),
        ...(report.fixes === undefined ? [] : [[fixesLine(report.fixes)]]),
      ];
  const blocks = [...found, ...around, [countLine(report, context.paint)]];
  return withoutCommands(`${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}

/** The findings, each with its place, its code and what to do. */
function findingBlocks({ report, sources }: ReportWithSources, context: Context): string[][] {
  const shown = report.findings.filter(({ severity }) => !context.quiet || severity === "error");
  const priced = report.stacks.filter(({ cost }) => cost !== undefined).reverse(); // the first of a file's stacks counts
  const stackOf = new Map(priced.flatMap((stack) => stack.files.map((file) => [file, stack] as const)));
  return foldNotes(shown.sort(inOrder)).map((item) =>
    "groups" in item
      ? foldedBlock(item, context)
      : findingBlock(item, sources.get(item.path), priceRemark(item, stackOf.get(item.path)), context),
  );
}

/** The message only keeps the order the same from run to run. */
function inOrder(a: Finding, b: Finding): number {
  return byPlace(a, b) || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}

function findingBlock(
  finding: Finding,
  source: SourceFile | undefined,
  price: string | undefined,
  context: Context,
): string[] {
  const { paint, columns } = context;
  const style = STYLES[finding.severity];
  const place = `${printable(finding.path)}:${finding.startLine}:${finding.startColumn}`;
  // Advice is short, so that errors stand out.
  const framed = finding.severity === "note" ? undefined : source;
  const frame = framed ? ["", ...codeFrame(framed, finding, { columns, paint, style }), ""] : [];
  const anchor =
    finding.anchor === undefined ? [] : remark("anchor", `the value is written at \`&${finding.anchor}\``, context);
  const help = finding.help === undefined ? [] : remark("help", finding.help, context);
  const cost = price === undefined ? [] : remark("cost", price, context);
  const tail = [...anchor, ...help, ...cost];
  if (tail.length === 0) frame.pop();
  return [
    `${paint("bold", place)}  ${paint(style, finding.severity)}  ${paint("dim", printable(finding.ruleId))}${finding.preexisting ? paint("dim", "  (already at base)") : ""}`,
    ...indented(finding.message, context),
    ...frame,
    ...tail,
  ];
}

function foldedBlock({ path, ruleId, places, groups }: FoldedNotes, context: Context): string[] {
  const { paint } = context;
  const lines = [
    `${paint("bold", printable(path))}  ${paint(STYLES.note, "note")}  ${paint("dim", `${printable(ruleId)}, ${places} places`)}`,
  ];
  groups.forEach(({ message, help, lines: numbers }, index) => {
    const where = `${plural(numbers.length, "line")} ${numbers.join(", ")}`;
    lines.push(...indented(message, context), ...indented(where, context, "    ").map((line) => paint("dim", line)));
    if (help !== undefined && groups[index + 1]?.help !== help) lines.push(...remark("help", help, context));
  });
  return lines;
}

function indented(text: string, { columns }: Context, indent = "  "): string[] {
  const room = columns === undefined ? undefined : columns - indent.length;
  return wrapped(printable(text), room).map((line) => indent + line);
}

function remark(label: string, text: string, { columns, paint }: Context): string[] {
  const head = `  = ${label}: `;
  const lines = wrapped(printable(text), columns === undefined ? undefined : columns - head.length);
  return lines.map((line, index) => (index === 0 ? paint("dim", head) : " ".repeat(head.length)) + line);
}

function survivalBlocks({ stacks }: Report, { columns, paint }: Context): string[][] {
  const blocks = stacks.flatMap((stack) => {
    const table = survivalTable(stack, columns, paint);
    if (table.length === 0) return [];
    const refused = isRefused(stack) ? `  ${paint("red", "docker stack deploy refuses this stack")}` : "";
    const name = stack.name === undefined ? "" : `${printable(stack.name)}: `;
    return [[`${paint("bold", name + stack.files.map(printable).join(" + "))}${refused}`, ...table]];
  });
  const [first, ...others] = blocks;
  if (first === undefined) return [];
  return [[paint("bold", "What happens to the data"), "", ...first], ...others, legend(stacks, paint)];
}

/** By how much the change alters the bill, where it does. */
function costBlock({ costDifference = [] }: Report, { paint, columns }: Context): string[][] {
  const changed = costDifference.filter(({ volumes }) => volumes.length > 0);
  return changed.length === 0 ? [] : [differenceText(changed, { paint, columns })];
}

/** Files by reason; what follows a colon in a reason is about one file only. */
function byReason(skipped: readonly Skipped[]): [reason: string, paths: string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { path, reason } of skipped) {
    const general = reason.split(": ", 1)[0] as string;
    const paths = reasons.get(general);
    if (paths) paths.push(printable(path));
    else reasons.set(general, [printable(path)]);
  }
  return [...reasons].map(([reason, paths]) => [printable(reason), paths]);
}

function skippedBlock(skipped: readonly Skipped[], { paint }: Context): string[][] {
  if (skipped.length === 0) return [];
  if (skipped.length <= FEW_SKIPPED) {
    const lines = skipped.flatMap(({ path, reason, losses }) => [
      `  ${printable(path)}: ${printable(reason)}`,
      ...(losses ? [`    ${printable(lossesText(losses))}`] : []),
    ]);
    return [[paint("bold", "Skipped"), ...lines]];
  }
  const lines = byReason(skipped).map(([reason, paths]) => {
    const more = paths.length > EXAMPLES ? ` and ${paths.length - EXAMPLES} more` : "";
    return `  ${counted(paths.length, "file")}: ${reason} (${paths.slice(0, EXAMPLES).join(", ")}${more})`;
  });
  const losing = skipped.flatMap(({ path, losses }) =>
    losses ? `  ${printable(path)}: ${printable(lossesText(losses))}` : [],
  );
  const left = losing.length - MOST_LOSING;
  const more = left > 0 ? [`  and ${counted(left, "more file")}; \`--format json\` has all of them`] : [];
  return [[paint("bold", "Skipped"), ...lines, ...losing.slice(0, MOST_LOSING), ...more]];
}

function ignoredBlock({ ignored }: Report, { paint }: Context): string[][] {
  return ignored.length === 0 ? [] : [[paint("bold", "Ignored"), ...ignoredLines(ignored)]];
}

/** Which services this deploy may start without their data, and why. */
function accidentBlock(report: Report, context: Context): string[][] {
  const stopped = mismatchesOf(report);
  const lines = byCause(accidentsOf(report)).flatMap(([why, services]) => {
    const names = services
      .filter((name) => !stopped.some(({ service }) => service === name))
      .map((name) => `\`${name}\``);
    return names.length === 0 ? [] : indented(`${names.join(", ")} may start without data: ${why}.`, context);
  });
  lines.unshift(...stopped.flatMap(({ service, why }) => indented(`\`${service}\` will not start: ${why}.`, context)));
  return lines.length === 0 ? [] : [[context.paint("bold", "On this deploy"), ...lines]];
}

function countLine({ findings, summary, skipped, base }: Report, paint: Paint): string {
  const { errors, warnings, notes, ignored, stacks, filesChecked, filesSkipped } = summary;
  const problems = [
    errors > 0 ? paint("red", counted(errors, "error")) : "",
    warnings > 0 ? paint("yellow", counted(warnings, "warning")) : "",
    notes > 0 ? paint("cyan", counted(notes, "note")) : "",
  ].filter((text) => text !== "");
  const reasons = byReason(skipped);
  const listed =
    reasons.length === 1
      ? (reasons[0]?.[0] ?? "")
      : reasons.map(([reason, paths]) => `${paths.length} ${reason}`).join(", ");
  const why = listed !== "" && listed.length <= SHORT_REASONS ? `: ${listed}` : "";
  const files = `${counted(filesChecked, "file")} checked${filesSkipped > 0 ? `, ${filesSkipped} skipped${why}` : ""}`;
  const found = problems.length > 0 ? problems.join(", ") : paint("green", "0 problems");
  const old = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity && one.preexisting === true).length;
    return count > 0 ? counted(count, severity) : [];
  });
  const before = old.length > 0 ? ` (there before this change: ${old.join(", ")})` : "";
  const compared = base === undefined ? "" : `, compared with ${printable(base)}${before}`;
  const known = ignored > 0 ? `, ${ignored} ignored` : "";
  return `${found} in ${counted(stacks, "stack")} (${files})${compared}${known}`;
}

/** What is ignored and why, by reason. */
export function ignoredLines(ignored: readonly IgnoredFinding[]): string[] {
  const reasons = new Map<string, IgnoredFinding[]>();
  for (const one of ignored) {
    const reason = one.by === "baseline" ? `in the baseline ${one.path}` : one.reason;
    const same = reasons.get(reason);
    if (same) same.push(one);
    else reasons.set(reason, [one]);
  }
  return Array.from(reasons, ([reason, same]) => {
    if (same.length > FEW_IGNORED) {
      const files = new Set(same.map(({ finding }) => finding.path)).size;
      return [`  ${same.length} findings in ${counted(files, "file")}: ${printable(reason)}`];
    }
    return same.map(({ finding: { path, startLine, ruleId } }) => {
      return `  ${printable(path)}:${startLine} ${printable(ruleId)}: ${printable(reason)}`;
    });
  }).flat();
}

/** The report of `cost` for a terminal or a log: amounts first, then how they come about. */
export function costTextReport(result: ReportWithSources, options: TextOptions): string {
  const { report } = result;
  const paint = painter(options.color);
  const context = { ...options, paint };
  const cost = { paint, columns: options.columns };
  const priced = report.stacks.flatMap((stack) => (stack.cost === undefined ? [] : [{ ...stack, cost: stack.cost }]));
  const blocks: string[][] = [];
  for (const { files, cost: estimate } of priced) {
    const where = [estimate.provider, ...(estimate.region === undefined ? [] : [estimate.region])].join(" ");
    const table = estimate.volumes.length === 0 ? [] : ["", ...costTable(estimate, cost), ""];
    blocks.push([
      `${paint("bold", files.map(printable).join(" + "))}  ${paint("dim", `prices of ${printable(where)}`)}`,
      ...table,
      `  today: ${totalText(estimate)}`,
    ]);
    if (!options.quiet) blocks.push(...costDetails(estimate, cost));
  }
  const chart = costChart(priced, cost);
  if (chart.length > 0) blocks.push(chart);
  const difference = differenceText(report.costDifference ?? [], cost);
  if (difference.length > 0) blocks.push(difference);
  blocks.push(...findingBlocks(result, context));
  const warnings = [...new Set(priced.flatMap((one) => one.cost.warnings))];
  if (warnings.length > 0) blocks.push(warnings.map((text) => `${paint("yellow", "warning")}: ${printable(text)}`));
  if (!options.quiet) blocks.push(...skippedBlock(report.skipped, context));
  if (blocks.length === 0 || report.findings.length > 0) blocks.push([countLine(report, paint)]);
  return withoutCommands(`${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}
