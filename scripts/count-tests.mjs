// Prints how many tests passed, failed and were skipped, of all runs since the last start of `scripts/run-tests.mjs`,
// from what vitest wrote of them. A file that did not even start counts as a test that failed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../test-results/", import.meta.url));
const runs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
let [passed, failed, skipped] = [0, 0, 0];
for (const name of runs) {
  const { success, testResults } = JSON.parse(readFileSync(`${folder}${name}`, "utf8"));
  const before = failed;
  for (const { status, assertionResults } of testResults) {
    const count = (...kinds) => assertionResults.filter((one) => kinds.includes(one.status)).length;
    passed += count("passed");
    skipped += count("skipped", "pending", "todo", "disabled");
    failed += count("failed") || (status === "failed" ? 1 : 0);
  }
  // An error outside of every test, or coverage below its threshold.
  if (!success && failed === before) failed++;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0 || passed === 0) process.exitCode = 1;
