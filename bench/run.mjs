// Ratios, all measured in one run on one machine, the two sides of each in turn. Those that are goals have a limit.
// Usage: node bench/run.mjs CORPUS     (CORPUS: a folder of stack files)
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "../scripts/test-tools.mjs";

const corpus = resolve(process.argv[2] ?? "");
if (process.argv[2] === undefined || !existsSync(corpus)) {
  console.log(`skipped: no folder of stack files (${process.argv[2] ?? "none given"})`);
  process.exit(0);
}
const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist/cli.js");
const files = readdirSync(corpus, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const milliseconds = (value) => `${value.toFixed(0)} ms`;

/** Wall time of a whole process; its output is thrown away. */
function run(command, args, options = {}) {
  const started = process.hrtime.bigint();
  const result = spawnSync(command, args, { stdio: ["ignore", "ignore", "ignore"], ...options });
  if (result.error) throw result.error;
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Medians of both sides and of the ratio pair by pair. */
function compare(times, a, b) {
  a();
  b();
  const pairs = Array.from({ length: times }, () => [a(), b()]);
  return {
    a: median(pairs.map(([x]) => x)),
    b: median(pairs.map(([, y]) => y)),
    ratio: median(pairs.map(([x, y]) => x / y)),
  };
}

function print(name, ratio, limit, detail) {
  const over = limit !== undefined && ratio > limit;
  const verdict = limit === undefined ? "" : `(at most ${limit}) ${over ? "OVER" : "ok"}  `;
  console.log(`${name.padEnd(58)} ${ratio.toFixed(2).padStart(6)}  ${verdict}${detail}`);
  if (over) process.exitCode = 1;
}

console.log(`${files.length} files, Node ${process.version}`);

const example = join(root, "examples/redis-local/docker-compose.yml");
const cold = compare(
  31,
  () => run(process.execPath, [cli, example]),
  () => run(process.execPath, ["-e", "0"]),
);
print(
  "one stack, cold / an empty Node process",
  cold.ratio,
  undefined,
  `${milliseconds(cold.a)} / ${milliseconds(cold.b)}`,
);

const whole = [cli, corpus];
const parse = [join(root, "bench/parse-only.mjs"), corpus];
const parsing = compare(
  7,
  () => run(process.execPath, whole),
  () => run(process.execPath, parse),
);
print(
  "all files checked / only parsed with yaml",
  parsing.ratio,
  1.8,
  `${milliseconds(parsing.a)} / ${milliseconds(parsing.b)}`,
);

const docker = spawnSync("docker", ["--version"]).status === 0;
if (docker) {
  const sample = files.filter((_, index) => index % 20 === 0);
  const env = { PATH: process.env.PATH };
  const perFile = () =>
    (sample.reduce((sum, file) => sum + run("docker", ["stack", "config", "-c", file], { env }), 0) / sample.length) *
    files.length;
  const against = compare(3, () => run(process.execPath, whole), perFile);
  const detail = `${milliseconds(against.a)} / ${milliseconds(against.b)} (${sample.length} files run, scaled to all)`;
  print("all files / one `docker stack config` process a file", against.ratio, 0.25, detail);
} else console.log("skipped: no docker command line to compare with");

const peaks = Array.from({ length: 5 }, () => {
  const child = spawnSync(process.execPath, [join(root, "bench/peak.mjs"), ...whole], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return Number(/peak ([0-9]+)/.exec(child.stderr.toString())?.[1]) / 1024;
});
print("peak memory for all files, MB", median(peaks), 250, `of ${peaks.map((peak) => peak.toFixed(0)).join(", ")}`);

const node24 = findNode24();
if (node24 !== undefined) {
  const action = spawnSync(node24, [join(root, "bench/action.ts")], { encoding: "utf8" });
  if (action.status !== 0) throw new Error(action.stderr);
  for (const { name, latency, whole, before, ratio } of JSON.parse(action.stdout)) {
    const answers = latency > 0 ? `GitHub answers in ${latency} ms` : "GitHub answers at once";
    const against = before === undefined ? "" : `, ${ratio.toFixed(2)} times the ${milliseconds(before)} before`;
    console.log(`the Action on ${name}, ${answers}: ${milliseconds(whole)}${against}`);
  }
} else console.log("skipped: no Node 24 to run the Action with; `npm run test:all` fetches one");

const scaling = spawnSync(process.execPath, [join(root, "bench/scaling.mjs"), corpus], { encoding: "utf8" });
if (scaling.status !== 0) throw new Error(scaling.stderr);
const perFile = JSON.parse(scaling.stdout);
const spread = Math.max(...Object.values(perFile)) / Math.min(...Object.values(perFile));
const detail = Object.entries(perFile)
  .map(([count, each]) => `${count}: ${each.toFixed(3)} ms`)
  .join(", ");
print("time per file at 100, 1,000 and 10,000, largest / smallest", spread, 1.2, detail);
