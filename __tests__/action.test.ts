import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { runAction } from "../src/action.ts";

const BAD = "services:\n  db:\n    image: rethinkdb:2\n    volumes: [data:/data]\nvolumes:\n  data:\n";
const ROLE =
  "services:\n  db:\n    image: rethinkdb:2\n    volumes: [data:/data]\n    deploy: {placement: {constraints: [node.role == manager]}}\nvolumes:\n  data:\n";

let folder: string;
let printed: string;
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-"));
  printed = "";
  writeFileSync(join(folder, "outputs"), "");
  process.env = { PATH: before.PATH, GITHUB_WORKSPACE: folder, GITHUB_OUTPUT: join(folder, "outputs") };
  process.exitCode = undefined;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.env = before;
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

function put(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function run(inputs: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value;
  await runAction();
  const outputs = Object.fromEntries(
    Array.from(readFileSync(join(folder, "outputs"), "utf8").matchAll(/^(.+)<<(.+)\n([\s\S]*?)\n\2$/gm), (match) => [
      match[1],
      match[3],
    ]),
  );
  return { code: process.exitCode ?? 0, outputs, printed };
}

describe("runAction", () => {
  it("finds stacks, prints the report, annotates, writes outputs and fails on errors", async () => {
    put("deploy/stack.yml", BAD);
    const ran = await run();
    expect(ran.code).toBe(1);
    expect(ran.outputs).toEqual({ errors: "1", warnings: "0", notes: "0", "files-checked": "1" });
    expect(ran.printed).toContain("deploy/stack.yml:4:15  error  local-volume-unpinned");
    expect(ran.printed).toMatch(
      /^::error title=local-volume-unpinned,file=deploy\/stack\.yml,line=4,endLine=4,col=15,endColumn=25::When Swarm moves/m,
    );
    expect(ran.printed).toContain("::error::1 errors");
  });

  it("reads its inputs", async () => {
    put("a.yml", BAD);
    put("b/stack.yml", ROLE);
    expect(await run({ files: "a.yml\nb", nodes: "1" })).toMatchObject({ code: 0, outputs: { "files-checked": "2" } });
  });

  it.each([
    ["error", 0],
    ["warning", 1],
    ["never", 0],
  ])("fails on warnings only when asked: %s", async (failOn, code) => {
    put("stack.yml", ROLE);
    const ran = await run({ "fail-on": failOn });
    expect(ran).toMatchObject({ code, outputs: { errors: "0", warnings: "1" } });
    expect(ran.printed).toContain("::warning title=pin-by-role,file=stack.yml");
  });

  it("passes errors when told never to fail", async () => {
    put("stack.yml", BAD);
    expect(await run({ "fail-on": "never" })).toMatchObject({ code: 0, outputs: { errors: "1" } });
  });

  it("takes a declared path for shared", async () => {
    put("stack.yml", BAD.replace("data:/data", "/mnt/efs/data:/data"));
    expect(await run({ "shared-paths": "/srv\n/mnt/efs" })).toMatchObject({ code: 0, outputs: { errors: "0" } });
  });

  it("skips Compose files unless told otherwise", async () => {
    put("compose.yml", `name: app\n${BAD}`);
    expect(await run()).toMatchObject({ code: 0, outputs: { "files-checked": "0" } });
  });

  it("reports a file that it cannot read", async () => {
    const ran = await run({ files: "nothing.yml" });
    expect(ran).toMatchObject({ code: 1, outputs: { errors: "1", "files-checked": "0" } });
    expect(ran.printed).toContain("file-unreadable");
  });

  it("lets no file name or value pass for a command of the runner", async () => {
    put("a\n::set-output name=x::y.stack.yml", BAD);
    const ran = await run();
    expect(ran.printed).not.toMatch(/^::set-output/m);
  });

  it.each([
    [{ "fail-on": "sometimes" }, "input `fail-on` must be one of error, warning, never"],
    [{ target: "kubernetes" }, "input `target` must be one of auto, swarm, compose"],
    [{ nodes: "0" }, "input `nodes` must be a whole number above 0"],
    [{ nodes: "many" }, "input `nodes` must be a whole number above 0"],
    [{ "shared-paths": "mnt" }, "input `shared-paths` takes absolute paths, one a line"],
  ])("refuses %o, and writes every output all the same", async (inputs, message) => {
    put("stack.yml", BAD);
    const ran = await run(inputs);
    expect(ran.code).toBe(1);
    expect(ran.printed).toContain(`::error::${message}`);
    expect(ran.outputs).toEqual({ errors: "0", warnings: "0", notes: "0", "files-checked": "0" });
  });

  it("has the inputs and outputs that action.yml declares", async () => {
    const action = parse(readFileSync("action.yml", "utf8"));
    expect(Object.keys(action.inputs)).toEqual(["files", "target", "fail-on", "nodes", "shared-paths"]);
    expect(Object.keys((await run()).outputs).sort()).toEqual(Object.keys(action.outputs).sort());
    expect(action.runs).toEqual({ using: "node24", main: "dist/index.js" });
  });
});
