import type { ReportWithSources } from "../model/report.ts";
import { painter } from "./color.ts";
import { costChart, costDetails, costTable, differenceText, totalText } from "./cost.ts";
import { printable, withoutCommands } from "./printable.ts";
import { countLine, findingBlocks, skippedBlock, type TextOptions } from "./text.ts";

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
      `${GAP}today: ${totalText(estimate)}`,
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

const GAP = "  ";
