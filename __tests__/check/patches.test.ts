import { describe, expect, it } from "vitest";
import { type CheckedFiles, patchesOf, recheckOf } from "../../src/check/recheck.ts";

const STACK = `services:
  a:
    image: redis:7
    command: --appendonly yes
    volumes:
      - one:/data
  b:
    image: redis:7
    command: --appendonly yes
    volumes:
      - two:/data
volumes:
  one:
  two:
`;

const stackOf = (text: string, path = "stack.yml", more: CheckedFiles["files"] = []): CheckedFiles => ({
  files: [{ path, text }, ...more],
  options: {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
  },
});
const rules = (stacks: CheckedFiles[], changed: Record<string, string>) =>
  recheckOf(stacks)(new Map(Object.entries(changed))).map(({ ruleId, service }) => `${ruleId} ${service}`);

describe("a second check", () => {
  it("is of the stacks whose files have changed", () => {
    const stacks = [stackOf(STACK), stackOf(STACK, "other.yml")];
    expect(rules(stacks, {})).toEqual([]);
    expect(rules(stacks, { "stack.yml": STACK })).toEqual(["local-volume-unpinned a", "local-volume-unpinned b"]);
    expect(
      rules(stacks, { "stack.yml": STACK.replaceAll("redis:7", "nginx:1").replace(/volumes:\n {6}- one.*\n/, "") }),
    ).not.toContain("local-volume-unpinned a");
  });

  it("leaves out what a comment ignores", () => {
    const ignored = STACK.replace(
      "      - one",
      "      # swarm-volume-check-ignore local-volume-unpinned -- a cache\n      - one",
    );
    expect(rules([stackOf(STACK)], { "stack.yml": ignored })).toEqual(["local-volume-unpinned b"]);
  });
});

describe("the patches of stacks", () => {
  it("repair every finding with its first fix", () => {
    const [patch, ...others] = patchesOf([stackOf(STACK)]);
    expect(others).toEqual([]);
    expect(patch?.path).toBe("stack.yml");
    expect(patch?.diff).toMatch(/^--- a\/stack\.yml\n\+\+\+ b\/stack\.yml\n/);
    expect(patch?.diff.match(/^\+.*node\.hostname == /gm)).toHaveLength(2);
  });

  it("leave alone what a comment ignores", () => {
    const ignored = STACK.replace(
      "      - one",
      "      # swarm-volume-check-ignore local-volume-unpinned -- a cache\n      - one",
    );
    expect(patchesOf([stackOf(ignored)])[0]?.diff.match(/^\+.*node\.hostname == /gm)).toHaveLength(1);
  });

  it("repair a file of several stacks once", () => {
    const twice = [stackOf(STACK), stackOf(STACK)];
    expect(patchesOf(twice)).toEqual(patchesOf([stackOf(STACK)]));
  });

  it("are none where nothing is wrong", () => {
    expect(patchesOf([stackOf("services:\n  a:\n    image: nginx\n")])).toEqual([]);
  });
});
