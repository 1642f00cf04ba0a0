import { PROGRAM } from "../cli/program.ts";
import { UsageError } from "../cli/usage.ts";
import { VERSION } from "../cli/version.ts";
import { type Changes, readChanges } from "../github/changes.ts";
import { createClient, type GitHubClient } from "../github/client.ts";
import { GitHubFailure } from "../github/failure.ts";
import { underway } from "../github/underway.ts";
import { readTask, type Task } from "./event.ts";
import { InputError, inTime, LateError, PolicyError } from "./failures.ts";
import { type ActionInputs, readInputs } from "./inputs.ts";
import { setNoOutputs } from "./outputs.ts";
import type { Runner } from "./runner.ts";

/**
 * Runs the Action and returns the exit code: 0 clean, 1 findings, 2 inputs or policy, 3 what could not be done. When
 * `late` is settled, nothing more is waited for.
 */
export async function run(runner: Runner, now: () => Date, late: Promise<void> = NEVER): Promise<number> {
  try {
    return await askAndConclude(runner, now, late);
  } catch (error) {
    setNoOutputs(runner, "error");
    return explain(runner, error);
  }
}

const NEVER = new Promise<void>(() => {});

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

/** Asks what changed first: the rest of the program, which is most of it, is loaded while GitHub works on the answer. */
async function askAndConclude(runner: Runner, now: () => Date, late: Promise<void>): Promise<number> {
  const inputs = readInputs(runner);
  if (inputs.token !== "") runner.mask(inputs.token);
  const task = readTask(runner);
  if (task.kind === "nothing") {
    runner.print("The branch was deleted: there is nothing to check.");
    setNoOutputs(runner, "pass");
    return 0;
  }
  const client = connect(runner, inputs);
  const listing = "listing what changed";
  const { answer } = await inTime(
    late,
    listing,
    underway(client, () => changesOf(task, client)),
  );
  const { conclude } = await import("./conclude.ts");
  const changes = await inTime(late, listing, answer);
  return await conclude(runner, { inputs, task, client, changes, today: now().toISOString().slice(0, 10), late });
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

/** undefined: there is nothing to compare with, so that everything is checked. */
async function changesOf(
  task: Exclude<Task, { kind: "nothing" }>,
  client: GitHubClient | undefined,
): Promise<Changes | undefined> {
  if (task.kind === "tree") return undefined;
  if (!client)
    throw new InputError(["input `github-token` is empty: leave it away, so that the job's own token is used"]);
  try {
    return await readChanges(client, task.base, task.head, task.kind === "pull" ? task.number : undefined);
  } catch (error) {
    // After a forced push there may be nothing to compare with any more.
    if (task.kind === "push" && error instanceof GitHubFailure && error.status === 404) return undefined;
    throw error;
  }
}
