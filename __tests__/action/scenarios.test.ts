import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { World } from "../support/world.ts";
import { EDGE_SCENARIOS } from "./edge-scenarios.ts";
import { SCENARIOS } from "./scenarios.ts";
import { SILENCE_SCENARIOS } from "./silence-scenarios.ts";
import { TARGET_SCENARIOS } from "./target-scenarios.ts";

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";

describe.skipIf(absent)(`the Action as it ships${absent}`, () => {
  let world: World;
  let number = 0;

  beforeAll(async () => {
    world = await World.open("bundle");
  });
  afterEach(() => {
    world.github.reset();
  });
  afterAll(async () => {
    await world.close();
    expect(world.suggestions).toBeGreaterThan(20);
  });

  it.each([...SCENARIOS, ...EDGE_SCENARIOS, ...SILENCE_SCENARIOS, ...TARGET_SCENARIOS])("$name", async ({ run }) => {
    number++;
    await run(world, number);
  });
});
