import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { type Ran, run } from "./fake-io.ts";

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "config-"));
  mkdirSync(join(top, ".git"));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(join(top, name, ".."), { recursive: true });
  writeFileSync(join(top, name), text);
}

const call = (argv: string, folder = ""): Promise<Ran> =>
  run(
    argv.split(" ").filter((word) => word !== ""),
    { cwd: join(top, folder) },
  );
async function report(argv: string, folder = ""): Promise<Report> {
  const { stdout, stderr } = await call(`${argv} --format json`, folder);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}
const found = async (argv: string, folder = ""): Promise<string[]> =>
  (await report(argv, folder)).findings.map(({ path, severity, ruleId }) => `${path} ${severity} ${ruleId}`);
const stacks = async (argv: string, folder = ""): Promise<string[]> =>
  (await report(argv, folder)).stacks.map(({ files }) => files.join("+"));

const CONFIG = ".swarm-volume-check.yml";
const STACK = `services:
  db:
    image: rethinkdb:2
    volumes: ["data:/data"]
volumes:
  data:
`;

describe("the configuration", () => {
  it("is found at the root of the repository and can be left out", async () => {
    put("deploy/stack.yml", STACK);
    put(CONFIG, "cluster: {nodes: 1}\n");
    expect(await found("", "deploy")).toEqual([]);
    expect(await found("--no-config", "deploy")).toEqual(["stack.yml error local-volume-unpinned"]);
    expect(await found("--nodes 3", "deploy")).toEqual(["stack.yml error local-volume-unpinned"]);
  });

  it("can be named", async () => {
    put("stack.yml", STACK);
    put(CONFIG, "cluster: {nodes: 3}\n");
    put("ci/policy.yml", "cluster: {nodes: 1}\n");
    expect(await found("--config ci/policy.yml")).toEqual([]);
    expect(await call("--config none.yml")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "swarm-volume-check: --config none.yml: there is no such file or folder\n  = help: check the path\n",
    });
    expect((await call("--config x --no-config")).stderr).toContain("do not go together");
  });

  it("stops the run when it is wrong, with every place", async () => {
    put("deploy/stack.yml", STACK);
    put(CONFIG, "cluster:\n  nods: 1\nfail-on: maybe\n");
    const { code, stdout, stderr } = await call("", "deploy");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      [
        "swarm-volume-check: ../.swarm-volume-check.yml:2:3: `nods` is not a key of `cluster`.",
        "  = help: Did you mean `nodes`?",
        "swarm-volume-check: ../.swarm-volume-check.yml:3:10: `fail-on` must be `error`, `warning` or `never`.",
        "  = help: Correct the value, or remove it.",
        "",
      ].join("\n"),
    );
  });

  it("sets severities and switches rules off, but not what deploy refuses", async () => {
    put("stack.yml", `${STACK}  unused:\n`);
    expect(await found("")).toEqual(["stack.yml error local-volume-unpinned", "stack.yml note unused-volume"]);
    put(CONFIG, "rules:\n  local-volume-unpinned: off\n  unused-volume: {severity: warning}\n");
    expect(await found("")).toEqual(["stack.yml warning unused-volume"]);
    put("stack.yml", STACK.replace("image", "imag"));
    put(CONFIG, "rules: {schema-invalid: off}\n");
    expect((await call("")).stderr).toContain(`${CONFIG}:1:25: \`rules.schema-invalid\` cannot be \`off\``);
  });

  it("says from where on the check fails, and the call says it louder", async () => {
    put("stack.yml", STACK);
    put(CONFIG, "fail-on: never\n");
    expect((await call("")).code).toBe(0);
    expect((await call("--fail-on error")).code).toBe(1);
  });

  it("chooses files in folders, and not those that are named", async () => {
    for (const name of ["a-stack.yml", "deploy/b-stack.yml", "deploy/test/c-stack.yml"]) put(name, STACK);
    put(CONFIG, "files:\n  include: [deploy/**]\n  exclude: ['**/test/*']\n");
    expect(await stacks("")).toEqual(["deploy/b-stack.yml"]);
    expect(await stacks(".", "deploy")).toEqual(["b-stack.yml"]);
    expect(await stacks("a-stack.yml deploy")).toEqual(["a-stack.yml", "deploy/b-stack.yml"]);
  });

  it("joins files into stacks, with their variables", async () => {
    put("base.yml", STACK.replace("rethinkdb:2", "${IMAGE:?}"));
    put("prod/stack.yml", "services: {db: {deploy: {placement: {constraints: ['node.hostname == ${NODE:?}']}}}}\n");
    put("prod/prod.env", "IMAGE=rethinkdb:2\nNODE=one\n");
    put("other-stack.yml", STACK);
    put(CONFIG, "stacks:\n  - files: [base.yml, prod/stack.yml]\n    env-files: [prod/prod.env]\n");
    expect(await stacks("")).toEqual(["base.yml+prod/stack.yml", "other-stack.yml"]);
    expect(await found("")).toEqual([
      "other-stack.yml error local-volume-unpinned",
      "prod/stack.yml note pinned-no-failover",
    ]);
    expect(await stacks("base.yml")).toEqual(["base.yml+prod/stack.yml"]);
    expect(await stacks("", "prod")).toEqual(["../base.yml+stack.yml"]);
    expect(await stacks("--stack base.yml --variables prod/prod.env")).toEqual(["base.yml"]);
    put("prod/prod.env", "IMAGE =x\n");
    const wrong = await call("");
    expect(wrong.stderr).toContain("prod/prod.env: line 1, column 6: a variable's name contains a blank");
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toContain("other-stack.yml:4:15  error");
    expect(wrong.stdout).toContain("base.yml: a file with its variables could not be read");
  });

  it("lets variables and the target of the call win", async () => {
    put("x.yml", STACK.replace("image", "build: .\n    image").replace("data:/data", "${WHAT}:/data"));
    put("x.env", "WHAT=other\n");
    put("y.env", "WHAT=data\n");
    put(CONFIG, "stacks: [{files: [x.yml], env-files: [x.env], target: compose}]\n");
    expect((await report("")).skipped.map(({ path }) => path)).toEqual(["x.yml"]);
    expect(await found("--target swarm")).toContain("x.yml error undeclared-volume");
    expect(await found("--target swarm --variables y.env")).toContain("x.yml error local-volume-unpinned");
  });

  it("complains about files of stacks that are not there", async () => {
    put(CONFIG, "stacks: [{files: [gone.yml]}]\n");
    const { code, stderr } = await call("");
    expect([code, stderr]).toEqual([
      2,
      "swarm-volume-check: gone.yml: there is no such file or folder\n  = help: check the path\n",
    ]);
  });
});

describe("ignores and the baseline", () => {
  const IGNORE = "# swarm-volume-check-ignore local-volume-unpinned -- a cache";

  it("are listed in the text and counted", async () => {
    put("stack.yml", STACK.replace("    volumes: [", `    ${IGNORE}\n    volumes: [`));
    const { code, stdout } = await call("");
    expect(code).toBe(0);
    expect(stdout).toContain("Ignored\n  stack.yml:5 local-volume-unpinned: a cache\n");
    expect(stdout).toMatch(/\n0 problems in 1 stack \(1 file checked\), 1 ignored\n$/);
    expect((await call("--quiet")).stdout).toBe("0 problems in 1 stack (1 file checked), 1 ignored\n");
  });

  it("in comments do not count for a strict gate", async () => {
    put("stack.yml", STACK.replace("    volumes: [", `    ${IGNORE}, zzz\n    volumes: [`));
    expect(await found("--no-inline-ignores")).toEqual(["stack.yml error local-volume-unpinned"]);
  });

  it("are not repaired", async () => {
    put("stack.yml", STACK.replace("    volumes: [", `    ${IGNORE}\n    volumes: [`));
    expect((await call("--fix-dry-run --fix-unsafe")).stdout).not.toContain("+++");
    put("stack.yml", STACK);
    expect((await call("--fix-dry-run --fix-unsafe")).stdout).toContain("+++");
  });

  it("write a baseline, and find nothing new with it, from any folder", async () => {
    put("a/stack.yml", STACK);
    put("b/stack.yml", STACK);
    const wrote = await call("--baseline old.json --write-baseline");
    expect([wrote.code, wrote.stderr]).toEqual([0, "2 findings written to old.json\n"]);
    expect(await found("--baseline old.json")).toEqual([]);
    expect(await found("--baseline ../old.json", "a")).toEqual([]);
    expect((await report("--baseline old.json")).ignored.map(({ by, path, line }) => [by, path, line])).toEqual([
      ["baseline", "old.json", 4],
      ["baseline", "old.json", 5],
    ]);
    put("a/stack.yml", `# moved\n\n${STACK.replace("rethinkdb:2", "rethinkdb:2.2")}`);
    expect(await found("--baseline old.json")).toEqual([]);
    put("c-stack.yml", STACK);
    expect(await found("--baseline old.json")).toEqual(["c-stack.yml error local-volume-unpinned"]);
  });

  it("tell what is in the baseline and gone, and keep what was not checked when it is written again", async () => {
    put("a/stack.yml", STACK);
    put("b/stack.yml", STACK);
    await call("--baseline old.json --write-baseline");
    put("a/stack.yml", STACK.replace("data:/data", "/data"));
    expect(await found("--baseline old.json")).toEqual([
      "a/stack.yml error anonymous-volume",
      "a/stack.yml note unused-volume",
      "old.json note baseline-stale",
    ]);
    expect(await found("--baseline old.json b")).toEqual([]);
    expect((await call("--baseline old.json --write-baseline a")).stderr).toBe("3 findings written to old.json\n");
    expect(await found("--baseline old.json")).toEqual([]);
    rmSync(join(top, "b/stack.yml"));
    expect(await found("--baseline old.json")).toEqual(["old.json note baseline-stale"]);
  });

  it("stop at a wrong baseline", async () => {
    put("stack.yml", STACK);
    put("old.json", '{"schemaVersion": 1,\n "findings": 3}');
    expect(await call("--baseline old.json")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "swarm-volume-check: old.json:2:14: `findings` must be a list.\n  = help: Write the baseline again with `--write-baseline`.\n",
    });
    expect((await call("--baseline none.json")).stderr).toContain("write it first with `--write-baseline`");
    expect((await call("--write-baseline")).stderr).toContain("add `--baseline FILE`");
    expect((await call("--baseline a/b/c.json --write-baseline")).code).toBe(2);
  });

  it("expire", async () => {
    put("stack.yml", STACK);
    put(CONFIG, "ignore:\n  - rule: local-volume-unpinned\n    reason: x\n    expires: 1969-12-31\n");
    expect(await found("")).toEqual([`${CONFIG} warning ignore-expired`, "stack.yml error local-volume-unpinned"]);
    put(CONFIG, "ignore:\n  - rule: local-volume-unpinned\n    reason: x\n    expires: 1970-01-01\n");
    expect(await found("")).toEqual([]);
  });

  it("are unused for a whole run only", async () => {
    put("a/stack.yml", STACK);
    put("b/stack.yml", STACK);
    put(CONFIG, "ignore:\n  - {rule: local-volume-unpinned, reason: x, path: a/*}\n");
    const unused = async (argv: string, folder = "") =>
      (await found(argv, folder)).filter((one) => one.includes("unused"));
    expect(await unused("b")).toEqual([]);
    expect(await unused("", "b")).toEqual([]);
    rmSync(join(top, "a/stack.yml"));
    expect(await unused("")).toEqual([`${CONFIG} warning ignore-unused`]);
    expect(await unused("..", "b")).toEqual([`../${CONFIG} warning ignore-unused`]);
  });
});
