import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Changes } from "../github/changes.ts";
import type { GitHubClient } from "../github/client.ts";
import { counted } from "../report/markdown-words.ts";
import { textReport } from "../report/text.ts";
import { originAt, originOn } from "./contents.ts";
import { evaluate } from "./evaluate.ts";
import type { Task } from "./event.ts";
import { inTime } from "./failures.ts";
import { type Assignment, gather } from "./gather.ts";
import type { ActionInputs } from "./inputs.ts";
import { setOutputs, type WrittenFiles } from "./outputs.ts";
import { notesOn, post } from "./post.ts";
import { annotate, monthlyCost, type Result, summarize, writeFiles } from "./publish.ts";
import type { Runner } from "./runner.ts";

/** What a run is about, and what GitHub says has changed. */
export interface Run {
  readonly inputs: ActionInputs;
  readonly task: Exclude<Task, { kind: "nothing" }>;
  readonly client: GitHubClient | undefined;
  /** undefined: everything is checked. */
  readonly changes: Changes | undefined;
  /** `2026-03-31`. */
  readonly today: string;
  /** When this is settled, nothing more is waited for. */
  readonly late: Promise<void>;
}

/** Reads what there is to check, checks it and tells it everywhere. Returns the exit code. */
export async function conclude(runner: Runner, run: Run): Promise<number> {
  const { inputs, task, client, changes, today, late } = run;
  const workspace = runner.env.GITHUB_WORKSPACE ?? process.cwd();
  const known = changes === undefined ? "the files" : counted(changes.files.length, "changed file");
  const material = await inTime(late, `reading ${known}`, gather(assignmentOf(run, workspace)));
  // Without fixes so far: these are worked out, and everything is told here, while GitHub looks at the pull request.
  const evaluation = once(evaluate(material, inputs, changes?.mergeBase.slice(0, 12), today));
  const tellHere = once(() => tell(runner, { inputs, workspace, material, evaluation: evaluation() }));
  const delivery =
    task.kind === "pull" && inputs.review !== "never" && client
      ? await post({ client, task, late, diff: material.diff, meanwhile: tellHere, evaluation })
      : undefined;
  const { code, files } = await tellHere();
  const notes = delivery ? notesOn(delivery) : [];
  for (const note of notes) runner.show({ kind: "warning", text: note });
  const head = "head" in task && task.head !== "" ? { head: task.head } : {};
  if (inputs.summary) summarize(runner, evaluation(), { notes, ...head });
  const { report } = evaluation();
  const { errors, warnings, filesChecked, filesSkipped } = report.summary;
  const verdict = code === 0 ? "pass" : code === 1 ? "fail" : "error";
  const counts = { errors, warnings, filesChecked, filesSkipped };
  setOutputs(runner, { verdict, ...counts, cost: monthlyCost(report), reviewUrl: delivery?.url, files });
  return code;
}

/** Does some work when it is first asked for. */
function once<T>(work: () => T): () => T {
  let result: (() => T) | undefined;
  return () => {
    result ??= settled(work);
    return result();
  };
}

function settled<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function assignmentOf({ inputs, task, client, changes }: Run, workspace: string): Assignment {
  const { head } = task;
  const checkedOut = task.kind === "tree" && existsSync(join(workspace, ".git"));
  const origin = client && !checkedOut ? originAt(client) : originOn(workspace);
  const common = { inputs, origin, head, changes, workspace };
  if (changes === undefined || task.kind === "tree") return { ...common, everything: true, policyAt: head };
  const accepted = task.kind === "push" && task.accepted;
  return { ...common, everything: inputs.scope === "all", policyAt: accepted ? head : task.base };
}

/** Log, annotations and files; and the exit code, which depends on nothing that GitHub says of the review. */
async function tell(runner: Runner, result: Result): Promise<{ readonly code: number; readonly files: WrittenFiles }> {
  const { inputs, material, evaluation } = result;
  const { report, failing, bugs } = evaluation;
  const empty = inputs.failOnEmpty && report.summary.stacks === 0 && material.unread.length === 0;
  const code = bugs.length > 0 ? 3 : failing || empty ? 1 : material.policy.mistakes.length > 0 ? 2 : 0;
  print(runner, result, empty);
  const { files, complete } = await writeFiles(runner, result);
  return { code: complete ? code : code || 2, files };
}

/** The log and the annotations. */
function print(runner: Runner, { inputs, material, evaluation }: Result, empty: boolean): void {
  runner.print(textReport(evaluation, { color: false, quiet: false, columns: undefined }));
  for (const { paths, error } of evaluation.bugs) {
    runner.show({
      kind: "error",
      text: `This is a bug: ${paths.join(", ")} could not be checked. Please report it with the lines of the log.`,
    });
    runner.print(String((error as Error | undefined)?.stack ?? error));
  }
  if (empty)
    runner.show({
      kind: "error",
      text: "There is no stack to check, and input `fail-on-empty` is true: correct `files`, or leave it away.",
    });
  for (const { path, line, message, help } of material.policy.mistakes)
    runner.show({ kind: "error", path, startLine: line, text: `${message} ${help}` });
  if (inputs.annotations) annotate(runner, evaluation.report);
}
