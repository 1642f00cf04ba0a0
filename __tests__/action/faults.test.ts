import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { World } from "../support/world.ts";
import { meet, REQUESTS, TROUBLES, troublesOf } from "./faults.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

/** What runs meet most: the bundle goes through the first troubles of the first requests, the source through all. */
const [SOME_REQUESTS, SOME_TROUBLES] = [REQUESTS.slice(0, 5), new Set(TROUBLES.slice(0, 9))];
const real = globalThis.setTimeout;

beforeAll(() => {
  vi.stubGlobal("setTimeout", (callback: () => void, milliseconds = 0, ...rest: []) =>
    real(callback, milliseconds / (milliseconds < 20_000 ? 200 : milliseconds < 300_000 ? 30 : 1), ...rest),
  );
});
afterAll(() => void vi.unstubAllGlobals());

describe("the source, whatever happens to a request", () => {
  it.concurrent.each(REQUESTS)("$operation", async (request) => {
    const world = await World.open("source");
    let number = 0;
    for (const trouble of troublesOf(request)) await meet(world, ++number, request, trouble);
    await world.close();
    expect(number).toBeGreaterThan(11);
  });
});

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";

describe.skipIf(absent)(`the bundle, whatever happens to a request${absent}`, () => {
  it.concurrent.each(SOME_REQUESTS)("$operation", async (request) => {
    const world = await World.open("bundle");
    let number = 0;
    for (const trouble of troublesOf(request))
      if (SOME_TROUBLES.has(trouble)) await meet(world, ++number, request, trouble);
    await world.close();
    expect(number).toBeGreaterThan(7);
  });
});
