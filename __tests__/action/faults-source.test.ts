import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { silent, stubWaits } from "../support/clock.ts";
import { World } from "../support/world.ts";
import { LONGEST, meet, REQUESTS, troublesOf } from "./faults.ts";

/** Most of the table in this process: on every version of Node, and for the measure of what tests reach. */
describe("the Action's source, whatever happens to a request", () => {
  const worlds: World[] = [];

  beforeAll(() => stubWaits(() => worlds.some(({ github }) => silent(github))));
  afterAll(() => void vi.unstubAllGlobals());

  it.concurrent.each(REQUESTS)("$name", { timeout: LONGEST }, async (request) => {
    const world = await World.open("source");
    worlds.push(world);
    let number = 0;
    for (const trouble of troublesOf(request, "usual")) await meet(world, ++number, request, trouble);
    await world.close();
    expect(number).toBeGreaterThan(7);
  });
});
