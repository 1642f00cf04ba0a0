import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** It puts something else in the place of modules, of the clock or of the process. */
const CHANGES_ITS_PROCESS =
  /\bvi\.(mock|doMock|hoisted|stub\w+|useFakeTimers|setSystemTime|spyOn)\(|\bstubWaits\(|\bprocess\.(chdir\(|(env(\.\w+)?|exitCode|argv) = )/;

/**
 * What a test file does, the first that holds; `npm test` runs `fast` and `isolated`. A new file is `fast` until it
 * does one of these. Where no file of a kind changes its process, its files share their modules: each loads some 370
 * otherwise.
 */
const KINDS: readonly { readonly name: string; readonly holds: (path: string, text: string) => boolean }[] = [
  { name: "lab", holds: (_, text) => /\bprocess\.env\.LAB\b/.test(text) },
  { name: "fault", holds: (path) => /\/faults?(-\w+)?\.test/.test(path) },
  // The files of dist/, under the rules of the runner or of npm.
  { name: "bundle", holds: (_, text) => /\bNODE_24\b|"pack", "--json"/.test(text) },
  // The program in this process against the GitHub of the tests.
  { name: "scenario", holds: (_, text) => /\bWorld\.open\(|\bnew FakeGitHub\(/.test(text) },
  // Against Docker's own command line, and SARIF's own validator.
  {
    name: "differential",
    holds: (_, text) => /\bdockerAvailable\b|\.\/compare\.ts"|\bfindSarifValidator\(/.test(text),
  },
  {
    name: "property",
    holds: (path, text) => /\bpropert(y|ies)\.test|\/fuzz\//.test(path) || /from "fast-check"/.test(text),
  },
  { name: "isolated", holds: (_, text) => CHANGES_ITS_PROCESS.test(text) },
  { name: "fast", holds: () => true },
];

const names = readdirSync(`${root}/__tests__`, { recursive: true, encoding: "utf8" });
const files = names
  .map((name) => `__tests__/${name.replaceAll("\\", "/")}`)
  .filter((path) => /\.test\.(ts|mjs)$/.test(path))
  .map((path) => {
    const text = readFileSync(`${root}/${path}`, "utf8");
    return { path, kind: KINDS.find(({ holds }) => holds(path, text))?.name, alone: CHANGES_ITS_PROCESS.test(text) };
  });
const of = (name: string) => files.filter(({ kind }) => kind === name);

export default defineConfig({
  test: {
    // No test depends on time; a busy machine is no reason to fail one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: availableParallelism(),
    projects: KINDS.map(({ name }) => ({
      extends: true,
      test: {
        name,
        include: of(name).map(({ path }) => path),
        isolate: of(name).some(({ alone }) => alone),
      },
    })),
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.generated.*", "src/main.ts"],
      reporter: ["text-summary", "json-summary", "html"],
      thresholds: { lines: 95 },
    },
  },
});
