import { PROGRAM, VERSION } from "../session/program.ts";
import { PolicyError, UsageError, VariablesError } from "../session/usage.ts";
import { GitError } from "../source/git-process.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { helpText } from "./help.ts";
import { init } from "./init.ts";
import type { Io } from "./io.ts";
import { Complaints, reportBug } from "./messages.ts";
import { normalize } from "./normalize.ts";
import { preview } from "./preview.ts";
import { prices } from "./prices.ts";
import { listRules } from "./rules.ts";

/** Runs the command line. Returns the exit code: 0 clean, 1 findings, 2 a wrong call, 3 a bug. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await run(parseArguments(argv), io);
  } catch (error) {
    if (error instanceof UsageError) {
      new Complaints(io).add(error.message, error.help);
      return 2;
    }
    if (error instanceof PolicyError) {
      const complaints = new Complaints(io);
      for (const { path, line, column, message, help } of error.mistakes)
        complaints.add(`${path}:${line}:${column}: ${message}`, help);
      return 2;
    }
    if (error instanceof VariablesError) {
      new Complaints(io).add(`--variables ${error.path}: ${error.problem.message}`, error.problem.help);
      return 2;
    }
    if (error instanceof GitError) {
      new Complaints(io).add(`--base: ${error.message}`, error.help);
      return 2;
    }
    reportBug(error, "running", io);
    return 3;
  }
}

function run(args: Arguments, io: Io): number | Promise<number> {
  if (args.help) {
    io.stdout(helpText(args.command, io.columns));
    return 0;
  }
  if (args.version) {
    io.stdout(`${PROGRAM} ${VERSION}\n`);
    return 0;
  }
  switch (args.command) {
    case "check":
    case "cost":
      return check(args, io);
    case "preview":
      return preview(args, io);
    case "init":
      return init(args, io);
    case "prices":
      return prices(args, io);
    case "normalize":
      return normalize(args, io);
    case "explain":
      return explain(args, io);
    case "rules":
      return listRules(args, io);
  }
}
