import { describe, expect, it } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { World } from "../support/world.ts";
import { LONGEST, meet, REQUESTS, troublesOf } from "./faults.ts";

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";

describe.skipIf(absent)(`the Action as it ships, whatever happens to a request${absent}`, () => {
  it.concurrent.each(REQUESTS)("$name", { timeout: LONGEST }, async (request) => {
    const world = await World.open("bundle");
    let number = 0;
    for (const trouble of troublesOf(request, "all")) await meet(world, ++number, request, trouble);
    await world.close();
    expect(number).toBeGreaterThan(11);
  });
});
