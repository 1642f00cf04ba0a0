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
    expect(lookAround(at("repo/a/b"), ["policy", "policies"])).toEqual({ root: at("repo"), files: [] });
    writeFileSync(at("repo/a/b/policy"), "");
    expect(lookAround(at("repo/a/b"), ["policy", "policies"])).toEqual({
      root: at("repo"),
      files: [at("repo/a/b/policy")],
    });
    writeFileSync(at("repo/a/policy"), "");
    expect(lookAround(at("repo/a/b"), ["policy", "policies"]).files).toEqual([at("repo/a/policy")]);
    writeFileSync(at("repo/policy"), "");
    expect(lookAround(at("repo/a/b"), ["policy", "policies"]).files).toEqual([at("repo/policy")]);
  });

  it("does not look above the root, which a file marks too, as in a worktree", () => {
    writeFileSync(at("repo/.git"), "gitdir: elsewhere\n");
    writeFileSync(at("policy"), "");
    expect(lookAround(at("repo/a"), ["policy", "policies"])).toEqual({ root: at("repo"), files: [] });
  });

  it("looks only into the folder itself outside a repository", () => {
    writeFileSync(at("repo/policy"), "");
    expect(lookAround(at("repo/a"), ["policy", "policies"])).toEqual({ root: undefined, files: [] });
    expect(lookAround(at("repo"), ["policy", "policies"])).toEqual({ root: undefined, files: [at("repo/policy")] });
  });

  it("finds every file of the names, in the folder nearest the root alone", () => {
    mkdirSync(at("repo/.git"));
    writeFileSync(at("repo/policies"), "");
    writeFileSync(at("repo/a/policy"), "");
    expect(lookAround(at("repo/a"), ["policy", "policies"]).files).toEqual([at("repo/policies")]);
    writeFileSync(at("repo/policy"), "");
    expect(lookAround(at("repo/a"), ["policy", "policies"]).files).toEqual([at("repo/policy"), at("repo/policies")]);
  });
});
