import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GitHubClient } from "../github/client.ts";
import { repositoryOn } from "../github/contents.ts";
import { counted } from "../model/english.ts";
import { textReport } from "../report/text/report.ts";
import { type Request, usualPolicy } from "../session/request.ts";
import { type Result, run as runSession } from "../session/run.ts";
import type { Changes, Workspace } from "../session/workspace.ts";
import { openCheckout } from "../source/checkout.ts";
import { rulePages, type Task } from "./event.ts";
import { inTime } from "./failures.ts";
import type { ActionInputs } from "./inputs.ts";
import { debug, print, show } from "./log.ts";
import { setOutputs } from "./outputs.ts";
import { notesOn, post } from "./post.ts";
import { annotate, monthlyCost, summarize, writeFiles } from "./publish.ts";

/** What a run is about, and what GitHub says has changed. */
interface Run {
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

/** Checks what a run is about and tells it everywhere. Returns the exit code. */
export async function conclude(run: Run): Promise<number> {
  const { inputs, task, client, changes, late } = run;
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const known = changes === undefined ? "the files" : counted(changes.files.length, "changed file");
  const observer = {
    complain: (message: string, help: string) => show({ kind: "error", text: `${message}: ${help}` }),
    trace: debug,
  };
  const session = runSession(requestOf(run), workspaceOf(run, workspace), observer);
  const result = await inTime(late, `reading ${known}`, session);
  // What GitHub says of the review changes nothing of this.
  const told = tell(inputs, result);
  const { files, complete } = writeFiles({ inputs, workspace }, result);
  const code = complete ? told : told || 2;
  const delivery =
    task.kind === "pull" && inputs.review !== "never" && client
      ? await post({ client, task, late, result })
      : undefined;
  const notes = delivery ? notesOn(delivery) : [];
  for (const note of notes) show({ kind: "warning", text: note });
  const head = "head" in task && task.head !== "" ? { head: task.head } : {};
  if (inputs.summary) await summarize(result, { notes, ...head });
  const { report } = result;
  const { errors, warnings, filesChecked, filesSkipped } = report.summary;
  const verdict = code === 0 ? "pass" : code === 1 ? "fail" : "error";
  const counts = { errors, warnings, filesChecked, filesSkipped };
  setOutputs({ verdict, ...counts, cost: monthlyCost(report), reviewUrl: delivery?.url, files });
  return code;
}

/** What a workflow asks for. */
function requestOf({ inputs, task, changes, today }: Run): Request {
  const { head } = task;
  const { configPath, baselinePath, files, scope, region, nodes, sharedPaths, review, reviewEvent, maxInlineComments } =
    inputs;
  const isTree = changes === undefined || task.kind === "tree";
  const accepted = isTree || (task.kind === "push" && task.accepted);
  return {
    what: {
      kind: "changed",
      ...{ files, head, changes },
      everything: isTree || scope === "all",
      policyAt: accepted ? head : task.base,
      policy: { ...usualPolicy(configPath), baselinePath },
    },
    target: inputs.target === "auto" ? undefined : inputs.target,
    unsetVariables: "unknown",
    environment: new Map(),
    inherited: {},
    variableFiles: inputs.envFiles,
    facts: { nodes, sharedPaths },
    pricing: { region, needed: region === undefined ? false : NO_PROVIDER },
    today,
    priceDay: today,
    pages: rulePages(),
    inlineIgnores: inputs.inlineIgnores,
    failOn: inputs.failOn,
    onlyNew: inputs.onlyNew,
    review: { when: review, event: reviewEvent, maxInlineComments },
    about: "everything",
    fixes: true,
    checkFiles: false,
  };
}

const NO_PROVIDER = {
  message: "input `region` needs a provider",
  help: "write `storage.provider` in the configuration",
};

/** GitHub's API, or the folder that a step before this one checked out. */
function workspaceOf({ inputs, task, client }: Run, folder: string): Workspace {
  const disk = openCheckout({ folder, root: folder });
  const checkedOut = task.kind === "tree" && existsSync(join(folder, ".git"));
  const origin = client && !checkedOut ? repositoryOn(client) : disk;
  // Files with variables may have been made in the workspace by an earlier step; those are read there.
  const local = new Set(inputs.envFiles.filter((path) => existsSync(join(folder, path))));
  if (local.size === 0) return origin;
  return {
    ...origin,
    read: async (files, options) => {
      const [own, others] = [files.filter(({ path }) => local.has(path)), files.filter(({ path }) => !local.has(path))];
      const contents = [...(await disk.read(own, options)), ...(await origin.read(others, options))];
      const known = new Map([...own, ...others].map((file, index) => [file, contents[index]]));
      return files.flatMap((file) => known.get(file) ?? []);
    },
  };
}

/** The log and the annotations; and the exit code. */
function tell(inputs: ActionInputs, result: Result): number {
  const { report, mistakes } = result;
  const { errors, warnings } = report.summary;
  // A failure while patches are made is one of this program, too.
  if (errors + warnings > 0 || inputs.patchFile !== undefined) result.patches();
  const empty = inputs.failOnEmpty && result.hasNoStack;
  print(textReport(result, { color: false, quiet: false, columns: undefined }));
  for (const { paths, error } of result.bugs) {
    const text = `This is a bug: ${paths.join(", ")} could not be checked. Please report it with the lines of the log.`;
    show({ kind: "error", text });
    print(String((error as Error | undefined)?.stack ?? error));
  }
  if (empty)
    show({
      kind: "error",
      text: "There is no stack to check, and input `fail-on-empty` is true: correct `files`, or omit it.",
    });
  for (const { path, line, message, help } of mistakes)
    show({ kind: "error", path, startLine: line, text: `${message} ${help}` });
  if (inputs.annotations) annotate(report);
  return result.exitCode || (empty ? 1 : mistakes.length > 0 ? 2 : 0);
}
