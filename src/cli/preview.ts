import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { withoutCommands } from "../model/printable.ts";
import { previewHtml, previewMarkdown } from "../review/preview.ts";
import { changesOf, type Request, usualPolicy } from "../session/request.ts";
import { run } from "../session/run.ts";
import { UsageError } from "../session/usage.ts";
import { WORK_TREE } from "../session/workspace.ts";
import { openCheckout, rootPathOf, slashed } from "../source/checkout.ts";
import { defaultBranch, openBase } from "../source/git.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { Complaints, observerOn, reportBugs } from "./messages.ts";
import { writeReport } from "./outputs.ts";
import { commonRequest } from "./request.ts";

/** Shows the review that a pull request from this checkout would get: the run is the Action's. Returns the exit code. */
export async function preview(args: Arguments, io: Io): Promise<number> {
  const complaints = new Complaints(io);
  const ref = args.base ?? defaultBranch(io.cwd);
  if (ref === undefined)
    throw new UsageError(
      "there is no default branch to compare with",
      "say what the pull request is for: `--base REF`",
    );
  if (args.base === undefined) io.stderr(`Compared with ${ref}.\n`);
  const opened = openBase(io.cwd, ref);
  if ("problem" in opened) throw new UsageError(`--base ${ref}: ${opened.problem.message}`, opened.problem.help);
  const { base } = opened;
  const inRoot = (path: string) => rootPathOf(base.root, resolve(io.cwd, path));
  const missing = args.operands.filter((path) => !existsSync(resolve(io.cwd, path)));
  for (const path of missing) complaints.add(`${path}: there is no such file or folder`, "check the path");
  if (missing.length > 0) return 2;
  const common = commonRequest(args, io);
  const request: Request = {
    ...common,
    what: {
      kind: "changed",
      files: args.operands.map(inRoot).filter((path) => path !== ""),
      head: WORK_TREE,
      changes: changesOf(base.commit, base.diff() ?? "", base.untracked()),
      everything: false,
      policyAt: base.tip,
      policy: policyOf(args, inRoot),
    },
    variableFiles: args.envFiles.map((path) => slashed(relative(base.root, resolve(io.cwd, path)))),
    review: { ...common.review, when: "on-findings" },
    fixes: true,
  };
  const checkout = openCheckout({ folder: base.root, root: base.root, base: { commit: base, ref } });
  const result = await run(request, checkout, observerOn(complaints, io));
  const plan = result.plan(undefined, { reviews: [], comments: [] }, result.diff);
  reportBugs(result.bugs, io);
  const texts = new Map(Array.from(result.sources, ([path, { text }]) => [path, text]));
  for (const { format, path } of args.reports) {
    const text = format === "html" ? previewHtml(plan, texts) : withoutCommands(previewMarkdown(plan));
    if (path === undefined) io.stdout(text);
    else {
      const failure = writeReport(path, text, io);
      if (failure !== undefined) complaints.add(`--output ${path}: ${failure.message}`, failure.help);
    }
  }
  for (const { path, line, column, message, help } of result.mistakes)
    complaints.add(`${path}:${line}:${column}: ${message}`, help);
  return result.bugs.length > 0 ? 3 : complaints.any ? 2 : 0;
}

function policyOf({ noConfig, configPath, baseline }: Arguments, inRoot: (path: string) => string) {
  const own = configPath === undefined ? undefined : inRoot(configPath);
  const config = noConfig ? { configPaths: [], configIsNamed: false } : usualPolicy(own);
  return { ...config, baselinePath: baseline === undefined ? undefined : inRoot(baseline) };
}
