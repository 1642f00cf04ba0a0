import { resolve } from "node:path";
import { buildReport, type CheckedStack, checkRemovedStack, checkStack, unreadable } from "../check.ts";
import { clusterFacts } from "../persistence/facts.ts";
import type { Report, ReportWithSources } from "../report.ts";
import { isFile } from "../source/disk.ts";
import type { SourceFile } from "../text.ts";
import type { Arguments } from "./arguments.ts";
import { openComparison } from "./base.ts";
import { setUp } from "./configuration.ts";
import { Repairs } from "./fix.ts";
import { type Input, readInput, stacksToCheck, workingDirectory } from "./inputs.ts";
import type { Io } from "./io.ts";
import { Complaints, reportBug } from "./messages.ts";
import { SHOWS_FIXES, writeReport } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { type RenderOptions, render } from "./render.ts";
import { usesColor } from "./terminal.ts";
import { UsageError } from "./usage.ts";
import { stackVariables, variablesFor } from "./variables.ts";
import { VERSION } from "./version.ts";

/** Checks stacks, prints the reports and returns the exit code. */
export async function check(args: Arguments, io: Io): Promise<number> {
  const complaints = new Complaints(io);
  const setup = await setUp(args, io, complaints);
  if (setup === undefined) return 2;
  const { config } = setup;
  const given = variablesFor(args, io);
  const stacks = stacksToCheck(args, io, setup, complaints);
  const inputs = stacks.flatMap((stack) => stack.inputs);
  refuseToOverwrite(inputs, args, io);
  refuseOneName(stacks.length, args);
  const comparison = args.base === undefined ? undefined : openComparison(args.base, inputs, args, io, complaints);
  const { unsetVariables } = args;
  const facts = clusterFacts(config, args);
  const progress = new Progress(stacks.length, io);
  const sources = new Map<string, SourceFile>();
  const checked: CheckedStack[] = [];
  const repairs = new Repairs(args);
  let bugs = 0;
  for (const [index, stack] of stacks.entries()) {
    const name = stack.inputs.map(({ display }) => display).join(" + ");
    progress.step(index + 1, name);
    const { files, unread } = await read(stack.inputs, args, io, complaints);
    if (unread !== undefined) {
      for (const file of files) sources.set(file.path, file);
      checked.push(...unread);
      continue;
    }
    const target = args.target ?? stack.target ?? "auto";
    const variables = stackVariables(stack.envFiles, given, io);
    const folder = workingDirectory(stack.inputs, io);
    const fileExists = args.checkFiles ? (path: string) => isFile(resolve(folder, path)) : () => undefined;
    const stackName = args.stackName ?? stack.name;
    const base = comparison?.baseOf(stack.inputs);
    const options = { target, variables, unsetVariables, facts, fileExists, config, stackName, base };
    try {
      const findings = (now: readonly SourceFile[]) => checkStack(now, { ...options, fixes: true }).findings;
      const repaired = repairs.repair(files, stack.inputs, findings);
      for (const file of repaired) sources.set(file.path, file);
      checked.push(
        checkStack(repaired, { ...options, fixes: args.reports.some(({ format }) => SHOWS_FIXES.has(format)) }),
      );
    } catch (error) {
      bugs++;
      progress.end();
      reportBug(error, `checking ${name}`, io);
    }
  }
  progress.end();
  for (const removed of comparison?.removed(setup) ?? []) {
    const target = args.target ?? "auto";
    checked.push(checkRemovedStack(removed, { target, variables: given, unsetVariables, facts, config }));
  }
  if (checked.length === 0 && complaints.any) return 2;
  const report = buildReport(checked, VERSION, comparison?.label);
  repairs.finish(io, complaints);
  const reports = repairs.takesStdout ? args.reports.filter(({ path }) => path !== undefined) : args.reports;
  const failOn = args.failOn ?? config?.failOn ?? "error";
  const failing = fails(report, failOn, args.onlyNew);
  writeReports({ report, sources }, { failOn, failing }, { ...args, reports }, io, complaints);
  if (bugs > 0) return 3;
  if (complaints.any) return 2;
  return failing ? 1 : 0;
}

/** The files of a stack; `unread` says what became of them when one could not be read. */
async function read(
  stack: readonly Input[],
  args: Arguments,
  io: Io,
  complaints: Complaints,
): Promise<{ readonly files: readonly SourceFile[]; readonly unread: readonly CheckedStack[] | undefined }> {
  const files: SourceFile[] = [];
  const unread: CheckedStack[] = [];
  for (const input of stack) {
    const result = await readInput(input, args, io);
    if ("file" in result) files.push(result.file);
    else if (result.problem.missing) complaints.add(`${input.display}: ${result.problem.message}`, result.problem.help);
    else unread.push(unreadable(input.display, result.problem.message, result.problem.help));
  }
  if (files.length === stack.length) return { files, unread: undefined };
  const skipped = files.map(({ path }) => ({ path, reason: "another file of its stack could not be read" }));
  return { files, unread: [...unread, { findings: [], stack: undefined, skipped, services: 0, mounts: 0, files: 0 }] };
}

function refuseToOverwrite(inputs: readonly Input[], { reports }: Arguments, { cwd }: Io): void {
  for (const { path } of reports) {
    if (path === undefined || !inputs.some((input) => !input.stdin && input.path === resolve(cwd, path))) continue;
    throw new UsageError(`\`--output ${path}\` would overwrite a file that is checked`, "choose another name");
  }
}

function refuseOneName(stacks: number, { stackName }: Arguments): void {
  if (stackName === undefined || stacks <= 1) return;
  const help = "name the files of that stack, or give names in the configuration (`stacks`)";
  throw new UsageError(`\`--stack-name\` names one stack, and there are ${stacks} to check`, help);
}

function writeReports(
  result: ReportWithSources,
  verdict: Pick<RenderOptions, "failOn" | "failing">,
  args: Arguments,
  io: Io,
  complaints: Complaints,
): void {
  for (const { format, path } of args.reports) {
    if (path === undefined) {
      io.stdout(
        render(format, result, {
          ...verdict,
          color: usesColor(args, io.env, io.stdoutIsTerminal),
          quiet: args.quiet,
          columns: io.columns,
        }),
      );
      continue;
    }
    const text = render(format, result, { ...verdict, color: false, quiet: args.quiet, columns: undefined });
    const failure = writeReport(path, text, io);
    if (failure !== undefined) complaints.add(`--output ${path}: ${failure}`, "check the path");
  }
}

function fails({ findings }: Report, failOn: NonNullable<Arguments["failOn"]>, onlyNew: boolean): boolean {
  if (failOn === "never") return false;
  const counted = onlyNew ? findings.filter(({ preexisting }) => !preexisting) : findings;
  return counted.some(({ severity }) => severity === "error" || (failOn === "warning" && severity === "warning"));
}
