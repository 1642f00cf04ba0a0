import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Repository } from "../support/repository.ts";
import { type Ran, run } from "./fake-io.ts";

const ROOT = join(import.meta.dirname, "../..");
const REDIS = readFileSync(join(ROOT, "examples/redis-local/docker-compose.yml"), "utf8");
const CLEAN = REDIS.replace(
  "replicas: 1\n",
  "replicas: 1\n      placement:\n        constraints: [node.hostname == one]\n",
);

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
  repository.put("README.md", "hello\n");
  repository.commit();
});
afterEach(() => repository.remove());

const call = (argv: string, folder = ""): Promise<Ran> =>
  run(["preview", ...argv.split(" ")], { cwd: join(repository.root, folder) });
const inside = (name: string): string => readFileSync(join(repository.root, name), "utf8");

describe("preview", () => {
  it("shows the review of a new stack, with a suggestion where there is no data yet", async () => {
    repository.put("docker-compose.yml", REDIS);
    const ran = await call("--base HEAD");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^### 🔴 1 error: when Swarm moves a task, `redis` starts without its data\n/);
    expect(ran.stdout).toContain(
      "\n---\n\n**`docker-compose.yml` line 8**\n\n🔴 Line 6: `redis` starts on an empty volume",
    );
    expect(ran.stdout).toMatch(/```suggestion\n {6}replicas: 1\n {6}placement:\n/);
    expect(ran.stdout).not.toContain("<!--");
  });

  it("is the same when the stack is committed", async () => {
    repository.put("docker-compose.yml", REDIS);
    const before = await call("--base main");
    repository.git("checkout", "-q", "-b", "change");
    repository.commit();
    expect(await call("--base main")).toEqual(before);
  });

  it("keeps comments to the lines that the change shows", async () => {
    repository.put(
      "docker-compose.yml",
      `${REDIS.replace("image: redis:7-alpine", "image: redis:7")}${"# x\n".repeat(20)}`,
    );
    repository.commit();
    repository.put("docker-compose.yml", inside("docker-compose.yml").replace(/# x\n$/, "# y\n"));
    const { stdout } = await call("--base HEAD");
    expect(stdout).toContain("there before this change)");
    expect(stdout).toContain("**Not on a line of this diff**\n\n- 🔴 `docker-compose.yml` line 6:");
    expect(stdout).not.toContain("\n---\n\n**");
    expect((await call("--base HEAD --only-new")).stdout).toBe("Nothing would be posted.\n");
  });

  it("has no patch that only repeats the suggestions", async () => {
    repository.put("docker-compose.yml", REDIS);
    const { stdout } = await call("--base HEAD");
    expect(stdout).toContain("```suggestion");
    expect(stdout).not.toContain("The whole patch");
  });

  it("has a suggestion that, pressed, settles its finding", async () => {
    repository.put("docker-compose.yml", REDIS);
    const { stdout } = await call("--base HEAD");
    const lines = REDIS.split("\n");
    lines.splice(7, 1, ...(/```suggestion\n([\s\S]*?)\n```/.exec(stdout)?.[1] ?? "").split("\n"));
    repository.put("docker-compose.yml", lines.join("\n"));
    expect((await call("--base HEAD")).stdout).toBe("Nothing would be posted.\n");
  });

  it("speaks of paths as GitHub does, from any folder", async () => {
    repository.put("deploy/stack.yml", REDIS);
    repository.commit();
    repository.put("deploy/stack.yml", REDIS.replace("redis-data:/data", "redis-data:/data ").replace("7-alpine", "7"));
    expect((await call("--base HEAD stack.yml", "deploy")).stdout).toContain("\n**`deploy/stack.yml` line 6**\n");
    expect((await call("--base HEAD deploy")).stdout).toContain("\n**`deploy/stack.yml` line 6**\n");
  });

  it("does not depend on how the user has set up git", async () => {
    repository.put("docker-compose.yml", REDIS);
    repository.commit();
    repository.put("docker-compose.yml", REDIS.replace("7-alpine", "7"));
    const before = await call("--base HEAD");
    for (const [name, value] of [
      ["diff.noprefix", "true"],
      ["diff.mnemonicPrefix", "true"],
      ["diff.context", "0"],
      ["diff.interHunkContext", "50"],
      ["color.ui", "always"],
      ["diff.external", "false"],
      ["diff.relative", "true"],
    ] as const)
      repository.git("config", name, value);
    expect(await call("--base HEAD")).toEqual(before);
  });

  it("is a page to look at, too", async () => {
    repository.put("docker-compose.yml", REDIS);
    const ran = await call("--base HEAD --format markdown --format html --output review.html");
    expect(ran.code).toBe(0);
    const page = inside("review.html");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("<h3>🔴 1 error: when Swarm moves a task, <code>redis</code> starts without its data</h3>");
    expect(page).toContain('<p class="file">docker-compose.yml</p>');
    expect(page).toContain("<tr><td>8</td><td>      replicas: 1</td></tr></table>");
    expect(page).toContain('<code class="language-suggestion">      replicas: 1\n');
  });

  it("says when nothing would be posted", async () => {
    repository.put("docker-compose.yml", CLEAN);
    expect(await call("--base HEAD --fail-on warning")).toMatchObject({ code: 0 });
    expect((await call("--base HEAD --format html")).stdout).toContain("Nothing would be posted.");
  });

  it("puts what does not fit into the summary", async () => {
    const services = ["a", "b", "c"].map(
      (name) => `  ${name}:\n    image: redis:7\n    volumes:\n      - ${name}:/data\n`,
    );
    repository.put("stack.yml", `services:\n${services.join("")}volumes:\n  a:\n  b:\n  c:\n`);
    const { stdout } = await call("--base HEAD --max-inline-comments 2");
    expect(stdout.match(/\n---\n\n\*\*/g)).toHaveLength(2);
    expect(stdout).toContain("**Over the limit of 2 comments**");
  });

  it.each([
    ["--base nowhere", 2, "nowhere"],
    ["--base HEAD --format json", 2, "`--format` does not know `json`"],
    ["--base HEAD missing.yml", 2, "missing.yml"],
    ["--base HEAD --max-inline-comments x", 2, "needs a whole number"],
    ["--base HEAD --quiet", 2, "does not go with `preview`"],
  ])("refuses %s", async (argv, code, words) => {
    const ran = await call(argv);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(words);
  });

  it("takes the default branch when nobody says what the pull request is for", async () => {
    repository.put("docker-compose.yml", REDIS);
    const named = await call("--base main");
    expect(await call("--format markdown")).toEqual({ ...named, stderr: "Compared with main.\n" });
    repository.git("update-ref", "refs/remotes/origin/release", "HEAD");
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release");
    expect(await call("--format markdown")).toEqual({ ...named, stderr: "Compared with origin/release.\n" });
    repository.git("checkout", "-q", "-b", "change");
    repository.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD");
    repository.git("branch", "-q", "-D", "main");
    const ran = await call("--format markdown");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("--base REF");
  });

  it("says when its page cannot be written", async () => {
    repository.put("docker-compose.yml", REDIS);
    const ran = await call("--base HEAD --format html --output no/such/folder.html");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("--output no/such/folder.html");
  });
});
