import { join } from "node:path";
import { type Money, totals } from "../model/money.ts";
import type { Report } from "../model/report.ts";
import { FORMATS } from "../report/formats.ts";
import { annotationsOf } from "../report/github.ts";
import { markdownReport } from "../report/markdown/report.ts";
import { holdsSecret } from "../report/secrets.ts";
import type { Result } from "../session/run.ts";
import { writeText } from "../source/write.ts";
import type { ActionInputs } from "./inputs.ts";
import { folded, show } from "./log.ts";
import { type Outputs, type WrittenFiles, writeSummary } from "./outputs.ts";

/** Totals of all stacks that were checked, one for each currency; empty when no price is known. */
export function monthlyCost({ stacks, costDifference = [] }: Report): Outputs["cost"] {
  const words = ({ amount, currency }: Money) => `${amount} ${currency}`;
  return {
    monthly: totals(stacks.flatMap(({ cost }) => cost?.monthly ?? []))
      .map(words)
      .join(", "),
    change: costDifference.map(({ change }) => words(change)).join(", "),
  };
}

/** Writes the files that were asked for. Returns those that are there, and whether all are. */
export function writeFiles(
  { inputs, workspace }: { readonly inputs: ActionInputs; readonly workspace: string },
  result: Result,
): {
  readonly files: WrittenFiles;
  readonly complete: boolean;
} {
  let complete = true;
  const written: Partial<Record<keyof WrittenFiles, string>> = {};
  const write = (name: keyof WrittenFiles, path: string | undefined, text: () => string) => {
    if (path === undefined) return;
    const options = { checkout: workspace, makeFolders: true };
    const problem = writeText(join(workspace, path), text(), options);
    if (problem === undefined) {
      written[name] = path;
      return;
    }
    complete = false;
    const why = `${problem.message}; ${problem.help}`;
    show({ kind: "error", text: `input \`${name}\`: \`${path}\` could not be written: ${why}` });
  };
  write("report-file", inputs.reportFile, () => FORMATS.json.render(result));
  write("sarif-file", inputs.sarifFile, () => FORMATS.sarif.render(result));
  if (inputs.patchFile !== undefined) {
    const patches = result.patches();
    const told = patches.filter(({ diff }) => !holdsSecret(diff));
    write("patch-file", inputs.patchFile, () => told.map(({ diff }) => diff).join(""));
    const left = patches.flatMap((one) => (told.includes(one) ? [] : [`\`${one.path}\``]));
    const why =
      "lines beside the change may hold a secret. `swarm-volume-check --fix-unsafe` does the same in a checkout.";
    if (left.length > 0) show({ kind: "warning", text: `The patch leaves out ${left.join(", ")}: ${why}` });
  }
  return { files: written, complete };
}

/** Beside the lines of the files; folded in the log, which has the same findings already. */
export function annotate(report: Report): void {
  const annotations = annotationsOf(report);
  if (annotations.length === 0) return;
  folded("The same beside the lines of the files", () => {
    for (const { message, ...rest } of annotations) show({ ...rest, text: message });
  });
}

export async function summarize(
  result: Result,
  { notes, ...head }: { readonly notes: readonly string[]; readonly head?: string },
): Promise<void> {
  const { report, failing, remarks } = result;
  const { errors, warnings } = report.summary;
  const elsewhere = "The log has every finding, and a report file (input `report-file`) all of it.";
  const patches = errors + warnings > 0 ? result.patches() : [];
  await writeSummary(markdownReport(report, { failing, elsewhere, remarks: [...notes, ...remarks], patches, ...head }));
}
