import { patchesOf } from "../check/recheck.ts";
import type { ReportWithSources } from "../model/report.ts";
import { FORMATS, type RenderOptions, render } from "../report/formats.ts";
import type { Arguments } from "./arguments.ts";
import { checkInputs } from "./checking.ts";
import { Repairs } from "./fix.ts";
import type { Io } from "./io.ts";
import { Complaints } from "./messages.ts";
import { writeReport } from "./outputs.ts";
import { usesColor } from "./terminal.ts";

/** Checks stacks, prints the reports and returns the exit code. */
export async function check(args: Arguments, io: Io): Promise<number> {
  const complaints = new Complaints(io);
  const repairs = new Repairs(args, io);
  const fixes = args.reports.some(({ format }) => FORMATS[format].needsFixes);
  const checking = await checkInputs(args, io, complaints, { fixes, repairs });
  if (checking === undefined) return 2;
  repairs.finish(io, complaints);
  const wanted = args.reports.some(({ format }) => FORMATS[format].needsPatches);
  const reports = repairs.takesStdout ? args.reports.filter(({ path }) => path !== undefined) : args.reports;
  writeReports(
    checking,
    { ...checking, patches: wanted ? patchesOf(checking.stacks) : [] },
    { ...args, reports },
    io,
    complaints,
  );
  if (checking.bugs > 0) return 3;
  if (complaints.any) return 2;
  return checking.failing ? 1 : 0;
}

function writeReports(
  result: ReportWithSources,
  verdict: Pick<RenderOptions, "failOn" | "failing" | "patches">,
  args: Arguments,
  io: Io,
  complaints: Complaints,
): void {
  for (const { format, path } of args.reports) {
    if (path === undefined) {
      io.stdout(
        render(format, result, {
          ...verdict,
          about: args.command,
          color: usesColor(args, io.env, io.stdoutIsTerminal),
          quiet: args.quiet,
          columns: io.columns,
        }),
      );
      continue;
    }
    const text = render(format, result, {
      ...verdict,
      about: args.command,
      color: false,
      quiet: args.quiet,
      columns: undefined,
    });
    const failure = writeReport(path, text, io);
    if (failure !== undefined) complaints.add(`--output ${path}: ${failure.message}`, failure.help);
  }
}
