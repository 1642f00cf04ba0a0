import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { BAD, STAYS_BEHIND } from "../support/stacks.ts";
import { World } from "../support/world.ts";

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";

/** The ten minutes of a run take three seconds here, and GitHub is silent for longer. */
describe.skipIf(absent)(`a run that takes too long${absent}`, () => {
  const options = { inputs: { "report-file": "r.json" }, env: { TEST_IS_ABOUT: "run" } };
  let world: World;

  beforeAll(async () => {
    world = await World.open("bundle");
  });
  afterEach(() => {
    world.github.reset();
  });
  afterAll(() => world.close());

  it.each([
    [1, "compare", "listing what changed"],
    [2, "contents", "reading 2 changed files"],
  ])("says how far it got: %i, %s", async (number, operation, doing) => {
    world.pull(number, {}, { "stack.yml": BAD, "a.txt": "a\n" });
    world.github.fail(operation, "time-out");
    const ran = await world.run(number, options);
    expect(ran).toMatchObject({ code: 3, outputs: { verdict: "error" } });
    expect(ran.commands.filter(({ name }) => name === "error")).toMatchObject([
      { message: `Nothing was decided within ten minutes: it was still ${doing}. Run the job again.` },
    ]);
  });

  it.each([
    [3, "standing"],
    [4, "review"],
  ])("has its result when only the review is left: %i, %s", async (number, operation) => {
    world.pull(number, {}, { "stack.yml": BAD });
    world.github.fail(operation, "time-out");
    const ran = await world.run(number, options);
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: "fail", errors: "1", "report-file": "r.json" } });
    expect(ran.summary).toContain(STAYS_BEHIND);
    expect(ran.summary).toContain("posting the review failed: it was not done after ten minutes");
    expect(ran.file("r.json")).toContain(STAYS_BEHIND);
  });
});
