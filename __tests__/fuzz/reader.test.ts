import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { checkStack } from "../../src/check/check.ts";
import { readConfig } from "../../src/config/read.ts";
import { readPriceFile } from "../../src/cost/price-file.ts";
import { readBaseline } from "../../src/ignore/baseline.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { jsonReport } from "../../src/report/json.ts";
import { textReport } from "../../src/report/text/report.ts";
import { rules } from "../../src/rules/index.ts";
import { decodeText } from "../../src/session/decode.ts";
import { parseVariables } from "../../src/session/variables.ts";
import { normalizeFiles } from "../../src/stack/normalize.ts";
import { commentsOf, parseFile } from "../../src/yaml/parse.ts";
import { seeded } from "../stack/reading.ts";
import { madeInput } from "./inputs.ts";

/**
 * `npm run fuzz` reads inputs for as long as FUZZ_SECONDS says, from FUZZ_SEED on. FUZZ_CORPUS names a folder of YAML
 * files that are changed; without it, those of this repository are. An input has its number in the failure.
 */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 15);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const MOST = process.env.FUZZ_SECONDS === undefined ? 3_000 : Infinity;

/** Milliseconds of work that one input of at most 6,000 characters may take; none takes a tenth of it. */
const PATIENCE = 5_000;

/** The reader itself gets every input, and all that stands on it one of so many. */
const SHARE = 5;

const root = fileURLToPath(new URL("../..", import.meta.url));

function yamlBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name) && !name.includes("node_modules"))
    .sort()
    .flatMap((name) => {
      const decoded = decodeText(readFileSync(join(folder, name)));
      return "text" in decoded && decoded.text.length < 20_000 ? [decoded.text] : [];
    });
}

const folder = process.env.FUZZ_CORPUS;
const seeds =
  folder !== undefined && existsSync(folder)
    ? yamlBelow(folder)
    : ["examples", "lab", ".github", "__tests__"].flatMap((name) => yamlBelow(join(root, name)));

function read(file: SourceFile): void {
  const { problems } = parseFile(file);
  const wrong = problems.find(({ place: { start, end } }) => start < 0 || end < start || end > file.text.length);
  if (wrong) throw new Error(`${wrong.rule} has no place`);
  commentsOf(file);
}

/** Everything that reads what strangers write. Throws on whatever no input may cause. */
function readEverything(text: string): void {
  const file: SourceFile = { path: "stack.yml", text };
  const variables = new Map([["A", "x"]]);
  const facts = { nodes: undefined, sharedPaths: [] };
  for (const unsetVariables of ["unknown", "empty"] as const) {
    const checked = checkStack([file], { target: "swarm", variables, unsetVariables, facts });
    for (const { ruleId, startLine, endLine, message } of checked.findings) {
      if (
        message === "" ||
        startLine < 1 ||
        endLine < startLine ||
        endLine > text.split(/\r\n|\r|\n|\u0085|\u2028|\u2029/).length
      )
        throw new Error(`${ruleId} has no place: ${startLine}-${endLine}`);
    }
    const report = buildReport([checked], "0");
    JSON.parse(jsonReport(report));
    textReport({ report, sources: new Map([[file.path, file]]) }, { color: false, quiet: false, columns: undefined });
  }
  normalizeFiles([file], { variables, unset: "empty", workingDirectory: "/", home: "/root" });
  read(file);
  readConfig(file, { rules, folder: "" });
  readBaseline(file);
  readPriceFile(text);
  parseVariables(text, {});
  decodeText(Buffer.from(text, "latin1"));
}

describe("the reader", () => {
  // Should the process end, the input is still there.
  const last = join(tmpdir(), `fuzz-${process.pid}.txt`);
  afterAll(() => rmSync(last, { force: true }));

  it(
    `reads whatever it is given (seed ${SEED}, ${seeds.length} files changed)`,
    () => {
      expect(seeds.length).toBeGreaterThan(3);
      const failures: string[] = [];
      const until = performance.now() + SECONDS * 1000;
      let count = 0;
      let slowest = 0;
      for (; count < MOST && performance.now() < until; count++) {
        const text = madeInput(seeded(SEED * 1_000_003 + count), seeds);
        writeFileSync(last, text);
        const before = process.cpuUsage();
        try {
          if (count % SHARE === 0) readEverything(text);
          else read({ path: "stack.yml", text });
        } catch (error) {
          failures.push(`input ${count}: ${(error as Error).stack}\n${JSON.stringify(text)}`);
          if (failures.length > 20) break;
        }
        const { user, system } = process.cpuUsage(before);
        const took = (user + system) / 1000;
        slowest = Math.max(slowest, took);
        if (took > PATIENCE) failures.push(`input ${count} took ${took} ms:\n${JSON.stringify(text)}`);
      }
      // biome-ignore lint/suspicious/noConsole: the count is what a long run is for
      console.log(`${count} inputs read, ${failures.length} failures, the slowest in ${Math.round(slowest)} ms`);
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(10);
    },
    SECONDS * 1000 + 60_000,
  );
});
