import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { silent, stubWaits } from "../support/clock.ts";
import { World } from "../support/world.ts";
import { EDGE_SCENARIOS } from "./edge-scenarios.ts";
import { SCENARIOS } from "./scenarios.ts";
import { SILENCE_SCENARIOS } from "./silence-scenarios.ts";
import { TARGET_SCENARIOS } from "./target-scenarios.ts";

const OLD_NODE = Number(process.versions.node.split(".")[0]) < 22;

/** What only the bundle can do, each in a process of its own. */
const LEFT_OUT = new Map([
  ["a run that is overtaken before it posts finds what the other one posted", "this process holds one run at a time"],
  ...(OLD_NODE
    ? [
        [
          "links, submodules, folders, binaries and huge files are told",
          "GitHub's packages want Node 22 for it",
        ] as const,
      ]
    : []),
]);
const ALL = [...SCENARIOS, ...EDGE_SCENARIOS, ...SILENCE_SCENARIOS, ...TARGET_SCENARIOS];

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

  it.each(ALL.filter(({ name }) => !LEFT_OUT.has(name)))("$name", async ({ run }) => {
    number++;
    await run(world, number);
  });

  it.skip.each([...LEFT_OUT])("leaves out: %s, because %s", () => {});

  it("leaves out only what there is", () => {
    for (const name of LEFT_OUT.keys()) expect(ALL.map((one) => one.name)).toContain(name);
  });
});
