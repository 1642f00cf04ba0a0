import { afterAll, afterEach, beforeAll, describe, it, vi } from "vitest";
import { World } from "../support/world.ts";
import { SCENARIOS } from "./scenarios.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** The same scenarios in this process: on every version of Node, and for the measure of what tests reach. */
describe("the Action's source", () => {
  let world: World;
  let number = 0;
  const real = globalThis.setTimeout;

  beforeAll(async () => {
    world = await World.open("source");
    vi.stubGlobal("setTimeout", (callback: () => void, milliseconds = 0, ...rest: []) =>
      real(callback, milliseconds / (milliseconds < 20_000 ? 200 : 30), ...rest),
    );
  });
  afterEach(() => {
    world.github.reset();
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    await world.close();
  });

  it.each(SCENARIOS)("$name", async ({ run }) => {
    number++;
    await run(world, number);
  });
});
