import { afterAll, afterEach, beforeAll, describe, it, vi } from "vitest";
import { silent, stubWaits } from "../support/clock.ts";
import { World } from "../support/world.ts";
import { EDGE_SCENARIOS } from "./edge-scenarios.ts";
import { SCENARIOS } from "./scenarios.ts";
import { SILENCE_SCENARIOS } from "./silence-scenarios.ts";
import { TARGET_SCENARIOS } from "./target-scenarios.ts";

/** The same scenarios in this process: on every version of Node, and for the measure of what tests reach. */
describe("the Action's source", () => {
  let world: World;
  let number = 0;

  beforeAll(async () => {
    world = await World.open("source");
    stubWaits(() => silent(world.github));
  });
  afterEach(() => {
    world.github.reset();
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    await world.close();
  });

  it.each([...SCENARIOS, ...EDGE_SCENARIOS, ...SILENCE_SCENARIOS, ...TARGET_SCENARIOS])("$name", async ({ run }) => {
    number++;
    await run(world, number);
  });
});
