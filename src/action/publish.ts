import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describedRules } from "../cli/render.ts";
import { totals } from "../cost/money.ts";
import type { FilePatch } from "../fix/unified.ts";
import { annotationsOf } from "../report/annotations.ts";
import { jsonReport } from "../report/json.ts";
import { markdownReport } from "../report/markdown.ts";
import { sarifReport } from "../report/sarif.ts";
import { holdsSecret } from "../report/secrets.ts";
import type { Money, Report } from "../report.ts";
import { plainProblem } from "../source/disk.ts";
import type { Evaluation } from "./evaluate.ts";
import type { ActionInputs } from "./inputs.ts";
import type { Runner } from "./runner.ts";

/** Everything that a step after this one can read; every run sets all of it. */
export interface Outputs {
  readonly verdict: "pass" | "fail" | "error";
  readonly report: Report | undefined;
  readonly reviewUrl: string | undefined;
  readonly files: WrittenFiles;
}

export type WrittenFiles = Readonly<Partial<Record<"report-file" | "sarif-file" | "patch-file", string>>>;

export function setOutputs(runner: Runner, { verdict, report, reviewUrl, files }: Outputs): void {
  const { errors = 0, warnings = 0, filesChecked = 0, filesSkipped = 0 } = report?.summary ?? {};
  const cost = report ? monthlyCost(report) : { monthly: "", change: "" };
  const values = {
    verdict,
    errors,
    warnings,
    "checked-files": filesChecked,
    "skipped-files": filesSkipped,
    "monthly-cost": cost.monthly,
    "monthly-cost-change": cost.change,
    "review-url": reviewUrl ?? "",
    "report-file": files["report-file"] ?? "",
    "sarif-file": files["sarif-file"] ?? "",
    "patch-file": files["patch-file"] ?? "",
  };
  for (const [name, value] of Object.entries(values)) runner.output(name, String(value));
}

/** Totals of all stacks that were checked, one for each currency; empty when no price is known. */
function monthlyCost({ stacks, costDifference = [] }: Report): { readonly monthly: string; readonly change: string } {
  const words = ({ amount, currency }: Money) => `${amount} ${currency}`;
  return {
    monthly: totals(stacks.flatMap(({ cost }) => cost?.monthly ?? []))
      .map(words)
      .join(", "),
    change: costDifference.map(({ change }) => words(change)).join(", "),
  };
}

/** Writes the files that were asked for; one that cannot be written is a warning. Returns those that are there. */
export function writeFiles(
  runner: Runner,
  inputs: ActionInputs,
  evaluation: Evaluation,
  patches: readonly FilePatch[],
  workspace: string,
): WrittenFiles {
  const written: Partial<Record<keyof WrittenFiles, string>> = {};
  const write = (name: keyof WrittenFiles, path: string | undefined, text: () => string) => {
    if (path === undefined) return;
    try {
      writeFileSync(join(workspace, path), text());
      written[name] = path;
    } catch (error) {
      const { message } = plainProblem(error);
      runner.show({ kind: "warning", text: `input \`${name}\`: \`${path}\` could not be written: ${message}` });
    }
  };
  write("report-file", inputs.reportFile, () => jsonReport(evaluation.report));
  write("sarif-file", inputs.sarifFile, () => sarifReport(evaluation, describedRules()));
  if (inputs.patchFile !== undefined) {
    const told = patches.filter(({ diff }) => !holdsSecret(diff));
    write("patch-file", inputs.patchFile, () => told.map(({ diff }) => diff).join(""));
    const left = patches.filter((one) => !told.includes(one)).map(({ path }) => `\`${path}\``);
    const why =
      "lines beside the change may hold a secret. `swarm-volume-check --fix-unsafe` does the same in a checkout.";
    if (left.length > 0) runner.show({ kind: "warning", text: `The patch leaves out ${left.join(", ")}: ${why}` });
  }
  return written;
}

export function annotate(runner: Runner, report: Report): void {
  for (const { message, ...rest } of annotationsOf(report)) runner.show({ ...rest, text: message });
}

export function summarize(
  runner: Runner,
  { report, failing }: Evaluation,
  view: { readonly remarks: readonly string[]; readonly head?: string; readonly patches: readonly FilePatch[] },
): void {
  const elsewhere = "The log has every finding, and a report file (input `report-file`) all of it.";
  runner.summary(markdownReport(report, { failing, elsewhere, ...view }));
}
