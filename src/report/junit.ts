import type { Finding, IgnoredFinding } from "../model/finding.ts";
import { printable } from "../model/printable.ts";
import type { Report } from "../model/report.ts";
import { lossesText } from "./outcomes.ts";

interface Case {
  readonly name: string;
  /** What is inside the element; empty: passed. */
  readonly inside: string;
  readonly result: "passed" | "failed" | "skipped";
}

/**
 * The report as JUnit XML: a suite for each file. A finding that fails the check is a failed test, any other one is a
 * passed test with its text; what is ignored or left alone is skipped.
 */
export function junitReport(report: Report, failOn: "error" | "warning" | "never"): string {
  const suites = new Map<string, Case[]>();
  const add = (path: string, one: Case) => {
    const cases = suites.get(path);
    if (cases) cases.push(one);
    else suites.set(path, [one]);
  };
  for (const path of report.stacks.flatMap(({ files }) => files)) suites.set(path, []);
  for (const finding of report.findings) add(finding.path, caseOf(finding, failOn));
  for (const ignored of report.ignored) add(ignored.finding.path, ignoredCase(ignored));
  for (const { path, reason, losses } of report.skipped) {
    const message = losses === undefined ? reason : `${reason}; ${lossesText(losses)}`;
    add(path, { name: "skipped", inside: `<skipped message="${xml(message)}"/>`, result: "skipped" });
  }
  for (const cases of suites.values()) {
    if (cases.length === 0) cases.push({ name: "no findings", inside: "", result: "passed" });
  }
  const body = Array.from(suites, ([path, cases]) => suite(path, cases));
  const cases = [...suites.values()].flat();
  const { name } = report.tool;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}" ${counts(cases)}>\n${body.join("")}</testsuites>\n`;
}

function suite(path: string, cases: readonly Case[]): string {
  const lines = cases.map(({ name, inside }) => {
    const head = `    <testcase name="${xml(name)}" classname="${xml(path)}" file="${xml(path)}"`;
    return inside === "" ? `${head}/>\n` : `${head}>${inside}</testcase>\n`;
  });
  return `  <testsuite name="${xml(path)}" ${counts(cases)}>\n${lines.join("")}  </testsuite>\n`;
}

function counts(cases: readonly Case[]): string {
  const count = (result: Case["result"]) => cases.filter((one) => one.result === result).length;
  return `tests="${cases.length}" failures="${count("failed")}" errors="0" skipped="${count("skipped")}"`;
}

function caseOf(finding: Finding, failOn: "error" | "warning" | "never"): Case {
  const { severity, message, help } = finding;
  const fails = failOn !== "never" && (severity === "error" || (failOn === "warning" && severity === "warning"));
  const text = `${place(finding)}: ${message}${help === undefined ? "" : ` ${help}`}`;
  const inside = fails
    ? `<failure type="${severity}" message="${xml(message)}">${xml(text)}</failure>`
    : `<system-out>${xml(`${severity}: ${text}`)}</system-out>`;
  return { name: nameOf(finding), inside, result: fails ? "failed" : "passed" };
}

function ignoredCase({ finding, reason }: IgnoredFinding): Case {
  return { name: nameOf(finding), inside: `<skipped message="${xml(`ignored: ${reason}`)}"/>`, result: "skipped" };
}

function nameOf(finding: Finding): string {
  return `${finding.ruleId} at line ${finding.startLine}`;
}

function place({ path, startLine, startColumn }: Finding): string {
  return `${path}:${startLine}:${startColumn}`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** As one line of text or an attribute: what XML or a runner's log would act on is written otherwise. */
function xml(text: string): string {
  return printable(text).replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
}
