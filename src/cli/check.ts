import { resolve } from "node:path";
import { FORMATS, render } from "../report/formats.ts";
import { type Result, run } from "../session/run.ts";
import { UsageError } from "../session/usage.ts";
import { openCheckout } from "../source/checkout.ts";
import { openBase } from "../source/git.ts";
import { checkoutAround, leadsOut } from "../source/links.ts";
import type { Arguments } from "./arguments.ts";
import { takesStdout, writeRepairs } from "./fix.ts";
import { type Io, usesColor } from "./io.ts";
import { Complaints, observerOn, reportBugs } from "./messages.ts";
import { writeReport } from "./outputs.ts";
import { commonRequest, namedFiles } from "./request.ts";
import { setUp } from "./setup.ts";

/** Checks stacks, prints the reports and returns the exit code. */
export async function check(args: Arguments, io: Io): Promise<number> {
  const complaints = new Complaints(io);
  const setup = setUp(args, io);
  const what = namedFiles(args, setup, io);
  const base = args.base === undefined ? undefined : baseOf(args.base, what.stdin, args, io);
  const checkout = openCheckout({
    folder: io.cwd,
    root: setup.root,
    base,
    stdin: what.stdin === undefined ? undefined : { name: what.stdin, read: io.readStdin },
  });
  const request = {
    ...commonRequest(args, io),
    what,
    fixes: args.reports.some(({ format }) => FORMATS[format].needsFixes),
    repair: args.fix && { level: args.fix, refuses: (path: string) => isRefused(path, what.stdin, args, io) },
    saveBaseline: args.writeBaseline ? (text: string, count: number) => saveBaseline(text, count, args, io) : undefined,
  };
  const selected = (paths: readonly string[]) => refuseToOverwrite(paths, what.stdin, args, io);
  const result = await run(request, checkout, { ...observerOn(complaints, io), selected });
  reportBugs(result.bugs, io);
  if (result.isEmpty && complaints.any) return 2;
  writeRepairs(result.repaired, what.stdin, args, io, complaints);
  writeReports(result, what.stdin, args, io, complaints);
  return result.bugs.length > 0 ? 3 : complaints.any ? 2 : result.exitCode;
}

function baseOf(ref: string, stdin: string | undefined, { stdinFilename }: Arguments, { cwd }: Io) {
  if (stdin !== undefined && stdinFilename === undefined) {
    const help = "say which one it is: `--stdin-filename`";
    throw new UsageError("`--base` compares files, and standard input is none", help);
  }
  const opened = openBase(cwd, ref);
  if ("problem" in opened) throw new UsageError(`--base ${ref}: ${opened.problem.message}`, opened.problem.help);
  return { commit: opened.base, ref };
}

/** Whether a fix would be written through a link that leads out. */
function isRefused(path: string, stdin: string | undefined, { dryRun }: Arguments, { cwd }: Io): boolean {
  return !dryRun && path !== stdin && leadsOut(checkoutAround(cwd), resolve(cwd, path));
}

/** Writes what stands now as the new baseline, and says so. */
function saveBaseline(text: string, count: number, { baseline = "" }: Arguments, io: Io) {
  const problem = writeReport(baseline, text, io);
  if (problem === undefined) io.stderr(`${count} ${count === 1 ? "finding" : "findings"} written to ${baseline}\n`);
  return problem;
}

function refuseToOverwrite(
  paths: readonly string[],
  stdin: string | undefined,
  { reports }: Arguments,
  { cwd }: Io,
): void {
  const read = new Set(paths.filter((path) => path !== stdin).map((path) => resolve(cwd, path)));
  for (const { path } of reports) {
    if (path === undefined || !read.has(resolve(cwd, path))) continue;
    throw new UsageError(`\`--output ${path}\` would overwrite a file that is checked`, "choose another name");
  }
}

function writeReports(
  result: Result,
  stdin: string | undefined,
  args: Arguments,
  io: Io,
  complaints: Complaints,
): void {
  const hasPatches = args.reports.some(({ format }) => format === "markdown" || format === "html");
  const { failOn, failing } = result;
  const verdict = { failOn, failing, patches: hasPatches ? result.patches() : [], about: args.command };
  for (const { format, path } of args.reports) {
    if (path === undefined && takesStdout(result.repaired, stdin, args)) continue;
    if (path === undefined) {
      const color = usesColor(args, io.env, io.stdoutIsTerminal);
      io.stdout(render(format, result, { ...verdict, color, quiet: args.quiet, columns: io.columns }));
      continue;
    }
    const text = render(format, result, { ...verdict, color: false, quiet: args.quiet, columns: undefined });
    const failure = writeReport(path, text, io);
    if (failure !== undefined) complaints.add(`--output ${path}: ${failure.message}`, failure.help);
  }
}
