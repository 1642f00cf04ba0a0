// Runs the tests of one set and counts them. Usage: node scripts/run-tests.mjs fast|rest|all|lab [what vitest takes]
//   fast  what `npm test` runs: the kinds of vitest.config.ts that need a second or two
//   rest  all the others
//   all   both, with coverage
//   lab   the tests of the lab itself; they skip without LAB=1
// With TEST_PARTS=true `fast` keeps its coverage and `rest` adds its own to it: both together are then held to the
// threshold, and nothing runs twice.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const named = (...names) => names.map((name) => `--project=${name}`);
const PROJECTS = {
  fast: named("fast", "isolated"),
  rest: named("scenario", "property", "differential", "fault", "bundle", "lab"),
  all: [],
  lab: ["--project=lab"],
};

const root = fileURLToPath(new URL("..", import.meta.url));
const [set, ...more] = process.argv.slice(2);
if (!(set in PROJECTS)) throw new Error(`there is no set of tests ${set}`);
const inParts = process.env.TEST_PARTS === "true" && (set === "fast" || set === "rest");

if (set === "rest" || set === "all") run("scripts/fetch-test-tools.mjs");
if (set === "fast" || set === "all") rmSync(`${root}/test-results`, { recursive: true, force: true });
mkdirSync(`${root}/test-results`, { recursive: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=test-results/${set}.json`];
if (inParts) reporters.push("--reporter=blob", `--outputFile.blob=test-results/parts/${set}.blob.json`);
const coverage = [];
if (set === "all" || inParts) coverage.push("--coverage");
if (inParts) coverage.push("--coverage.thresholds.lines=0", "--coverage.reporter=json-summary");
let failed = vitest("run", ...PROJECTS[set], ...reporters, ...coverage, ...more);
if (inParts && set === "rest")
  failed = vitest("run", "--merge-reports=test-results/parts", "--reporter=dot", "--coverage") || failed;
process.exitCode = failed ? 1 : 0;

function vitest(...args) {
  return run("node_modules/vitest/vitest.mjs", ...args);
}

/** Whether a program of this package failed. */
function run(program, ...args) {
  const { status, error } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: "inherit" });
  if (error) throw error;
  return status !== 0;
}
