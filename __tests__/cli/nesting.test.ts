import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { NODE_24 } from "../support/runner.ts";

/**
 * What nests so deep that a process would end without a word: in processes of their own, of the command line as it is
 * shipped, because a process that has compiled the regular expressions of the parser before holds out longer.
 */

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const NODES = [...new Set([process.execPath, ...(NODE_24 === undefined ? [] : [NODE_24])])];

const folder = mkdtempSync(join(tmpdir(), "nesting-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PARTS = [
  "[",
  "{",
  "? ",
  "{? ",
  "[? ",
  "!a [",
  "&a? ? ",
  "- ",
  "- - [",
  "a: [",
  "[a: ",
  "{a: ",
  "? - ",
  "- ? ",
  "{[",
  "!!seq [",
];
const GOOD = "services:\n  db:\n    image: redis:7\n    volumes: [data:/data]\nvolumes:\n  data:\n";

/** Aliases that lead from one to the next: 900 levels, of which no line has more than one. */
const CHAIN = [
  "x-0: &a0 x",
  ...Array.from({ length: 900 }, (_, level) => `x-${level + 1}: &a${level + 1} [*a${level}]`),
  `x-z: [${"x, ".repeat(8_000)}]`,
  GOOD,
].join("\n");

function run(node: string, argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(node, [CLI, ...argv], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}

describe.each(NODES)("with %s", (node) => {
  mkdirSync(join(folder, "stacks"), { recursive: true });
  for (const [index, part] of PARTS.entries())
    writeFileSync(join(folder, `stacks/${index}-stack.yml`), `${part.repeat(1_000)}\n`);
  writeFileSync(
    join(folder, "stacks/behind-stack.yml"),
    `services:\n  a:\n    image: x\n    labels: ${"[".repeat(1_000)}\n`,
  );
  writeFileSync(join(folder, "stacks/chain-stack.yml"), CHAIN);
  writeFileSync(join(folder, "stacks/good-stack.yml"), GOOD);
  writeFileSync(join(folder, "deep.yml"), `${"[".repeat(1_000)}\n`);

  it("every stack that nests too deep is told, and the others are checked", () => {
    const { status, stdout, stderr } = run(node, ["stacks", "--format", "json"]);
    expect([status, stderr]).toEqual([1, ""]);
    const { findings } = JSON.parse(stdout) as { findings: { path: string; ruleId: string; message: string }[] };
    const deep = findings.filter(({ message }) => message.includes("nests deeper than 200 levels"));
    expect(deep.map(({ path }) => path).sort()).toEqual(
      [...PARTS.map((_, index) => `${index}`), "behind", "chain"].map((name) => `stacks/${name}-stack.yml`).sort(),
    );
    expect(findings.some(({ path, ruleId }) => path === "stacks/good-stack.yml" && ruleId === "local-volume-unpinned"));
  });

  it.each([
    ["a stack by itself", ["stacks/0-stack.yml"], 1],
    ["normalize", ["normalize", "stacks/0-stack.yml"], 1],
    ["a configuration", ["--config", "deep.yml", "stacks/good-stack.yml"], 2],
    ["a baseline", ["--baseline", "deep.yml", "stacks/good-stack.yml"], 2],
  ] as const)("so is %s", (_, argv, code) => {
    const { status, stdout, stderr } = run(node, argv);
    expect(status).toBe(code);
    expect(stdout + stderr).toContain("nests deeper than 200 levels");
  });

  it("a price file is read as JSON, whatever nests in it", () => {
    const { status, stderr } = run(node, ["prices", "--prices", "deep.yml"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("it is not JSON")]);
  });
});
