import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import * as core from "@actions/core";
import { buildReport, type CheckedStack, type CheckOptions, checkStack, unreadable } from "./check.ts";
import { VERSION } from "./cli/version.ts";
import { printable } from "./report/printable.ts";
import { textReport } from "./report/text.ts";
import type { Finding, Report } from "./report.ts";
import { DEFAULT_MAX_BYTES, readStackFile } from "./source/disk.ts";
import { findStackFiles } from "./source/walk.ts";
import type { SourceFile } from "./text.ts";

/** GitHub shows this many annotations of each kind for a step. */
const ANNOTATIONS = 10;

/** Checks the stack files of the workspace: the log, annotations, outputs and the exit code. Never throws. */
export async function runAction(): Promise<void> {
  try {
    const failOn = choice("fail-on", ["error", "warning", "never"]);
    const { report, sources } = checkWorkspace(core.getMultilineInput("files"), readOptions());
    core.info(textReport({ report, sources }, { color: false, quiet: false, columns: undefined }));
    annotate(report.findings);
    setOutputs(report);
    const { errors, warnings } = report.summary;
    if (failOn !== "never" && errors > 0) core.setFailed(`${errors} errors`);
    else if (failOn === "warning" && warnings > 0) core.setFailed(`${warnings} warnings`);
  } catch (error) {
    setOutputs(buildReport([], VERSION));
    core.setFailed(error instanceof InputError ? error.message : printable(String((error as Error).stack ?? error)));
  }
}

class InputError extends Error {}

function choice<const T extends string>(name: string, allowed: readonly T[]): T {
  const given = core.getInput(name) || (allowed[0] as T);
  const found = allowed.find((one) => one === given);
  if (found === undefined) throw new InputError(`input \`${name}\` must be one of ${allowed.join(", ")}`);
  return found;
}

function readOptions(): CheckOptions {
  const given = core.getInput("nodes");
  const nodes = given === "" ? undefined : Number(given);
  if (nodes !== undefined && !(Number.isInteger(nodes) && nodes > 0)) {
    throw new InputError("input `nodes` must be a whole number above 0");
  }
  const sharedPaths = core.getMultilineInput("shared-paths");
  if (!sharedPaths.every((path) => path.startsWith("/"))) {
    throw new InputError("input `shared-paths` takes absolute paths, one a line");
  }
  const target = choice("target", ["auto", "swarm", "compose"]);
  return { target, variables: new Map(), unsetVariables: "unknown", facts: { nodes, sharedPaths } };
}

function checkWorkspace(given: readonly string[], options: CheckOptions) {
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const sources = new Map<string, SourceFile>();
  const checked: CheckedStack[] = [];
  for (const path of (given.length > 0 ? given : ["."]).flatMap((one) => expand(workspace, one))) {
    const result = readStackFile(isAbsolute(path) ? path : join(workspace, path), path, {
      maxBytes: DEFAULT_MAX_BYTES,
    });
    if ("problem" in result) {
      checked.push(unreadable(path, result.problem.message, result.problem.help));
      continue;
    }
    sources.set(path, result.file);
    checked.push(checkStack([result.file], options));
  }
  return { report: buildReport(checked, VERSION), sources };
}

/** A folder stands for the stack files in it. */
function expand(workspace: string, path: string): string[] {
  const absolute = isAbsolute(path) ? path : join(workspace, path);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return findStackFiles(absolute, { maxBytes: DEFAULT_MAX_BYTES }).files.map((file) =>
    path === "." ? file : `${path}/${file}`,
  );
}

function annotate(findings: readonly Finding[]): void {
  for (const [severity, show] of [
    ["error", core.error],
    ["warning", core.warning],
  ] as const) {
    const chosen = findings.filter((finding) => finding.severity === severity).slice(0, ANNOTATIONS);
    for (const { ruleId, message, help, path, startLine, startColumn, endLine, endColumn } of chosen) {
      const place = { startLine, endLine, ...(startLine === endLine ? { startColumn, endColumn } : {}) };
      show(printable(help === undefined ? message : `${message} ${help}`), { title: ruleId, file: path, ...place });
    }
  }
}

function setOutputs({ summary }: Report): void {
  core.setOutput("errors", summary.errors);
  core.setOutput("warnings", summary.warnings);
  core.setOutput("notes", summary.notes);
  core.setOutput("files-checked", summary.filesChecked);
}
