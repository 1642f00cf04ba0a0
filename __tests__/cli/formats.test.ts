import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FORMATS_OF } from "../../src/cli/outputs.ts";
import { run } from "./fake-io.ts";

const STACK = readFileSync(join(import.meta.dirname, "../../examples/redis-local/docker-compose.yml"), "utf8");

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "formats-"));
  writeFileSync(join(cwd, "stack.yml"), STACK);
});
afterEach(() => rmSync(cwd, { recursive: true }));

const printed = async (format: string) => (await run(["stack.yml", "--format", format], { cwd })).stdout;

/** Each format, and something that only its reader wants. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  text: /^stack\.yml:6:9 {2}error {2}local-volume-unpinned\n/,
  json: /^\{\n {2}"schemaVersion": 1,/,
  markdown:
    /^### 🔴 1 error: when Swarm moves a task, `redis` starts without its data\n[\s\S]*```diff\n--- a\/stack\.yml\n/,
  html: /^<!doctype html>[\s\S]*<h3>🔴 1 error: when Swarm moves a task, <code>redis<\/code> starts without its data<\/h3>/,
  sarif: /"version": "2\.1\.0"[\s\S]*"ruleId": "local-volume-unpinned"[\s\S]*"insertedContent"/,
  junit: /^<\?xml version="1\.0"[\s\S]*<failure type="error"/,
  codeclimate: /^\[\n[\s\S]*"check_name": "local-volume-unpinned"/,
  github:
    /^::error file=stack\.yml,line=6,endLine=6,col=9,endColumn=25,title=local-volume-unpinned::`\w+` starts on an empty volume/m,
};

describe("check --format", () => {
  it("knows a sign of every format", () => expect(Object.keys(SIGNS)).toEqual([...FORMATS_OF.check]));

  it.each(FORMATS_OF.check)("docs/cli.md names %s", (format) => {
    const page = readFileSync(resolve(import.meta.dirname, "../../docs/cli.md"), "utf8");
    expect(page.split("<!-- help -->")[0]).toContain(`\`${format}\``);
  });

  it.each(Object.entries(SIGNS))("%s", async (format, sign) => expect(await printed(format)).toMatch(sign));

  it("prints several at once, each to its place", async () => {
    const argv = "stack.yml --format sarif --output a.sarif --format junit --output b.xml --format text";
    const ran = await run(argv.split(" "), { cwd });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(SIGNS.text as RegExp);
    expect(readFileSync(join(cwd, "a.sarif"), "utf8")).toMatch(SIGNS.sarif as RegExp);
    expect(readFileSync(join(cwd, "b.xml"), "utf8")).toMatch(SIGNS.junit as RegExp);
  });

  it("fails JUnit's tests where the check fails", async () => {
    const ran = await run(["stack.yml", "--format", "junit", "--fail-on", "never"], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain("<failure");
  });

  it.each([
    ["check", "xml"],
    ["rules", "sarif"],
    ["preview", "text"],
  ])("%s does not know %s", async (command, format) => {
    const ran = await run([command, "--format", format], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(`\`--format\` does not know \`${format}\``);
  });
});
