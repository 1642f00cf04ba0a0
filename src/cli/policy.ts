import { resolve } from "node:path";
import { standing } from "../check/active-findings.ts";
import type { CheckedStack } from "../check/check.ts";
import { baselineText, readBaseline } from "../ignore/baseline.ts";
import type { Baseline, Policy } from "../ignore/model.ts";
import { DEFAULT_MAX_BYTES, readStackFile } from "../source/disk.ts";
import type { Arguments } from "./arguments.ts";
import { complainAbout, rootPath, type Setup } from "./configuration.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";
import { writeReport } from "./outputs.ts";
import { UsageError } from "./usage.ts";

/** What is known of findings. undefined when the baseline is wrong, which was complained about. */
export function policyFor(args: Arguments, setup: Setup, io: Io, complaints: Complaints): Policy | undefined {
  const baseline = args.baseline === undefined ? undefined : readBaselineFile(args, args.baseline, io, complaints);
  if (args.baseline !== undefined && baseline === undefined) return undefined;
  return {
    comments: args.inlineIgnores,
    config: setup.config,
    baseline,
    today: new Date(io.now()).toISOString().slice(0, 10),
    complete: coversRoot(args, setup, io),
    rootPath: (path) => rootPath(setup, resolve(io.cwd, path)),
  };
}

/** Whether a call is about everything below the root. */
function coversRoot({ operands, stack }: Arguments, { root }: Setup, { cwd }: Io): boolean {
  if (operands.length === 0) return stack.length === 0 && root === cwd;
  return operands.some((path) => resolve(cwd, path) === root);
}

function readBaselineFile(
  { writeBaseline }: Arguments,
  path: string,
  io: Io,
  complaints: Complaints,
): Baseline | undefined {
  const read = readStackFile(resolve(io.cwd, path), path, { maxBytes: DEFAULT_MAX_BYTES });
  if ("problem" in read) {
    if (read.problem.missing && writeBaseline) return { path, entries: [] };
    const help = read.problem.missing ? "write it first with `--write-baseline`" : read.problem.help;
    throw new UsageError(`--baseline ${path}: ${read.problem.message}`, help);
  }
  const result = readBaseline(read.file);
  if ("baseline" in result) return result.baseline;
  complainAbout(result.errors, complaints);
  return undefined;
}

/** Writes what stands now as the new baseline, and says so. Returns the policy with it. */
export function rewriteBaseline(
  checked: readonly CheckedStack[],
  policy: Policy,
  io: Io,
  complaints: Complaints,
): Policy {
  const { baseline, rootPath } = policy;
  if (baseline === undefined) return policy;
  const paths = new Set(checked.flatMap(({ stack }) => stack?.files ?? []).map(rootPath));
  const unchecked = policy.complete ? [] : baseline.entries.filter(({ path }) => !paths.has(path));
  const { kept } = standing(checked, { ...policy, baseline: undefined });
  const text = baselineText(kept, unchecked, rootPath);
  const failure = writeReport(baseline.path, text, io);
  if (failure !== undefined) {
    complaints.add(`--baseline ${baseline.path}: ${failure.message}`, failure.help);
    return policy;
  }
  const written = readBaseline({ path: baseline.path, text });
  if ("errors" in written) throw new Error(`the baseline that was written is wrong: ${written.errors[0]?.message}`);
  const count = written.baseline.entries.length;
  io.stderr(`${count} ${count === 1 ? "finding" : "findings"} written to ${baseline.path}\n`);
  return { ...policy, baseline: written.baseline };
}
