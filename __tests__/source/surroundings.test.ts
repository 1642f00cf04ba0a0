import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAround } from "../../src/source/surroundings.ts";

let top: string;
const at = (...parts: string[]): string => join(top, ...parts);
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "around-"));
  mkdirSync(at("repo/a/b"), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

describe("lookAround", () => {
  it("finds the root and the file that is nearest to it", () => {
    mkdirSync(at("repo/.git"));
    expect(lookAround(at("repo/a/b"), "policy")).toEqual({ root: at("repo"), file: undefined });
    writeFileSync(at("repo/a/b/policy"), "");
    expect(lookAround(at("repo/a/b"), "policy")).toEqual({ root: at("repo"), file: at("repo/a/b/policy") });
    writeFileSync(at("repo/a/policy"), "");
    expect(lookAround(at("repo/a/b"), "policy").file).toBe(at("repo/a/policy"));
    writeFileSync(at("repo/policy"), "");
    expect(lookAround(at("repo/a/b"), "policy").file).toBe(at("repo/policy"));
  });

  it("does not look above the root, which a file marks too, as in a worktree", () => {
    writeFileSync(at("repo/.git"), "gitdir: elsewhere\n");
    writeFileSync(at("policy"), "");
    expect(lookAround(at("repo/a"), "policy")).toEqual({ root: at("repo"), file: undefined });
  });

  it("looks only into the folder itself outside a repository", () => {
    writeFileSync(at("repo/policy"), "");
    expect(lookAround(at("repo/a"), "policy")).toEqual({ root: undefined, file: undefined });
    expect(lookAround(at("repo"), "policy")).toEqual({ root: undefined, file: at("repo/policy") });
  });
});
