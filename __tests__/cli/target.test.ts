import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ran, run } from "./fake-io.ts";

const ROOT = resolve(import.meta.dirname, "../..");
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "target-"));
  mkdirSync(join(cwd, ".git"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(join(cwd, name, ".."), { recursive: true });
  writeFileSync(join(cwd, name), text);
}
const call = (argv: string, io: Parameters<typeof run>[1] = {}): Promise<Ran> =>
  run(
    argv.split(" ").filter((word) => word !== ""),
    { cwd, ...io },
  );
const counts = async (argv: string): Promise<[number, number, number, number]> => {
  const { code, stdout } = await call(`${argv} --format json`);
  const { errors, warnings, filesSkipped } = JSON.parse(stdout).summary;
  return [code, errors, warnings, filesSkipped];
};

const CONFIG = ".swarm-volume-check.yml";
const ARTICLE = "docker-compose.yml";
const COMPOSE =
  "services: {db: {image: 'postgres:17', profiles: [a], volumes: ['files:/var/lib/postgresql/data']}}\nvolumes: {files: }\n";

describe("the article's file", () => {
  beforeEach(() => cpSync(join(ROOT, "examples/article/docker-compose.yml"), join(cwd, ARTICLE)));

  it("is checked where it is named, and fails", async () => {
    const ran = await call(ARTICLE);
    expect(ran).toMatchObject({ code: 1, stderr: "" });
    expect(ran.stdout).toContain(
      "3:3  error  service-invalid\n  Service `web` has no `image`; deploy refuses the stack.",
    );
    expect(ran.stdout).toContain("10:9  error  local-volume-unpinned\n");
    expect(await counts(`./${ARTICLE}`)).toEqual([1, 2, 1, 0]);
    expect(await counts(`--stack ${ARTICLE}`)).toEqual([1, 2, 1, 0]);
    expect(await counts(`. ${ARTICLE}`)).toEqual([1, 2, 1, 0]);
    expect(await counts(`${ARTICLE} .`)).toEqual([1, 2, 1, 0]);
  });

  it("is checked from standard input", async () => {
    const text =
      "services: {web: {build: .}, redis: {image: redis, volumes: ['redisdata:/data']}}\nvolumes: {redisdata: }\n";
    expect((await call("-", { stdin: text } as Parameters<typeof run>[1])).code).toBe(1);
  });

  it("gets warnings where a folder is searched, with the line that settles it", async () => {
    const ran = await call("");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("10:9  warning  local-volume-unpinned\n");
    expect(ran.stdout).toContain("  = help: Write `target: swarm` or `target: compose` in `.swarm-volume-check.yml`");
    expect(ran.stdout).not.toContain("refuses this stack");
    expect(await counts("")).toEqual([0, 0, 1, 0]);
    expect(await counts("--fail-on warning")).toEqual([1, 0, 1, 0]);
  });

  it("is settled by the option, the configuration, and its list of files", async () => {
    expect(await counts("--target swarm .")).toEqual([1, 2, 1, 0]);
    expect(await counts(`--target compose ${ARTICLE}`)).toEqual([0, 0, 0, 1]);
    put(CONFIG, "target: swarm\n");
    expect(await counts("")).toEqual([1, 2, 1, 0]);
    expect(await counts("--target compose .")).toEqual([0, 0, 0, 1]);
    put(CONFIG, "target: compose\n");
    expect(await counts("")).toEqual([0, 0, 0, 1]);
    put(CONFIG, `target: compose\nstacks: [{files: [${ARTICLE}], target: swarm}]\n`);
    expect(await counts("")).toEqual([1, 2, 1, 0]);
    put(CONFIG, `stacks: [{files: [${ARTICLE}]}]\n`);
    expect(await counts("")).toEqual([1, 2, 1, 0]);
    put(CONFIG, `stacks: [{files: [${ARTICLE}], target: auto}]\n`);
    expect(await counts("")).toEqual([0, 0, 1, 0]);
    put(CONFIG, `files: {include: [${ARTICLE}]}\n`);
    expect(await counts("")).toEqual([1, 2, 1, 0]);
    put(CONFIG, "files: {include: ['*.yml']}\n");
    expect(await counts("")).toEqual([0, 0, 1, 0]);
    put(CONFIG, `files: {exclude: [${ARTICLE}]}\n`);
    expect(await counts("--allow-empty")).toEqual([0, 0, 0, 0]);
  });
});

describe("a file with keys that only Compose reads", () => {
  beforeEach(() => put("compose.yml", COMPOSE));

  it("is listed with what it would lose where a folder is searched", async () => {
    const ran = await call("");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(
      "  compose.yml: a Compose file, not a Swarm stack: service `db` sets `profiles`, which only Compose reads\n    deployed to a Swarm as it is, `files` of `db` stays behind when Swarm moves a task\n",
    );
  });

  it("has a line of its own among many", async () => {
    for (let index = 0; index < 8; index++)
      put(`${index}/compose.yml`, index < 6 ? "name: x\nservices: {}\n" : COMPOSE);
    const { stdout } = await call("");
    expect(stdout).toContain("  9 files: a Compose file, not a Swarm stack (");
    expect(stdout.match(/^ {2}\S+: deployed to a Swarm as it is, .*$/gm)).toHaveLength(3);
  });

  it("is checked where it is named, and says why", async () => {
    const { code, stdout } = await call("compose.yml");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "This file is checked as a stack because it was named, though service `db` sets `profiles`",
    );
    expect(stdout).toContain("error  local-volume-unpinned");
  });
});

describe("a file that is no stack", () => {
  const WORKFLOW = "name: CI\non: push\njobs: {a: {runs-on: x}}\n";

  it("is told to be none where it is named, with exit code 2", async () => {
    put("ci.yml", WORKFLOW);
    put("stack.yml", "services: {a: {image: x}}\n");
    const ran = await call("ci.yml stack.yml");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toBe(
      "swarm-volume-check: ci.yml: no stack file: it has `on` and none of the sections of a stack file\n  = help: name a stack file; `--target swarm` checks this one all the same\n",
    );
    expect(ran.stdout).toContain("(1 file checked, 1 skipped: no stack file)");
    expect(await counts("--target swarm ci.yml")).toEqual([1, 3, 0, 0]);
  });

  it("fails nothing where a search comes upon it", async () => {
    put("playbooks/deploy-stack.yml", "- hosts: all\n");
    put("compose.extras.yaml", "# placeholder: add your own services here\n");
    put("compose.yaml", COMPOSE);
    expect(await call("")).toMatchObject({ code: 0, stderr: "" });
    expect(await counts("")).toEqual([0, 0, 0, 3]);
  });
});

describe("the name of the configuration", () => {
  const STACK = "services: {db: {image: 'rethinkdb:2', volumes: ['data:/data']}}\nvolumes: {data: }\n";
  const OTHER = CONFIG.replace(/yml$/, "yaml");
  beforeEach(() => put("stack.yml", STACK));

  it("may end either way", async () => {
    put(OTHER, "cluster: {nodes: 1}\n");
    expect(await call("")).toMatchObject({ code: 0, stderr: "" });
    put(OTHER, "nonsense: true\n");
    expect(await call("")).toMatchObject({ code: 2, stderr: expect.stringContaining(`${OTHER}:1:1: `) });
  });

  it("stands once in a folder", async () => {
    put(OTHER, "cluster: {nodes: 1}\n");
    put(CONFIG, "cluster: {nodes: 1}\n");
    expect(await call("")).toEqual({
      code: 2,
      stdout: "",
      stderr: `swarm-volume-check: .: There are two configurations, \`${CONFIG}\` and \`${OTHER}\`, and only one can count.\n  = help: Put everything into one of them, and remove the other.\n`,
    });
    expect((await call(`--config ${CONFIG}`)).code).toBe(0);
    expect((await call("--no-config")).code).toBe(1);
  });

  it.each(["swarm-volume-check.yml", ".github/swarm-volume-check.yaml", ".github/.swarm-volume-check.yml"])(
    "is not %s, which is told",
    async (name) => {
      put(name, "cluster: {nodes: 1}\n");
      const ran = await call("");
      expect(ran.code).toBe(1);
      expect(ran.stderr).toBe(
        `swarm-volume-check: \`${name}\` is not read: the configuration is called \`${CONFIG}\` and stands at the root of the repository.\n`,
      );
      expect((await call("--no-config")).stderr).toBe("");
    },
  );

  it("is kept by `init --force`", async () => {
    put(OTHER, "cluster: {nodes: 1}\n");
    expect((await call("init")).code).toBe(2);
    expect((await call("init --force")).code).toBe(0);
    expect(existsSync(join(cwd, CONFIG))).toBe(false);
  });
});
