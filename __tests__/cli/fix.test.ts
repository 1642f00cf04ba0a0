import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceText } from "../../src/source/write.ts";
import { dedent } from "../rules/harness.ts";
import { run } from "./fake-io.ts";

const STACK = dedent(`
  version: 3.8
  services:
    cache:
      image: redis:7
      volumes:
        - data:/data # the cache
      deploy:
        update_config: {order: start-first}
      stop_grace_period: 1m
  volumes:
    data:
`);
const SAFE = STACK.replace("3.8", '"3.8"').replace("start-first", "stop-first");
const PIN = SAFE.replace(
  "{order: stop-first}\n",
  '{order: stop-first}\n      placement:\n        constraints:\n          - "node.hostname == ${CACHE_NODE:?set it to the host name of the node that holds the data}"\n',
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "svc-fix-"));
  writeFileSync(join(folder, "stack.yml"), STACK);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(at(name), "utf8");
const call = (...args: string[]) => run(args, { cwd: folder });

describe("--fix", () => {
  it("writes what changes no data, and reports the rest", async () => {
    const { code, stdout, stderr } = await call("--fix", "stack.yml");
    expect(text("stack.yml")).toBe(SAFE);
    expect(stderr).toContain("stack.yml:1: fixed unquoted-version: Put the version in quotes\n");
    expect(stderr).toContain("stack.yml:8: fixed start-first-single-writer:");
    expect(stdout).toContain("local-volume-unpinned");
    expect(stdout).not.toContain("unquoted-version");
    expect(code).toBe(1);
  });

  it("applies the first alternative of the others with --fix-unsafe, and prints how to move the data", async () => {
    const { code, stderr } = await call("--fix-unsafe", "stack.yml");
    expect(text("stack.yml")).toBe(PIN);
    expect(stderr).toContain("How to move the data: Pin `cache`");
    expect(stderr).toContain("1. Find the node that holds the data");
    expect(code).toBe(0);
    const again = await call("--fix-unsafe", "stack.yml");
    expect(again.stderr).toBe("");
    expect(text("stack.yml")).toBe(PIN);
  });

  it("names the other stacks that a fix in a shared file changes", async () => {
    const fixed = STACK.replace("3.8", '"3.8"').replace("start-first", "stop-first");
    writeFileSync(at("stack.yml"), fixed);
    const own = 'version: "3.8"\nservices: {cache: {environment: {A: b}}}\n';
    for (const name of ["blue", "green"]) writeFileSync(at(`${name}.yml`), own);
    const stack = (name: string) => `  - {name: ${name}, files: [stack.yml, ${name}.yml]}\n`;
    const settings = "storage: {prefer: network, shared-path: /mnt/efs}\n";
    writeFileSync(at(".swarm-volume-check.yml"), `${settings}stacks:\n${stack("blue")}${stack("green")}`);
    const { stderr } = await call("--fix-unsafe", ".");
    expect(stderr).toContain("1. Mind that this changes the stack `green` too: take the same steps for it");
    expect(text("stack.yml")).toContain('device: "/mnt/efs/${STACK:?set it to the name of the stack}_data"');
  });

  it("leaves a file alone in which nothing is to be fixed", async () => {
    writeFileSync(at("stack.yml"), PIN);
    const identity = () => {
      const { ino, mtimeNs } = statSync(at("stack.yml"), { bigint: true });
      return [ino, mtimeNs];
    };
    const before = identity();
    await call("--fix", ".");
    expect(identity()).toEqual(before);
  });

  it("keeps links, modes, encodings, line ends and what else lies in the folder", async () => {
    const wide = Buffer.from(`\uFEFF${STACK.replaceAll("\n", "\r\n")}`, "utf16le").swap16();
    mkdirSync(at("real"));
    writeFileSync(at("real/wide.yml"), wide);
    chmodSync(at("real/wide.yml"), 0o640);
    symlinkSync("real/wide.yml", at("link.yml"));
    const { stderr } = await call("--fix", "link.yml");
    expect(stderr).toContain("link.yml:1: fixed unquoted-version");
    expect(lstatSync(at("link.yml")).isSymbolicLink()).toBe(true);
    expect(statSync(at("real/wide.yml")).mode & 0o777).toBe(0o640);
    const expected = Buffer.from(`\uFEFF${SAFE.replaceAll("\n", "\r\n")}`, "utf16le").swap16();
    expect(readFileSync(at("real/wide.yml")).equals(expected)).toBe(true);
    expect(readdirSync(at("real"))).toEqual(["wide.yml"]);
  });

  it("prints standard input repaired, and nothing else", async () => {
    const { stdout } = await run(["--fix", "-"], { cwd: folder, stdin: STACK });
    expect(stdout).toBe(SAFE);
    const report = await run(["--fix", "--format", "json", "--output", "r.json", "-"], { cwd: folder, stdin: STACK });
    expect(report.stdout).toBe(SAFE);
    expect(JSON.parse(text("r.json")).findings[0].ruleId).toBe("local-volume-unpinned");
  });

  it("repairs a file once that belongs to several stacks", async () => {
    writeFileSync(at("more.yml"), 'version: "3.8"\nservices:\n  web: {image: nginx:1}\n');
    writeFileSync(
      at(".swarm-volume-check.yml"),
      "stacks:\n  - {name: one, files: [stack.yml]}\n  - {name: two, files: [stack.yml, more.yml]}\n",
    );
    const { stderr } = await call("--fix");
    expect(text("stack.yml")).toBe(SAFE);
    expect(stderr.match(/unquoted-version/g)).toHaveLength(1);
  });

  it("touches nothing that is not YAML", async () => {
    writeFileSync(at("stack.yml"), `${STACK}  data: [\n`);
    const { code } = await call("--fix-unsafe", "stack.yml");
    expect(text("stack.yml")).toBe(`${STACK}  data: [\n`);
    expect(code).toBe(1);
  });
});

describe("--fix-dry-run", () => {
  const git = spawnSync("git", ["--version"]).status === 0;

  it.skipIf(!git)("prints a diff that git applies, and writes nothing", async () => {
    mkdirSync(at("my stacks"));
    cpSync(at("stack.yml"), at("my stacks/über.yml"));
    const { stdout } = await call("--fix-unsafe", "--fix-dry-run", ".");
    expect(text("stack.yml")).toBe(STACK);
    expect(stdout).toContain("--- a/stack.yml\n+++ b/stack.yml\n@@ ");
    const applied = spawnSync("git", ["apply"], { cwd: folder, input: stdout, encoding: "utf8" });
    expect(applied.stderr).toBe("");
    expect(text("stack.yml")).toBe(PIN);
    expect(text("my stacks/über.yml")).toBe(PIN);
  });

  it("shows safe fixes alone unless told otherwise", async () => {
    const { stdout, stderr, code } = await call("--fix-dry-run", "stack.yml");
    expect(stdout).toContain('-version: 3.8\n+version: "3.8"');
    expect(stdout).not.toContain("CACHE_NODE");
    expect(stderr).toContain("stack.yml:1: would fix unquoted-version");
    expect(stderr).toContain(
      "\n1 fix waits for `--fix-unsafe`, because it may replace a task, or move data: Pin `cache`",
    );
    expect(code).toBe(1);
  });

  it("says in one line what waits for --fix-unsafe when nothing else is to be fixed", async () => {
    const service = (key: string, index: number) => `  s${index}: {image: "nginx:1", ${key}: x}\n`;
    const text = (...keys: string[]) => `services:\n${keys.map(service).join("")}`;
    writeFileSync(at("stack.yml"), text("container_name", "container_name"));
    const { stdout, stderr } = await call("--fix-dry-run", ".");
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "2 fixes wait for `--fix-unsafe`, because they may replace a task, or move data: Remove `container_name`, which Swarm ignores (2 times)\n",
    );
    writeFileSync(at("stack.yml"), text("container_name", "links", "cpuset", "ipc"));
    expect((await call("--fix", ".")).stderr).toMatch(
      /^4 fixes wait .* move data: Remove `cpuset`, which deploy refuses; .*; and others\n$/,
    );
    expect((await call("--fix-unsafe", "--fix-dry-run", ".")).stderr).not.toContain("wait");
  });
});

describe("writing a file", () => {
  it("leaves alone what somebody else has changed meanwhile", () => {
    expect(replaceText(at("stack.yml"), "another text", "a third", { checkout: folder })?.message).toContain(
      "has changed since it was read",
    );
    expect(text("stack.yml")).toBe(STACK);
  });

  it("says why it could not", () => {
    expect(replaceText(at("none.yml"), "", "x", { checkout: folder })).toMatchObject({
      message: "there is no such file or folder",
    });
    writeFileSync(at(`.stack.yml.${process.pid}.tmp`), "somebody's");
    expect(replaceText(at("stack.yml"), STACK, "x", { checkout: folder })?.message).toContain("EEXIST");
    expect(text(`.stack.yml.${process.pid}.tmp`)).toBe("somebody's");
    expect(text("stack.yml")).toBe(STACK);
  });
});
