import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "./fake-io.ts";

let top: string;
const at = (...parts: string[]): string => join(top, ...parts);
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "init-"));
  mkdirSync(at(".git"));
  mkdirSync(at("deploy"));
  writeFileSync(
    at("deploy/base.yml"),
    "services: {db: {image: 'redis:7', volumes: ['data:/data']}}\nvolumes: {data: }\n",
  );
  writeFileSync(at("deploy/prod.yml"), "services: {db: {deploy: {replicas: 1}}}\n");
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const init = (...argv: string[]) => run(["init", ...argv], { cwd: at("deploy") });
const FILE = ".swarm-volume-check.yml";

describe("init", () => {
  it("writes at the root what check then uses", async () => {
    expect(await init()).toEqual({
      code: 0,
      stdout: `../${FILE} is written, from 2 stack files. Look through it, and commit it.\n`,
      stderr: "",
    });
    expect(readFileSync(at(FILE), "utf8")).toContain("\nstacks:\n  - files: [deploy/base.yml, deploy/prod.yml]\n");
    const { stdout, stderr } = await run(["--format", "json"], { cwd: top });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout).stacks.map(({ files }: { files: string[] }) => files)).toEqual([
      ["deploy/base.yml", "deploy/prod.yml"],
    ]);
  });

  it("replaces nothing unasked", async () => {
    writeFileSync(at(FILE), "fail-on: never\n");
    expect(await init()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is a `../.swarm-volume-check.yml` already"),
    });
    expect(readFileSync(at(FILE), "utf8")).toBe("fail-on: never\n");
    expect((await init("--stdout")).stdout).toContain("stacks:");
    expect(readFileSync(at(FILE), "utf8")).toBe("fail-on: never\n");
    expect((await init("--force")).code).toBe(0);
    expect(readFileSync(at(FILE), "utf8")).toContain("stacks:");
  });

  it("goes on past what it cannot read, and says so", async () => {
    writeFileSync(at("deploy/large-stack.yml"), `#${" ".repeat(3_000_000)}`);
    const { code, stdout, stderr } = await init("--stdout");
    expect([code, stderr]).toEqual([2, expect.stringContaining("deploy/large-stack.yml: ")]);
    expect(stdout).toContain("deploy/prod.yml");
  });

  it("takes no paths", async () => {
    expect((await init("deploy")).stderr).toContain("`init` takes no `deploy`");
  });
});
