import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summary } from "@actions/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "../../src/action/run.ts";
import { BAD, STAYS_BEHIND } from "../support/stacks.ts";

/** The file names that this program fails on, while it checks and while it looks for fixes. */
const broken = vi.hoisted(() => ({ checking: "", fixing: "", later: Number.POSITIVE_INFINITY }));
const of = (files: readonly { readonly path: string }[], name: string) => files.some(({ path }) => path === name);

vi.mock("../../src/check/evaluate.ts", async (original) => {
  const real = await original<typeof import("../../src/check/evaluate.ts")>();
  const judge: typeof real.judge = (parsed, ...rest) => {
    if (
      of(
        parsed.map(({ file }) => file),
        broken.checking,
      )
    )
      throw new Error("broken in checking");
    return real.judge(parsed, ...rest);
  };
  return { ...real, judge };
});
vi.mock("../../src/fix/build.ts", async (original) => {
  const real = await original<typeof import("../../src/fix/build.ts")>();
  const fixesFor: typeof real.fixesFor = (found, view, ...rest) => {
    if (of(view.stack.files, broken.fixing) || --broken.later < 0) throw new Error("broken in fixing");
    return real.fixesFor(found, view, ...rest);
  };
  return { ...real, fixesFor };
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bug-"));
  mkdirSync(join(folder, "work"));
  for (const name of ["stack.yml", "other-stack.yml"]) writeFileSync(join(folder, "work", name), BAD);
});
afterEach(() => {
  Object.assign(broken, { checking: "", fixing: "", later: Number.POSITIVE_INFINITY });
  rmSync(folder, { recursive: true });
});

async function runHere() {
  for (const name of ["outputs", "summary"]) writeFileSync(join(folder, name), "");
  vi.stubEnv("GITHUB_WORKSPACE", join(folder, "work"));
  vi.stubEnv("GITHUB_OUTPUT", join(folder, "outputs"));
  vi.stubEnv("GITHUB_STEP_SUMMARY", join(folder, "summary"));
  vi.stubEnv("INPUT_REPORT-FILE", "report.json");
  Object.assign(summary, { _filePath: undefined });
  let log = "";
  const output = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    log += text;
    return true;
  });
  const code = await run(() => new Date());
  output.mockRestore();
  vi.unstubAllEnvs();
  const report = JSON.parse(readFileSync(join(folder, "work/report.json"), "utf8"));
  const findings = report.findings as { path: string; severity: string; fixes: unknown[] }[];
  return { code, log, errors: findings.filter(({ severity }) => severity === "error") };
}

const BUG = "::error::This is a bug: stack.yml could not be checked. Please report it with the lines of the log.";

describe("a stack that this program fails on", () => {
  it("is named, and the others are checked", async () => {
    broken.checking = "stack.yml";
    const { code, log, errors } = await runHere();
    expect(code).toBe(3);
    expect(log).toContain(BUG);
    expect(log).toContain("Error: broken in checking");
    expect(errors.map(({ path }) => path)).toEqual(["other-stack.yml"]);
  });

  it("keeps its findings when only its fixes cannot be worked out", async () => {
    broken.fixing = "stack.yml";
    const { code, log, errors } = await runHere();
    expect(code).toBe(3);
    expect(log).toContain(BUG);
    expect(log).toContain("Error: broken in fixing");
    expect(log).toContain(STAYS_BEHIND);
    expect(errors.map(({ path, fixes }) => [path, fixes.length > 0])).toEqual([
      ["other-stack.yml", true],
      ["stack.yml", false],
    ]);
  });

  it("keeps everything else when the patch cannot be made", async () => {
    rmSync(join(folder, "work/other-stack.yml"));
    broken.later = 1;
    const { code, log, errors } = await runHere();
    expect(code).toBe(3);
    expect(log).toContain(BUG);
    expect(log).toContain(STAYS_BEHIND);
    expect(errors.map(({ path, fixes }) => [path, fixes.length > 0])).toEqual([["stack.yml", true]]);
  });

  it("breaks no other stack that it shares a file with", async () => {
    rmSync(join(folder, "work/other-stack.yml"));
    const policy = "stacks:\n  - files: [stack.yml, y.yml]\n  - files: [stack.yml, z.yml]\n";
    writeFileSync(join(folder, "work/.swarm-volume-check.yml"), policy);
    for (const name of ["y.yml", "z.yml"])
      writeFileSync(join(folder, "work", name), "services: {cache: {tty: true}}\n");
    broken.fixing = "z.yml";
    const { code, log, errors } = await runHere();
    expect(code).toBe(3);
    expect(log).toContain("This is a bug: stack.yml, z.yml could not be checked.");
    expect(log).not.toContain("stack.yml, y.yml could not be checked");
    expect(errors.map(({ path, fixes }) => [path, fixes.length > 0])).toEqual([["stack.yml", true]]);
  });
});
