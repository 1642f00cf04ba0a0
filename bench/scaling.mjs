// Time per file when the same mix of 100 files is checked once, 10 times and 100 times in a warm process.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildReport, checkStack } from "../build/src/check/check.js";
import { textReport } from "../build/src/report/text.js";

const paths = readdirSync(process.argv[2], { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const step = Math.max(1, Math.floor(paths.length / 100));
const texts = paths
  .filter((_, index) => index % step === 0)
  .slice(0, 100)
  .map((path) => readFileSync(path, "utf8"));
const options = {
  target: "swarm",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
};

function perFile(count) {
  const started = performance.now();
  const sources = new Map();
  const checked = [];
  for (let index = 0; index < count; index += 1) {
    const file = { path: `copy-${index}.yml`, text: texts[index % texts.length] };
    sources.set(file.path, file);
    checked.push(checkStack([file], options));
  }
  textReport({ report: buildReport(checked, "0"), sources }, { color: false, quiet: false, columns: undefined });
  return (performance.now() - started) / count;
}

for (let warm = 0; warm < 20; warm += 1) perFile(texts.length);
const rounds = { 100: [], 1000: [], 10000: [] };
for (let round = 0; round < 5; round += 1) {
  for (const count of Object.keys(rounds)) {
    const repeats = count === "100" ? 10 : 1; // one pass over 100 files is too short to time well
    const times = Array.from({ length: repeats }, () => perFile(Number(count)));
    rounds[count].push(times.reduce((sum, time) => sum + time, 0) / repeats);
  }
}
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
console.log(JSON.stringify(Object.fromEntries(Object.entries(rounds).map(([count, times]) => [count, median(times)]))));
