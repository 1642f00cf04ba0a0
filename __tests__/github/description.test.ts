import { expect, it } from "vitest";
import { HANDLERS } from "../support/fake-rest.ts";
import { describedOperations, operationOf } from "../support/openapi.ts";
import { example } from "../support/world.ts";

it("what the GitHub of the tests answers is what was cut out of GitHub's description (`npm run slices`)", () => {
  expect(describedOperations().sort()).toEqual(Object.keys(HANDLERS).sort());
});

it("an address without an operation is none", () => {
  expect(operationOf("GET", "/repos/a/b/compare/x...y")?.template).toBe("/repos/{owner}/{repo}/compare/{basehead}");
  expect(operationOf("POST", "/repos/a/b/compare/x...y")).toBeUndefined();
  expect(operationOf("GET", "/repos/a/b/compare/x...y/more")).toBeUndefined();
});

it("an example is GitHub's own, and each asker gets a copy", () => {
  const first = example("pull_request");
  expect(first).toMatchObject({ pull_request: { head: { sha: expect.stringMatching(/^[0-9a-f]{40}$/) } } });
  delete first.pull_request;
  expect(example("pull_request")).toHaveProperty("pull_request");
  expect(() => example("tea_time")).toThrow("there is no example of tea_time");
});
