import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { apply, type Suggestion, suggestionIn, World } from "../support/world.ts";

const REDIS = readFileSync("examples/redis-local/docker-compose.yml", "utf8");
const CONFIG = "storage:\n  pin-to: worker-1\n";

if (NODE_24 === undefined) it.skip("the Action as it ships is not tested: there is no Node 24 here");

describe.each(["bundle", "source"] as const)("the example of the article as a pull request, from the %s", (mode) => {
  if (mode === "bundle" && NODE_24 === undefined) return;
  let world: World;

  beforeAll(async () => {
    world = await World.open(mode);
    world.pull(1, { "README.md": "shop\n", ".swarm-volume-check.yml": CONFIG }, { "docker-compose.yml": REDIS });
  });
  afterAll(() => world.close());

  it("gets one review, in four requests", async () => {
    const ran = await world.run(1);
    expect(ran.code).toBe(1);
    expect(world.github.takeRequests()).toEqual(["compare", "contents", "standing", "review"]);
    expect(ran.outputs).toMatchObject({ verdict: "fail", errors: "1", warnings: "0", "checked-files": "1" });
    const [review, ...others] = world.reviews(1);
    expect(others).toEqual([]);
    expect(review).toMatchObject({ state: "COMMENTED", commit: world.sha("head-1") });
    expect(review?.body).toContain("### 🔴 1 error: when Swarm moves a task, `redis` starts without its data");
    expect(ran.outputs["review-url"]).toContain(`#pullrequestreview-${review?.id}`);
    expect(world.visible(1)).toMatchObject([
      { path: "docker-compose.yml", body: expect.stringContaining("stays on the old node") },
    ]);
    expect(ran.commands.filter(({ name }) => name === "error")).toMatchObject([
      { properties: { file: "docker-compose.yml", line: "6", title: "local-volume-unpinned" } },
    ]);
    expect(ran.summary).toContain("🔴 1 error");
  });

  it("turns green with the suggestion", async () => {
    const suggestion = suggestionIn(world.visible(1)[0] as never) as Suggestion;
    expect(suggestion.lines).toContain("          - node.hostname == worker-1");
    world.push(1, { "docker-compose.yml": apply(REDIS, [suggestion]) });
    const ran = await world.run(1);
    expect(ran.code).toBe(0);
    expect(ran.outputs).toMatchObject({ verdict: "pass", errors: "0" });
    expect(world.github.takeRequests()).toEqual(["compare", "contents", "standing", "update", "hide"]);
    expect(world.reviews(1)).toHaveLength(1);
    expect(world.reviews(1)[0]?.body).toContain("### 🟢 All findings are settled");
    expect(world.visible(1)).toEqual([]);
    expect(ran.outputs["review-url"]).not.toBe("");
  });

  it("stays as it is when nothing changes", async () => {
    const before = structuredClone([world.github.reviews, world.github.comments]);
    expect((await world.run(1)).code).toBe(0);
    expect(world.github.takeRequests()).toEqual(["compare", "contents", "standing"]);
    expect([world.github.reviews, world.github.comments]).toEqual(before);
  });
});
