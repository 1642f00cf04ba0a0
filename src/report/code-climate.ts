import type { Severity } from "../model/finding.ts";
import { printable, printableJson } from "../model/printable.ts";
import type { Report } from "../model/report.ts";

const SEVERITIES: Readonly<Record<Severity, string>> = { error: "critical", warning: "minor", note: "info" };

/** The findings as GitLab reads them for its code quality report. */
export function codeClimateReport({ findings }: Report): string {
  const issues = findings.map(({ ruleId, severity, message, path, startLine, endLine, fingerprint }) => ({
    type: "issue",
    check_name: ruleId,
    description: printable(message),
    categories: ["Bug Risk"],
    severity: SEVERITIES[severity],
    fingerprint,
    location: { path, lines: { begin: startLine, end: endLine } },
  }));
  return `${printableJson(JSON.stringify(issues, undefined, 2))}\n`;
}
