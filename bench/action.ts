// The Action as it ships under Node 24, from the start of the process to its exit, less the time that the GitHub of the
// tests has a request; and an empty process of the same Node, in turn. Once GitHub takes its time for each answer, as it
// does, and once it answers at once, so that nothing can be done meanwhile. Prints JSON.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { FakeGitHub } from "../__tests__/support/fake-github.ts";
import type { Changes } from "../__tests__/support/git-repository.ts";
import { NAME, OWNER } from "../__tests__/support/github-values.ts";
import { runJob } from "../__tests__/support/runner.ts";

const REDIS = readFileSync(new URL("../examples/redis-local/docker-compose.yml", import.meta.url), "utf8");
const PINNED = REDIS.replace("    deploy:\n", "$&      placement:\n        constraints: [node.hostname == worker-1]\n");
const TIMES = 25;
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

function empty(): number {
  const started = performance.now();
  spawnSync(process.execPath, ["-e", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  return performance.now() - started;
}

async function measure({ name, head, code, again }: (typeof CASES)[number], latency: number) {
  const github = new FakeGitHub();
  github.latency = latency;
  const apiUrl = await github.start();
  const base = github.repository.commit("main", { "README.md": "# Shop\n" });
  const sha = github.repository.commit("change", head, { from: base });
  github.pulls.set(1, { base: "main", head: "change" });
  const payload = { number: 1, pull_request: { number: 1, base: { sha: base }, head: { sha } } };
  const job = { apiUrl, token: github.token, repository: `${OWNER}/${NAME}`, event: "pull_request", payload, sha };
  const pairs: { readonly whole: number; readonly empty: number }[] = [];
  for (let time = 0; time <= TIMES; time++) {
    github.answering = 0;
    if (!again) {
      github.reviews.length = 0;
      github.comments.length = 0;
    }
    const ran = await runJob(job, "bundle");
    if (ran.code !== code || github.problems.length > 0) throw new Error(`${ran.code}: ${ran.log} ${github.problems}`);
    // The first warms the machine up.
    if (time > 0) pairs.push({ whole: ran.milliseconds - github.answering, empty: empty() });
  }
  await github.stop();
  return {
    name,
    latency,
    ratio: median(pairs.map((pair) => pair.whole / pair.empty)),
    whole: median(pairs.map(({ whole }) => whole)),
    empty: median(pairs.map((pair) => pair.empty)),
  };
}

const results = [];
for (const latency of [LATENCY, 0]) for (const one of CASES) results.push(await measure(one, latency));
console.log(JSON.stringify(results));
