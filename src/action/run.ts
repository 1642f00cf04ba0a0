import { existsSync } from "node:fs";
import { join } from "node:path";
import { patchesOf } from "../check/patches.ts";
import { PROGRAM } from "../cli/program.ts";
import { UsageError } from "../cli/usage.ts";
import { VERSION } from "../cli/version.ts";
import type { FilePatch } from "../fix/unified.ts";
import { pause } from "../github/attempts.ts";
import { readChanges } from "../github/changes.ts";
import { createClient, type GitHubClient } from "../github/client.ts";
import { type Delivery, deliver } from "../github/deliver.ts";
import { GitHubFailure } from "../github/failure.ts";
import { counted } from "../report/markdown-words.ts";
import { textReport } from "../report/text.ts";
import { markerOf } from "../review/fingerprint.ts";
import type { Posted } from "../review/model.ts";
import { planReview } from "../review/plan.ts";
import { originAt, originOn } from "./contents.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { readTask, type Task } from "./event.ts";
import { type Assignment, gather, type Material } from "./gather.ts";
import { type ActionInputs, InputError, readInputs } from "./inputs.ts";
import { PolicyError } from "./policy.ts";
import { annotate, setOutputs, summarize, type WrittenFiles, writeFiles } from "./publish.ts";
import type { Runner } from "./runner.ts";

/**
 * Runs the Action and returns the exit code: 0 clean, 1 findings, 2 inputs or policy, 3 what could not be done. When
 * `late` is settled, nothing more is waited for.
 */
export async function run(runner: Runner, now: () => Date, late: Promise<void> = NEVER): Promise<number> {
  try {
    return await checkAndTell(runner, now, late);
  } catch (error) {
    setOutputs(runner, { verdict: "error", report: undefined, reviewUrl: undefined, files: {} });
    return explain(runner, error);
  }
}

const NEVER = new Promise<void>(() => {});

/** Nothing was decided in time; `doing` is how far it got. */
class LateError extends Error {
  constructor(doing: string) {
    super(`Nothing was decided within ten minutes: it was still ${doing}. Run the job again.`);
  }
}

function explain(runner: Runner, error: unknown): number {
  const fail = (text: string, place: { readonly path?: string; readonly startLine?: number } = {}) =>
    runner.show({ kind: "error", ...place, text });
  if (error instanceof InputError) {
    for (const line of error.lines) fail(line);
    return 2;
  }
  if (error instanceof UsageError) {
    fail(`${error.message}: ${error.help}`);
    return 2;
  }
  if (error instanceof PolicyError) {
    for (const { path, line, message, help } of error.mistakes) fail(`${message} ${help}`, { path, startLine: line });
    return 2;
  }
  if (error instanceof GitHubFailure) {
    fail(`Nothing was checked: ${error.message}. ${error.help}`);
    return 3;
  }
  if (error instanceof LateError) {
    fail(error.message);
    return 3;
  }
  fail(`This is a bug of ${PROGRAM} ${VERSION}: please report it with the lines of this log.`);
  runner.print(String((error as Error | undefined)?.stack ?? error));
  return 3;
}

async function checkAndTell(runner: Runner, now: () => Date, late: Promise<void>): Promise<number> {
  const inputs = readInputs(runner);
  if (inputs.token !== "") runner.mask(inputs.token);
  const task = readTask(runner);
  if (task.kind === "nothing") {
    runner.print("The branch was deleted: there is nothing to check.");
    setOutputs(runner, { verdict: "pass", report: undefined, reviewUrl: undefined, files: {} });
    return 0;
  }
  const workspace = runner.env.GITHUB_WORKSPACE ?? process.cwd();
  const client = connect(runner, inputs);
  const inTime = <T>(doing: string, work: Promise<T>): Promise<T> =>
    Promise.race([work, late.then(() => Promise.reject(new LateError(doing)))]);
  const { assignment, label } = await inTime("listing what changed", assignmentFor(task, inputs, client, workspace));
  const { changes } = assignment;
  const known = changes === undefined ? "the files" : counted(changes.files.length, "changed file");
  const material = await inTime(`reading ${known}`, gather(assignment));
  const evaluation = evaluate(material, inputs, label, now().toISOString().slice(0, 10));
  return await tell(runner, { inputs, task, client, workspace, material, evaluation, late });
}

/** undefined without a token: then there is only the workspace. */
function connect(runner: Runner, { token }: ActionInputs): GitHubClient | undefined {
  const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository = "" } = runner.env;
  const [owner, repo] = repository.split("/");
  if (token === "" || !owner || !repo) return undefined;
  const apiUrl = api || "https://api.github.com";
  return createClient({
    token,
    apiUrl,
    graphqlUrl: runner.env.GITHUB_GRAPHQL_URL || `${apiUrl.replace(/\/v3$/, "")}/graphql`,
    owner,
    repo,
    userAgent: `${PROGRAM}/${VERSION}`,
    env: runner.env,
    log: (message) => runner.print(message),
  });
}

async function assignmentFor(
  task: Exclude<Task, { kind: "nothing" }>,
  inputs: ActionInputs,
  client: GitHubClient | undefined,
  workspace: string,
): Promise<{ readonly assignment: Assignment; readonly label: string | undefined }> {
  const { head } = task;
  const whole = { inputs, head, workspace, everything: true, policyAt: head, changes: undefined };
  if (task.kind === "tree") {
    const checkedOut = existsSync(join(workspace, ".git"));
    if (client && !checkedOut) return { assignment: { ...whole, origin: originAt(client) }, label: undefined };
    return { assignment: { ...whole, origin: originOn(workspace) }, label: undefined };
  }
  if (!client)
    throw new InputError(["input `github-token` is empty: leave it away, so that the job's own token is used"]);
  const origin = originAt(client);
  try {
    const changes = await readChanges(client, task.base, head, task.kind === "pull" ? task.number : undefined);
    const everything = inputs.scope === "all";
    const policyAt = task.kind === "push" && task.accepted ? head : task.base;
    return {
      assignment: { ...whole, origin, everything, policyAt, changes },
      label: `${changes.mergeBase.slice(0, 12)}`,
    };
  } catch (error) {
    // After a forced push there may be nothing to compare with any more.
    if (task.kind !== "push" || !(error instanceof GitHubFailure && error.status === 404)) throw error;
    return { assignment: { ...whole, origin }, label: undefined };
  }
}

interface Told {
  readonly inputs: ActionInputs;
  readonly task: Task;
  readonly client: GitHubClient | undefined;
  readonly workspace: string;
  readonly material: Material;
  readonly evaluation: Evaluation;
  readonly late: Promise<void>;
}

/** Tells what was found, everywhere. The exit code is decided before anything is posted. */
async function tell(runner: Runner, told: Told): Promise<number> {
  const { inputs, task, workspace, material, evaluation } = told;
  const { report, failing } = evaluation;
  const { mistakes } = material.policy;
  const empty = inputs.failOnEmpty && report.summary.stacks === 0 && material.unread.length === 0;
  const code = evaluation.bugs.length > 0 ? 3 : failing || empty ? 1 : mistakes.length > 0 ? 2 : 0;

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
  for (const { path, line, message, help } of mistakes)
    runner.show({ kind: "error", path, startLine: line, text: `${message} ${help}` });
  if (inputs.annotations) annotate(runner, report);

  const { errors, warnings } = report.summary;
  const patches = errors + warnings > 0 || inputs.patchFile !== undefined ? patchesOf(evaluation.fixed) : [];
  const files: WrittenFiles = writeFiles(runner, inputs, evaluation, patches, workspace);
  const remarks = [...material.policy.remarks, ...material.remarks, ...evaluation.remarks];
  const delivery =
    task.kind === "pull" && inputs.review !== "never" ? await post(told, task, patches, remarks) : undefined;
  const notes = delivery ? notesOn(delivery) : [];
  for (const note of notes) runner.show({ kind: "warning", text: note });
  const head = "head" in task && task.head !== "" ? { head: task.head } : {};
  if (inputs.summary) summarize(runner, evaluation, { remarks: [...notes, ...remarks], patches, ...head });
  setOutputs(runner, {
    verdict: code === 0 ? "pass" : code === 1 ? "fail" : "error",
    report,
    reviewUrl: delivery?.url,
    files,
  });
  return code;
}

async function post(
  { client, material, evaluation, late }: Told,
  task: Task & { readonly kind: "pull" },
  patches: readonly FilePatch[],
  remarks: readonly string[],
): Promise<Delivery> {
  const texts = new Map(Array.from(evaluation.sources, ([path, { text }]) => [path, text]));
  const { report, settings, recheck } = evaluation;
  const target = {
    pull: task.number,
    head: task.head,
    diff: material.diff,
    summaryUrl,
    diffAt: async (head: string) => (await readChanges(client as GitHubClient, task.base, head, task.number)).files,
    wait: pause,
  };
  const delivery = deliver(client as GitHubClient, target, (posted, diff) =>
    planReview({ report, texts, diff, headSha: task.head, posted, settings, remarks, recheck, patches }),
  );
  return await Promise.race([delivery, late.then(() => TOO_LATE)]);
}

const TOO_LATE: Delivery = {
  url: undefined,
  failures: [new GitHubFailure("posting the review", undefined, "it was not done after ten minutes")],
  complete: false,
};

function summaryUrl({ reviews }: Posted): string | undefined {
  return reviews.find(({ body }) => ["summary", "clean"].includes(markerOf(body)?.kind ?? ""))?.url;
}

function notesOn({ failures, outdated }: Delivery): string[] {
  if (outdated) return ["The pull request has a newer commit, whose own run tells what it finds."];
  return failures.map((failure) => {
    if (failure.status !== 403 || failure.limited)
      return `${failure.message}. The result of the check is the same; all of it is here. ${failure.help}`;
    return `There is no review, because the token may not write (${failure.what}): pull requests from forks and from Dependabot get such a token. All of it is here, and the result of the check is the same.`;
  });
}
