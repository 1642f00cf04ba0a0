import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeGitHub } from "../support/fake-github.ts";
import { NAME, OWNER } from "../support/github-values.ts";
import { BUNDLE, NODE_24, runJob } from "../support/runner.ts";
import { BAD } from "../support/stacks.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";

/** Of the bundle only its first file is there: what it can do without the others it does before it loads them. */
describe.skipIf(absent)(`the first file of the bundle${absent}`, () => {
  const github = new FakeGitHub();
  const folder = mkdtempSync(join(tmpdir(), "first-"));
  const bundle = join(folder, "index.js");

  beforeAll(async () => {
    await github.start();
    for (const name of ["index.js", "package.json"]) cpSync(join(dirname(BUNDLE), name), join(folder, name));
  });
  afterAll(async () => {
    await github.stop();
    rmSync(folder, { recursive: true });
  });

  function job(inputs: Readonly<Record<string, string>> = {}) {
    const base = github.repository.commit("main", { "a.txt": "a\n" });
    const sha = github.repository.commit("change", { "stack.yml": BAD }, { from: base });
    github.pulls.set(1, { base: "main", head: "change" });
    const payload = { number: 1, pull_request: { number: 1, base: { sha: base }, head: { sha } } };
    const place = { apiUrl: github.apiUrl, token: github.token, repository: `${OWNER}/${NAME}` };
    return runJob({ ...place, event: "pull_request", payload, sha, bundle, inputs }, "bundle");
  }

  it("asks GitHub what changed; and a bundle that is not whole says so", async () => {
    const ran = await job();
    expect(github.takeRequests()).toEqual(["compare"]);
    expect(ran).toMatchObject({ code: 3, outputs: { verdict: "error" } });
    expect(ran.log).toContain("Cannot find module");
  });

  it("refuses wrong inputs", async () => {
    const ran = await job({ review: "sometimes" });
    expect(github.takeRequests()).toEqual([]);
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: "error" } });
  });
});
