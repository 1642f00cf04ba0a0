import { setSecret } from "@actions/core";
import { context } from "@actions/github";
import { readChanges } from "../github/changes.ts";
import { createClient, type GitHubClient } from "../github/client.ts";
import { GitHubFailure } from "../github/failure.ts";
import { PROGRAM, VERSION } from "../session/program.ts";
import { PolicyError, UsageError, VariablesError } from "../session/usage.ts";
import type { Changes } from "../session/workspace.ts";
import { conclude } from "./conclude.ts";
import { readTask, type Task } from "./event.ts";
import { InputError, inTime, LateError } from "./failures.ts";
import { type ActionInputs, readInputs } from "./inputs.ts";
import { debug, print, show } from "./log.ts";
import { setNoOutputs } from "./outputs.ts";
import { traceTask } from "./trace.ts";

/**
 * Runs the Action and returns the exit code: 0 clean, 1 findings, 2 inputs or policy, 3 what could not be done. When
 * `late` is settled, nothing more is waited for.
 */
export async function run(now: () => Date, late: Promise<void> = NEVER): Promise<number> {
  try {
    return await askAndConclude(now, late);
  } catch (error) {
    setNoOutputs("error");
    return explain(error);
  }
}

const NEVER = new Promise<void>(() => {});

function explain(error: unknown): number {
  const fail = (text: string, place: { readonly path?: string; readonly startLine?: number } = {}) =>
    show({ kind: "error", ...place, text });
  if (error instanceof InputError) {
    for (const line of error.lines) fail(line);
    return 2;
  }
  if (error instanceof UsageError) {
    fail(`${error.message}: ${error.help}`);
    return 2;
  }
  if (error instanceof VariablesError) {
    const { path, problem } = error;
    const why = problem.missing ? "there is no such file; correct the path" : `${problem.message}: ${problem.help}`;
    fail(`input \`env-file\`: the file with variables \`${path}\` cannot be read: ${why}`);
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
  print(String((error as Error | undefined)?.stack ?? error));
  return 3;
}

async function askAndConclude(now: () => Date, late: Promise<void>): Promise<number> {
  const inputs = readInputs();
  if (inputs.token !== "") setSecret(inputs.token);
  const task = readTask();
  if (task.kind === "nothing") {
    print("The branch was deleted: there is nothing to check.");
    setNoOutputs("pass");
    return 0;
  }
  const client = connect(inputs);
  const changes = await inTime(late, "listing what changed", changesOf(task, client));
  traceTask(task, changes);
  return await conclude({ inputs, task, client, changes, today: now().toISOString().slice(0, 10), late });
}

/** undefined without a token: then there is only the workspace. */
function connect({ token }: ActionInputs): GitHubClient | undefined {
  if (token === "" || !process.env.GITHUB_REPOSITORY) return undefined;
  const { apiUrl, repo } = context;
  return createClient({ token, apiUrl, ...repo, userAgent: `${PROGRAM}/${VERSION}`, log: print, debug });
}

/** undefined: there is nothing to compare with, so that everything is checked. */
async function changesOf(
  task: Exclude<Task, { kind: "nothing" }>,
  client: GitHubClient | undefined,
): Promise<Changes | undefined> {
  if (task.kind === "tree") return undefined;
  if (!client) throw new InputError(["input `github-token` is empty: omit it, so that the job's own token is used"]);
  try {
    return await readChanges(client, task.base, task.head, task.kind === "pull" ? task.number : undefined);
  } catch (error) {
    // After a forced push there may be nothing to compare with any more.
    if (task.kind === "push" && error instanceof GitHubFailure && error.status === 404) return undefined;
    throw error;
  }
}
