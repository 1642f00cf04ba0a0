import { describe, expect, it } from "vitest";
import { judge } from "../../src/check/evaluate.ts";
import type { Change } from "../../src/edit/change.ts";
import { editsFor } from "../../src/edit/edits.ts";
import type { Fix } from "../../src/fix/model.ts";
import { type Candidate, type Reading, verifyFixes } from "../../src/fix/verify.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import { dedent } from "../rules/harness.ts";

const TEXT = dedent(`
  x-order: &order start-first
  services:
    one:
      image: postgres:16
      volumes: ["data:/var/lib/postgresql/data"]
      deploy: {update_config: {order: start-first}, placement: {constraints: [node.hostname == n1]}}
    two:
      image: postgres:16
      volumes: ["more:/var/lib/postgresql/data"]
      deploy: {update_config: {order: *order}, placement: {constraints: [node.hostname == n1]}}
    six:
      image: redis:7
      volumes: ["last:/data"]
      deploy: {update_config: {order: start-first}, placement: {constraints: [node.hostname == n1]}}
  volumes: {data: , more: , last: }
`);
const parsed = parseFile({ path: "stack.yml", text: TEXT });
const options = {
  target: "swarm",
  variables: new Map<string, string>(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
} as const;
let checks = 0;
const before: Reading = judge([parsed], options);
const recheck = (files: readonly { path: string; text: string }[]): Reading | undefined => {
  checks++;
  return judge(files.map(parseFile), options);
};

function candidate(service: string, changes: readonly Omit<Change, "file">[], more: Partial<Fix> = {}): Candidate {
  const target = before.found.find(
    ({ rule, problem }) => rule.id === "start-first-single-writer" && problem.service === service,
  );
  if (!target) throw new Error(`nothing is found in ${service}`);
  const fix = {
    title: service,
    safe: true,
    changes: changes.map((change) => ({ ...change, file: parsed.file }) as Change),
    ...more,
  };
  const edits = editsFor(fix.changes, before.roots);
  if (!edits) throw new Error("the changes cannot be made");
  return { target, fix, edits };
}

const set = (path: Change["path"], value: unknown) => ({ kind: "set", path, value }) as Omit<Change, "file">;
const orderOf = (service: string) => ["services", service, "deploy", "update_config", "order"];
const one = candidate("one", [set(orderOf("one"), "stop-first")]);
const six = candidate("six", [set(orderOf("six"), "stop-first")]);

function kept(...candidates: readonly Candidate[]): string[] {
  checks = 0;
  return verifyFixes(candidates, before, recheck).verified.map(({ fix }) => fix.title);
}

describe("fixes that are checked together", () => {
  it("are all kept after one look when all hold", () => {
    expect(kept(one, six)).toEqual(["one", "six"]);
    expect(checks).toBe(1);
  });

  it("are dropped when the finding stays", () => {
    const idle = candidate("six", [set(["services", "six", "hostname"], "six")]);
    expect(kept(one, idle)).toEqual(["one"]);
  });

  it("are dropped when something else is wrong afterwards, and the others are kept", () => {
    const worse = candidate("six", [
      set(orderOf("six"), "stop-first"),
      set(["services", "six", "deploy", "placement", "constraints", 0], "node.role == manager"),
    ]);
    expect(kept(one, worse)).toEqual(["one"]);
    expect(kept(candidate("six", worse.fix.changes, { accepts: ["pin-by-role"] }))).toEqual(["six"]);
  });

  it("are dropped when they change more than they say, and the others are kept", () => {
    const shared = candidate("two", [set(["x-order"], "stop-first")]);
    expect(kept(one, shared, six)).toEqual(["one", "six"]);
    expect(kept(shared)).toEqual([]);
  });

  it("are dropped when the text can no longer be read", () => {
    expect(verifyFixes([one], before, () => undefined)).toEqual({ verified: [], untried: [] });
  });
});
