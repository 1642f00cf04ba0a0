import { setOutput, summary } from "@actions/core";
import { show } from "./log.ts";

/** The inputs that name files, and the outputs that say which of them were written. */
export type WrittenFiles = Readonly<Partial<Record<"report-file" | "sarif-file" | "patch-file", string>>>;

/** Everything that a step after this one can read. */
export interface Outputs {
  readonly verdict: "pass" | "fail" | "error";
  readonly errors: number;
  readonly warnings: number;
  readonly filesChecked: number;
  readonly filesSkipped: number;
  /** Amounts with their currencies; empty when no price is known. */
  readonly cost: { readonly monthly: string; readonly change: string };
  readonly reviewUrl: string | undefined;
  readonly files: WrittenFiles;
}

const NOTHING: Omit<Outputs, "verdict"> = {
  errors: 0,
  warnings: 0,
  filesChecked: 0,
  filesSkipped: 0,
  cost: { monthly: "", change: "" },
  reviewUrl: undefined,
  files: {},
};

/** Sets the outputs of a run that checked nothing. */
export function setNoOutputs(verdict: Outputs["verdict"]): void {
  setOutputs({ ...NOTHING, verdict });
}

/** Every run sets all outputs. */
export function setOutputs(outputs: Outputs): void {
  const { verdict, errors, warnings, filesChecked, filesSkipped, cost, reviewUrl, files } = outputs;
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
  try {
    for (const [name, value] of Object.entries(values)) setOutput(name, String(value));
  } catch (error) {
    unwritable("GITHUB_OUTPUT", error);
  }
}

/** Adds Markdown to the page of the run. */
export async function writeSummary(markdown: string): Promise<void> {
  try {
    await summary.addRaw(markdown).write();
  } catch (error) {
    unwritable("GITHUB_STEP_SUMMARY", error);
  }
}

/** What cannot be written is told, and changes nothing else. */
function unwritable(variable: string, error: unknown): void {
  show({ kind: "warning", text: `The file that ${variable} names cannot be written: ${(error as Error).message}` });
}
