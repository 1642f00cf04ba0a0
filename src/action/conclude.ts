import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Changes } from "../github/changes.ts";
import type { GitHubClient } from "../github/client.ts";
import { counted } from "../model/english.ts";
import { textReport } from "../report/text/report.ts";
import { originAt, originOn } from "./contents.ts";
import { evaluate } from "./evaluate.ts";
import { rulePages, type Task } from "./event.ts";
import { inTime } from "./failures.ts";
import { type Assignment, gather } from "./gather.ts";
import type { ActionInputs } from "./inputs.ts";
import { print, show } from "./log.ts";
import { setOutputs } from "./outputs.ts";
import { notesOn, post } from "./post.ts";
import { annotate, monthlyCost, type Result, summarize, writeFiles } from "./publish.ts";
import { traceMaterial } from "./trace.ts";

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
export async function conclude(run: Run): Promise<number> {
  const { inputs, task, client, changes, today, late } = run;
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const known = changes === undefined ? "the files" : counted(changes.files.length, "changed file");
  const material = await inTime(late, `reading ${known}`, gather(assignmentOf(run, workspace)));
  traceMaterial(material);
  const evaluation = evaluate(material, inputs, { label: changes?.mergeBase.slice(0, 12), today, pages: rulePages() });
  // What GitHub says of the review changes nothing of this.
  const told = tell({ inputs, workspace, material, evaluation });
  const { files, complete } = writeFiles({ inputs, workspace, material, evaluation });
  const code = complete ? told : told || 2;
  const delivery =
    task.kind === "pull" && inputs.review !== "never" && client
      ? await post({ client, task, late, diff: material.diff, evaluation })
      : undefined;
  const notes = delivery ? notesOn(delivery) : [];
  for (const note of notes) show({ kind: "warning", text: note });
  const head = "head" in task && task.head !== "" ? { head: task.head } : {};
  if (inputs.summary) await summarize(evaluation, { notes, ...head });
  const { report } = evaluation;
  const { errors, warnings, filesChecked, filesSkipped } = report.summary;
  const verdict = code === 0 ? "pass" : code === 1 ? "fail" : "error";
  const counts = { errors, warnings, filesChecked, filesSkipped };
  setOutputs({ verdict, ...counts, cost: monthlyCost(report), reviewUrl: delivery?.url, files });
  return code;
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

/** The log and the annotations; and the exit code. */
function tell({ inputs, material, evaluation }: Result): number {
  const { report, failing, bugs } = evaluation;
  const empty = inputs.failOnEmpty && report.summary.stacks === 0 && material.unread.length === 0;
  print(textReport(evaluation, { color: false, quiet: false, columns: undefined }));
  for (const { paths, error } of bugs) {
    const text = `This is a bug: ${paths.join(", ")} could not be checked. Please report it with the lines of the log.`;
    show({ kind: "error", text });
    print(String((error as Error | undefined)?.stack ?? error));
  }
  if (empty)
    show({
      kind: "error",
      text: "There is no stack to check, and input `fail-on-empty` is true: correct `files`, or leave it away.",
    });
  for (const { path, line, message, help } of material.policy.mistakes)
    show({ kind: "error", path, startLine: line, text: `${message} ${help}` });
  if (inputs.annotations) annotate(report);
  return bugs.length > 0 ? 3 : failing || empty ? 1 : material.policy.mistakes.length > 0 ? 2 : 0;
}
