import type { ReportWithSources } from "../model/report.ts";
import { type DescribedRule, sarifReport } from "../report/sarif.ts";
import { rules } from "../rules/index.ts";
import { pages } from "./pages.generated.js";

/** The report as SARIF, where every rule has its page. */
export function sarif(result: ReportWithSources): string {
  return sarifReport(result, describedRules());
}

/** The rules with their pages. */
export function describedRules(): DescribedRule[] {
  return rules.map(({ id, category, severity, summary }) => ({ id, category, severity, summary, page: pages[id] }));
}
