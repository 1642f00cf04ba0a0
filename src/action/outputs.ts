import type { Runner } from "./runner.ts";

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
export function setNoOutputs(runner: Runner, verdict: Outputs["verdict"]): void {
  setOutputs(runner, { ...NOTHING, verdict });
}

/** Every run sets all outputs. */
export function setOutputs(runner: Runner, outputs: Outputs): void {
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
  for (const [name, value] of Object.entries(values)) runner.output(name, String(value));
}
