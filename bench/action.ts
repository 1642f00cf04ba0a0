// The Action as it ships under Node 24, from the start of the process to its exit; and another bundle in turn, where
// ACTION_BEFORE names one. Once GitHub takes its time for each answer, as it does, and once it answers at once, so that
// only the Action's own work is left. Prints JSON.
import { readFileSync } from "node:fs";
import { FakeGitHub } from "../__tests__/support/fake-github.ts";
import type { Changes } from "../__tests__/support/git-repository.ts";
import { NAME, OWNER } from "../__tests__/support/github-values.ts";
import { runJob } from "../__tests__/support/runner.ts";

const REDIS = readFileSync(new URL("../examples/redis-local/docker-compose.yml", import.meta.url), "utf8");
const PINNED = REDIS.replace("    deploy:\n", "$&      placement:\n        constraints: [node.hostname == worker-1]\n");
const TIMES = Number(process.env.TIMES ?? 15);
const BEFORE = process.env.ACTION_BEFORE;
/** A short time for GitHub's API and the way there and back, in milliseconds. */
const LATENCY = 100;

/** What a pull request changes, the exit code that it must get, and whether its review stands there already. */
const CASES: readonly {
  readonly name: string;
  readonly head: Changes;
  readonly code: number;
  readonly again?: true;
}[] = [
  { name: "a pull request without stacks", head: { "README.md": "# Shop\n\nOpen daily.\n" }, code: 0 },
  { name: "a pull request that is fine", head: { "stack.yml": PINNED }, code: 0 },
  { name: "a pull request that loses data", head: { "stack.yml": REDIS }, code: 1 },
  { name: "one that was reviewed already", head: { "stack.yml": REDIS }, code: 1, again: true },
];

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;

async function measure({ name, head, code, again }: (typeof CASES)[number], latency: number) {
  const github = new FakeGitHub();
  github.latency = latency;
  const apiUrl = await github.start();
  const base = github.repository.commit("main", { "README.md": "# Shop\n" });
  const sha = github.repository.commit("change", head, { from: base });
  github.pulls.set(1, { base: "main", head: "change" });
  const payload = { number: 1, pull_request: { number: 1, base: { sha: base }, head: { sha } } };
  const job = { apiUrl, token: github.token, repository: `${OWNER}/${NAME}`, event: "pull_request", payload, sha };
  const bundles = [{}, ...(BEFORE === undefined ? [] : [{ bundle: BEFORE }])];
  const times: (readonly number[])[] = [];
  for (let time = 0; time <= TIMES; time++) {
    const took: number[] = [];
    for (const bundle of bundles) {
      if (!again) {
        github.reviews.length = 0;
        github.comments.length = 0;
      }
      const ran = await runJob({ ...job, ...bundle }, "bundle");
      if (ran.code !== code || github.problems.length > 0)
        throw new Error(`${ran.code}: ${ran.log} ${github.problems}`);
      took.push(ran.milliseconds);
    }
    // The first warms the machine up.
    if (time > 0) times.push(took);
  }
  await github.stop();
  const of = (index: number) => median(times.map((took) => took[index] as number));
  const against =
    BEFORE === undefined ? {} : { before: of(1), ratio: median(times.map(([now = 0, before = 1]) => now / before)) };
  return { name, latency, whole: of(0), ...against };
}

const results = [];
for (const latency of [LATENCY, 0]) for (const one of CASES) results.push(await measure(one, latency));
console.log(JSON.stringify(results));
