import { resolve } from "node:path";
import { namingOthers, readersOf, standing } from "../check/active-findings.ts";
import { buildReport } from "../check/build-report.ts";
import { type CheckedStack, checkRemovedStack, checkStack, unreadable } from "../check/check.ts";
import { purposeOf } from "../check/purpose.ts";
import type { CheckedFiles } from "../check/recheck.ts";
import { clusterFacts } from "../config/cluster.ts";
import { Budget } from "../fix/budget.ts";
import type { Finding, Severity } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import type { SourceFile } from "../model/text.ts";
import { isFile } from "../source/disk.ts";
import { parseFile } from "../yaml/parse.ts";
import type { Arguments } from "./arguments.ts";
import { type Comparison, openComparison } from "./base.ts";
import { setUp } from "./configuration.ts";
import type { Repairs } from "./fix.ts";
import { type Input, readInput, stacksToCheck, workingDirectory } from "./inputs.ts";
import type { Io } from "./io.ts";
import { type Complaints, reportBug } from "./messages.ts";
import { policyFor, rewriteBaseline } from "./policy.ts";
import { pricing } from "./pricing.ts";
import { Progress } from "./progress.ts";
import { UsageError } from "./usage.ts";
import { stackVariables, variablesFor } from "./variables.ts";
import { VERSION } from "./version.ts";

/** What was checked, and what came of it. */
export interface Checking {
  readonly report: Report;
  readonly inputs: readonly Input[];
  /** By the paths that the report has. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Stacks that could be read, and how they were checked. */
  readonly stacks: readonly CheckedFiles[];
  /** What it was compared with. */
  readonly comparison: Comparison | undefined;
  readonly failOn: "error" | "warning" | "never";
  readonly failing: boolean;
  /** How many stacks this program failed on. */
  readonly bugs: number;
}

export interface CheckingOptions {
  /** Whether findings come with fixes. */
  readonly fixes: boolean;
  /** Repairs stacks before they are checked; undefined: they are checked as they are. */
  readonly repairs?: Repairs;
}

/** Reads and checks what a call names. undefined when there is nothing to report on; complaints say why. */
export async function checkInputs(
  args: Arguments,
  io: Io,
  complaints: Complaints,
  { fixes, repairs }: CheckingOptions,
): Promise<Checking | undefined> {
  const setup = setUp(args, io, complaints);
  if (setup === undefined) return undefined;
  const { config } = setup;
  const policy = policyFor(args, setup, io, complaints);
  if (policy === undefined) return undefined;
  const { rootPath } = policy;
  const cost = pricing(args, config, io);
  const given = variablesFor(args, io);
  const inputStacks = stacksToCheck(args, io, setup, complaints);
  const inputs = inputStacks.flatMap((stack) => stack.inputs);
  refuseToOverwrite(inputs, args, io);
  refuseOneName(inputStacks.length, args);
  const comparison = args.base === undefined ? undefined : openComparison(args.base, inputs, args, io, complaints);
  const { unsetVariables } = args;
  const facts = clusterFacts(config, args);
  const named = inputStacks.map(({ name, inputs: own }) => ({ name, files: own.map(({ display }) => display) }));
  const readers = readersOf(named);
  const progress = new Progress(inputStacks.length, io);
  const sources = new Map<string, SourceFile>(setup.source ? [[setup.source.path, setup.source]] : []);
  const checked: CheckedStack[] = [];
  const stacks: CheckedFiles[] = [];
  let bugs = 0;
  for (const [index, stack] of inputStacks.entries()) {
    const own = named[index] as (typeof named)[number];
    const name = own.files.join(" + ");
    progress.step(index + 1, name);
    const { files, unread } = await read(stack.inputs, args, io, complaints);
    if (unread !== undefined) {
      for (const file of files) sources.set(file.path, file);
      checked.push(...unread);
      continue;
    }
    const target = args.target ?? stack.target ?? config?.target ?? "auto";
    const variables = stackVariables(stack.envFiles, given, io, complaints);
    if (variables === undefined) {
      checked.push(leftOut(files, "a file with its variables could not be read"));
      continue;
    }
    const folder = workingDirectory(stack.inputs, io);
    const fileExists = args.checkFiles ? (path: string) => isFile(resolve(folder, path)) : () => undefined;
    const stackName = args.stackName ?? stack.name;
    const base = comparison?.baseOf(stack.inputs, stack.envFiles);
    const deployed = { target, named: stack.named, variables, unsetVariables, facts, fileExists, stackName };
    const options = { ...deployed, config, base, rootPath, cost };
    try {
      const budget = new Budget(files);
      // What is known to be fine is not repaired.
      const purpose = repairs && purposeOf(files.map(parseFile), options);
      const findings = (now: readonly SourceFile[]) =>
        namingOthers(
          standing([checkStack(now, { ...options, purpose, fixes: true, budget })], policy).kept,
          own,
          readers,
        );
      const repaired = repairs?.repair(files, stack.inputs, findings) ?? files;
      for (const file of repaired) sources.set(file.path, file);
      const one = checkStack(repaired, { ...options, fixes });
      checked.push(one);
      if (one.namedInVain) complainAboutNaming(one, complaints);
      stacks.push({ files: repaired, options, policy, checked: fixes ? one : undefined });
    } catch (error) {
      bugs++;
      progress.end();
      reportBug(error, `checking ${name}`, io);
    }
  }
  progress.end();
  for (const removed of comparison?.removed(setup) ?? []) {
    const target = args.target ?? config?.target ?? "auto";
    const options = { target, variables: given, unsetVariables, facts, config, rootPath, cost };
    checked.push(checkRemovedStack(removed, options));
  }
  if (checked.length === 0 && complaints.any) return undefined;
  const whole = bugs === 0 && !complaints.any && !checked.some(isUnreadable);
  const told = { ...policy, complete: policy.complete && whole };
  const final = args.writeBaseline ? rewriteBaseline(checked, told, io, complaints) : told;
  const report = reported(buildReport(checked, VERSION, { policy: final, base: comparison?.label, cost }), args);
  const failOn = args.failOn ?? config?.failOn ?? "error";
  return { report, inputs, sources, stacks, comparison, failOn, failing: fails(report, failOn, args.onlyNew), bugs };
}

/** `cost` speaks of money alone, and of files that could not be read. */
function reported(report: Report, { command }: Arguments): Report {
  if (command !== "cost") return report;
  const concerns = ({ category, ruleId }: Finding) => category === "cost" || ruleId === "file-unreadable";
  const findings = report.findings.filter(concerns);
  const ignored = report.ignored.filter(({ finding }) => concerns(finding));
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const counts = { errors: count("error"), warnings: count("warning"), notes: count("note"), ignored: ignored.length };
  const preexisting = findings.filter((finding) => finding.preexisting).length;
  return { ...report, findings, ignored, summary: { ...report.summary, ...counts, preexisting } };
}

const isUnreadable = ({ findings }: CheckedStack): boolean =>
  findings.some(({ ruleId }) => ruleId === "file-unreadable");

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
  return { files, unread: [...unread, leftOut(files, "another file of its stack could not be read")] };
}

/** What was named as a stack and is something else. */
function complainAboutNaming({ skipped }: CheckedStack, complaints: Complaints): void {
  for (const { path, reason } of skipped)
    complaints.add(`${path}: ${reason}`, "name a stack file; `--target swarm` checks this one all the same");
}

function leftOut(files: readonly SourceFile[], reason: string): CheckedStack {
  const skipped = files.map(({ path }) => ({ path, reason }));
  return { findings: [], stack: undefined, skipped, services: 0, mounts: 0 };
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

function fails({ findings }: Report, failOn: NonNullable<Arguments["failOn"]>, onlyNew: boolean): boolean {
  if (failOn === "never") return false;
  const counted = onlyNew ? findings.filter(({ preexisting }) => !preexisting) : findings;
  return counted.some(({ severity }) => severity === "error" || (failOn === "warning" && severity === "warning"));
}
