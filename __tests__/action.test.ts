import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summary } from "@actions/core";
import { context } from "@actions/github";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { runAction } from "../src/action.ts";

/** GitHub never answers in these tests. */
vi.mock("@actions/github/lib/utils", async (original) => ({
  ...(await original<typeof import("@actions/github/lib/utils")>()),
  defaults: { request: { fetch: () => new Promise(() => {}) } },
}));

const BAD = "services:\n  db:\n    image: rethinkdb:2\n    volumes: [data:/data]\nvolumes:\n  data:\n";
const ROLE =
  "services:\n  db:\n    image: rethinkdb:2\n    volumes: [data:/data]\n    deploy: {placement: {constraints: [node.role == manager]}}\nvolumes:\n  data:\n";
const NOTHING = {
  verdict: "error",
  errors: "0",
  warnings: "0",
  "checked-files": "0",
  "skipped-files": "0",
  "monthly-cost": "",
  "monthly-cost-change": "",
  "review-url": "",
  "report-file": "",
  "sarif-file": "",
  "patch-file": "",
};

let folder: string;
let printed: string;
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-"));
  printed = "";
  writeFileSync(join(folder, "outputs"), "");
  mkdirSync(join(folder, "workspace"));
  process.env = {
    PATH: before.PATH,
    GITHUB_WORKSPACE: join(folder, "workspace"),
    GITHUB_OUTPUT: join(folder, "outputs"),
  };
  process.exitCode = undefined;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  process.env = before;
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

function put(path: string, text: string): void {
  mkdirSync(join(folder, "workspace", path, ".."), { recursive: true });
  writeFileSync(join(folder, "workspace", path), text);
}

const outputs = (): Record<string, string> =>
  Object.fromEntries(
    Array.from(readFileSync(join(folder, "outputs"), "utf8").matchAll(/^(.+)<<(.+)\n([\s\S]*?)\n\2$/gm), (match) => [
      match[1] as string,
      match[3] as string,
    ]),
  );

/** As in a process of its own: the packages of the runner remember what they saw first. */
async function runHere(): Promise<void> {
  Object.assign(context, Reflect.construct(context.constructor, []));
  Object.assign(summary, { _filePath: undefined });
  await runAction();
}

async function run(inputs: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value;
  await runHere();
  return { code: process.exitCode ?? 0, outputs: outputs(), printed };
}

describe("the Action in a workspace", () => {
  it("finds stacks, prints the report, annotates, writes outputs and fails on errors", async () => {
    put("deploy/stack.yml", BAD);
    const ran = await run();
    expect(ran.code).toBe(1);
    expect(ran.outputs).toEqual({ ...NOTHING, verdict: "fail", errors: "1", "checked-files": "1" });
    expect(ran.printed).toContain("deploy/stack.yml:4:15  error  local-volume-unpinned");
    expect(ran.printed).toMatch(
      /^::error title=local-volume-unpinned,file=deploy\/stack\.yml,line=4,endLine=4,col=15,endColumn=25::`\w+` starts on an empty volume/m,
    );
  });

  it("reads its inputs", async () => {
    put("a.yml", BAD);
    put("b/stack.yml", ROLE);
    put("c/stack.yml", BAD);
    const ran = await run({ files: "a.yml\n./b/", nodes: "1" });
    expect(ran).toMatchObject({ code: 0, outputs: { "checked-files": "2" } });
    expect(await run({ files: "*/stack.yml", nodes: "1" })).toMatchObject({ outputs: { "checked-files": "2" } });
  });

  it.each([
    ["error", 0],
    ["warning", 1],
    ["never", 0],
    ["", 0],
  ])("fails on warnings only when asked: %s", async (failOn, code) => {
    put("stack.yml", ROLE);
    const ran = await run({ "fail-on": failOn });
    expect(ran).toMatchObject({ code, outputs: { errors: "0", warnings: "1" } });
    expect(ran.printed).toMatch(/^::warning title=pin-by-role,file=stack\.yml,.*::/m);
  });

  it("passes errors when told never to fail", async () => {
    put("stack.yml", BAD);
    expect(await run({ "fail-on": "never" })).toMatchObject({ code: 0, outputs: { errors: "1", verdict: "pass" } });
  });

  it("goes by the configuration, and inputs go before it", async () => {
    put("stack.yml", ROLE);
    put(".swarm-volume-check.yml", "fail-on: warning\n");
    expect((await run()).code).toBe(1);
    expect((await run({ "fail-on": "error" })).code).toBe(0);
    put("policy.yml", "fail-on: never\n");
    expect((await run({ "fail-on": "", config: "policy.yml" })).code).toBe(0);
    const missing = await run({ config: "none.yml" });
    expect(missing.code).toBe(2);
    expect(missing.printed).toContain(
      "::error file=none.yml,line=1::input `config`: there is no such file where the check reads it.",
    );
    put(".swarm-volume-check.yml", "fail: warning\n");
    const wrong = await run({ config: "" });
    expect(wrong.code).toBe(2);
    expect(wrong.printed).toContain("::error file=.swarm-volume-check.yml,line=1::`fail` is not a key");
    expect(wrong.outputs).toEqual(NOTHING);
  });

  it("takes a declared path for shared", async () => {
    put("stack.yml", BAD.replace("data:/data", "/mnt/efs/data:/data"));
    expect(await run({ "shared-paths": "/srv\n/mnt/efs" })).toMatchObject({ code: 0, outputs: { errors: "0" } });
  });

  it("skips Compose files unless told otherwise", async () => {
    put("compose.yml", `name: app\n${BAD}`);
    expect(await run()).toMatchObject({ code: 0, outputs: { "checked-files": "0", "skipped-files": "1" } });
    expect(await run({ target: "swarm" })).toMatchObject({ code: 1, outputs: { "checked-files": "1" } });
  });

  it("reports a file that it cannot read", async () => {
    const ran = await run({ files: "nothing.yml" });
    expect(ran).toMatchObject({ code: 1, outputs: { errors: "1", "checked-files": "0" } });
    expect(ran.printed).toContain("file-unreadable");
  });

  it("passes where there is nothing to check, unless told otherwise", async () => {
    put("values.yml", "a: 1\n");
    expect(await run()).toMatchObject({ code: 0, outputs: { verdict: "pass", "checked-files": "0" } });
    const ran = await run({ "fail-on-empty": "true" });
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: "fail" } });
    expect(ran.printed).toContain("::error::There is no stack to check");
  });

  it("writes the files that were asked for, and says when it cannot", async () => {
    put("stack.yml", BAD);
    const ran = await run({ "report-file": "new/report.json", "sarif-file": "out.sarif", "patch-file": "stack.yml/x" });
    expect(ran.outputs).toMatchObject({
      "report-file": "new/report.json",
      "sarif-file": "out.sarif",
      "patch-file": "",
    });
    const read = (name: string) => readFileSync(join(folder, "workspace", name), "utf8");
    expect(JSON.parse(read("new/report.json"))).toMatchObject({ summary: { errors: 1 } });
    expect(JSON.parse(read("out.sarif"))).toMatchObject({ version: "2.1.0" });
    expect(ran.printed).toContain("::error::input `patch-file`: `stack.yml/x` could not be written");
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: "fail" } });
    put("stack.yml", "services: {a: {image: x}}\n");
    expect(await run({ "report-file": "stack.yml/x" })).toMatchObject({ code: 2, outputs: { verdict: "error" } });
  });

  it.each(["report-file", "sarif-file", "patch-file"])("writes no %s through a link", async (input) => {
    put("stack.yml", BAD);
    const outside = join(folder, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "keys"), "mine");
    const link = (name: string, target: string) => symlinkSync(target, join(folder, "workspace", name));
    link("file", "../outside/keys");
    link("dangling", "../outside/new");
    link("folder", "../outside");
    link("inside", "stack.yml");
    for (const path of ["file", "dangling", "folder/x", "folder/more/x", "folder/keys", "inside"]) {
      const ran = await run({ [input]: path });
      expect(ran).toMatchObject({ code: 1, outputs: { verdict: "fail", [input]: "" } });
      expect(ran.printed).toContain(`::error::input \`${input}\`: \`${path}\` could not be written: `);
      expect(ran.printed).toContain("is a link: nothing is written through links of a checkout");
      expect(ran.printed).toContain("local-volume-unpinned");
    }
    expect(readdirSync(outside)).toEqual(["keys"]);
    expect(readFileSync(join(outside, "keys"), "utf8")).toBe("mine");
    expect(readFileSync(join(folder, "workspace/stack.yml"), "utf8")).toBe(BAD);
  });

  it("reads nothing that a link leads out to", async () => {
    writeFileSync(join(folder, "prod.env"), "WHERE=s3cret\n");
    writeFileSync(join(folder, "secret-stack.yml"), `services: {s3cret: x}\n${BAD}`);
    put("stack.yml", BAD.replace("data:/data", '"$' + '{WHERE}:/data"'));
    const link = (name: string, target: string) => symlinkSync(target, join(folder, "workspace", name));
    link("prod.env", "../prod.env");
    link("secret-stack.yml", "../secret-stack.yml");
    const ran = await run({ "env-file": "prod.env" });
    expect(ran.code).toBe(2);
    expect(ran.printed).toContain("`prod.env` cannot be read: this is a symbolic link");
    const all = await run({ "env-file": "" });
    expect(all.printed).toContain("secret-stack.yml");
    expect(all.printed).toContain("this is a symbolic link, not a file: nothing was read");
    expect(ran.printed + all.printed).not.toContain("s3cret");
  });

  it("reads variables, and never repeats one", async () => {
    put("stack.yml", BAD.replace("data:/data", '"$' + '{WHERE}:/data"'));
    put("deploy.env", "WHERE=/mnt/efs/x\n");
    expect((await run({ "env-file": "deploy.env", "shared-paths": "/mnt/efs" })).outputs.errors).toBe("0");
    put("wrong.env", "a secret=hunter2\n");
    const wrong = await run({ "env-file": "wrong.env" });
    expect(wrong.code).toBe(2);
    expect(wrong.printed).toContain(
      "::error::input `env-file`: the file with variables `wrong.env` cannot be read: line 1, column 2",
    );
    expect(wrong.printed).not.toContain("hunter2");
    expect((await run({ "env-file": "none.env" })).printed).toContain("there is no such file");
  });

  it("lets no file name or value pass for a command of the runner", async () => {
    put("a\n::set-output name=x::y.stack.yml", BAD);
    const ran = await run();
    expect(ran.printed).not.toMatch(/^::set-output/m);
  });

  it.each([
    [{ "fail-on": "sometimes" }, "input `fail-on` does not know `sometimes`: write one of error, warning, never"],
    [{ "fail-on": "eror" }, "input `fail-on` does not know `eror`: did you mean `error`?"],
    [{ target: "kubernetes" }, "input `target` does not know `kubernetes`: write one of auto, swarm, compose"],
    [{ nodes: "0" }, "input `nodes` needs a whole number from 1 to 1000000, not `0`: write `nodes: 30`"],
    [{ nodes: "many" }, "input `nodes` needs a whole number"],
    [{ "max-inline-comments": "61" }, "input `max-inline-comments` needs a whole number from 0 to 60"],
    [{ "only-new": "yes" }, "input `only-new` does not know `yes`: write true or false"],
    [{ "shared-paths": "mnt" }, "input `shared-paths` takes absolute paths, one a line"],
    [{ files: "../other" }, "input `files` leads out of the repository: `../other`"],
    [{ "report-file": "/etc/x" }, "input `report-file` leads out of the repository"],
    [
      { "report-file": "x", "sarif-file": "./x" },
      "two of the inputs `report-file`, `sarif-file` and `patch-file` name one file",
    ],
  ])("refuses %o, and writes every output all the same", async (inputs, message) => {
    put("stack.yml", BAD);
    const ran = await run(inputs);
    expect(ran.code).toBe(2);
    expect(ran.printed).toContain(`::error::${message}`);
    expect(ran.outputs).toEqual(NOTHING);
  });

  it("says everything that is wrong at once", async () => {
    const ran = await run({ target: "x", review: "y", "only-new": "z" });
    expect(ran.printed.match(/^::error::input/gm)).toHaveLength(3);
  });

  it("says when prices or baselines are wrong", async () => {
    put("stack.yml", ROLE);
    expect(await run({ region: "eu-west-1" })).toMatchObject({
      code: 2,
      printed: expect.stringContaining("input `region` needs a provider"),
    });
    put("swarm-volume-check.prices.json", "{}");
    expect(await run({ region: "" })).toMatchObject({
      code: 2,
      printed: expect.stringContaining("file=swarm-volume-check.prices.json"),
    });
    rmSync(join(folder, "workspace/swarm-volume-check.prices.json"));
    put("b.json", "[]");
    expect(await run({ baseline: "b.json" })).toMatchObject({
      code: 2,
      printed: expect.stringContaining("::error file=b.json,line=1::This is not a baseline"),
    });
    put("b.json", '{"schemaVersion": 1, "findings": []}');
    expect((await run({ baseline: "b.json" })).code).toBe(0);
    put(".swarm-volume-check.yml", new Array(400_000).fill("# pad").join("\n"));
    expect((await run()).printed).toContain("file=.swarm-volume-check.yml,line=1::the file is larger than the limit");
  });

  it("works out fixes as far as the work for them goes, and says so once", async () => {
    const names = Array.from({ length: 150 }, (_, index) => `s${index}`);
    // None of them has a section `volumes`, which each fix makes: they are looked at one by one.
    put("stack.yml", `services:\n${names.map((name) => `  ${name}:\n    image: redis:7\n`).join("")}`);
    const ran = await run({ "report-file": "r.json" });
    const { findings, fixes } = JSON.parse(readFileSync(join(folder, "workspace/r.json"), "utf8")) as {
      findings: { fixes: [] }[];
      fixes: { workedOutFor: number; findings: number };
    };
    expect(fixes.findings).toBe(findings.length);
    expect(fixes.workedOutFor).toBeGreaterThan(0);
    expect(fixes.workedOutFor).toBeLessThan(findings.length);
    expect(findings.some((one) => one.fixes.length > 0)).toBe(true);
    const said = `Fixes were worked out for ${fixes.workedOutFor} of ${findings.length} findings`;
    expect(ran.printed.split(said)).toHaveLength(2);
    put("stack.yml", BAD);
    await run({ "report-file": "r.json" });
    expect(JSON.parse(readFileSync(join(folder, "workspace/r.json"), "utf8"))).not.toHaveProperty("fixes");
  });

  it("needs a token where it needs GitHub, and an event that can be read", async () => {
    const event = join(folder, "event.json");
    const sha = "1".repeat(40);
    writeFileSync(event, JSON.stringify({ pull_request: { number: 1, base: { sha }, head: { sha } } }));
    process.env.GITHUB_EVENT_PATH = event;
    expect(await run()).toMatchObject({ code: 2, printed: expect.stringContaining("input `github-token` is empty") });
    writeFileSync(event, "{}");
    process.env.GITHUB_EVENT_NAME = "pull_request";
    expect(await run()).toMatchObject({ code: 2, printed: expect.stringContaining("the event of this run") });
  });

  it("says which file of the runner cannot be written; the result is the same", async () => {
    put("stack.yml", BAD);
    for (const variable of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) process.env[variable] = join(folder, "workspace");
    await runHere();
    expect(process.exitCode).toBe(1);
    const said = Array.from(printed.matchAll(/^::warning::(.*)$/gm), ([, message]) => message);
    expect(said).toEqual([
      expect.stringMatching(/^The file that GITHUB_STEP_SUMMARY names cannot be written: .*EISDIR/),
      expect.stringMatching(/^The file that GITHUB_OUTPUT names cannot be written: .*EISDIR/),
    ]);
    process.env.INPUT_SCOPE = "nonsense";
    await runHere();
    expect(process.exitCode).toBe(2);
  });

  it("ends in time", async () => {
    vi.useFakeTimers();
    const event = join(folder, "event.json");
    const sha = "1".repeat(40);
    writeFileSync(event, JSON.stringify({ pull_request: { number: 1, base: { sha }, head: { sha } } }));
    Object.assign(process.env, { GITHUB_EVENT_PATH: event, "INPUT_GITHUB-TOKEN": "t", GITHUB_REPOSITORY: "o/r" });
    const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
    const ended = runHere();
    await vi.advanceTimersByTimeAsync(10 * 60 * 1000);
    await ended;
    expect(exit).toHaveBeenCalledWith(3);
    expect(printed).toContain(
      "::error::Nothing was decided within ten minutes: it was still listing what changed. Run the job again.",
    );
    expect(outputs()).toEqual(NOTHING);
  });

  it("has the inputs that it reads and the outputs that it sets in action.yml", async () => {
    const action = parse(readFileSync("action.yml", "utf8"));
    const source = readFileSync("src/action/inputs.ts", "utf8");
    const names = Array.from(
      source.matchAll(/(?:choice|flag|number|optional|getInput|linesOf)\("([a-z-]+)"/g),
      ([, name]) => name,
    );
    expect(Object.keys(action.inputs).sort()).toEqual([...new Set(names)].sort());
    expect(Object.keys((await run()).outputs).sort()).toEqual(Object.keys(action.outputs).sort());
    expect(action.runs).toEqual({ using: "node24", main: "dist/index.js" });
  });
});
