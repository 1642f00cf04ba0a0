import { describedRules, sarifReport } from "../../src/report/sarif.ts";
import { rules } from "../../src/rules/index.ts";
import { hostileReport } from "./hostile-report.ts";
import { finding, report, withSources } from "./samples.ts";

export const RULES = describedRules();

const SOURCE = { path: "stack.yml", text: "services:\n  db:\n    image: redis\n" };
const FIXES = [{ title: "Do it", safe: true, edits: [{ path: "stack.yml", start: 0, end: 1, text: "S" }] }];
/** A finding of every rule, one that is ignored, and a base. */
const FULL = report({
  findings: rules.map(({ id, severity }) => finding({ ruleId: id, severity, fixes: FIXES, service: "db" })),
  ignored: [{ finding: finding(), by: "comment", reason: "known", path: "stack.yml", line: 1 }],
  base: "main",
});
const { pages: _, ...unlinked } = FULL.tool;
/** Logs that whoever knows SARIF must have nothing to say to. */
export const LOGS = {
  full: sarifReport(withSources(FULL, SOURCE), RULES),
  unlinked: sarifReport(withSources({ ...FULL, tool: unlinked }, SOURCE), RULES),
  empty: sarifReport(withSources(report()), RULES),
  hostile: sarifReport(withSources(hostileReport("</a>\n::error::x\u202e \ud800 %zz ../ @b")), RULES),
};
