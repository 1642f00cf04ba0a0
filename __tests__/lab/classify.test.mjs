import { describe, expect, it } from "vitest";
import { classify, isReplaced } from "../../lab/classify.mjs";

const task = (slot, ...sees) => ({ slot, node: "node1", sees });
const one = [{ slot: "1", text: "line" }];
const base = { written: one, scaled: false, wanted: 1, tasks: [], refusals: [], later: [], remaining: ["line"] };

/** What was seen, and what it is called. */
const SIGHTINGS = [
  ["the task finds its line", { tasks: [task("1", "line", "after")] }, "kept"],
  ["the task finds nothing, and the line is on a disk", { tasks: [task("1", "after")] }, "empty"],
  ["the task finds nothing, and no disk has the line", { tasks: [task("1", "after")], remaining: [] }, "lost"],
  ["no task runs, and the next one finds the line", { later: [task("1", "line")] }, "down"],
  ["no task runs, and the next one finds nothing", { later: [task("1")] }, "empty"],
  ["no task runs, and no next one comes", {}, "empty"],
  ["no task runs, and no disk has the line", { remaining: [] }, "lost"],
  ["no task runs, because it is refused", { refusals: ["no such device"], later: [task("1", "line")] }, "rejected"],
  ["it is refused, and no disk has the line", { refusals: ["no such device"], remaining: [] }, "lost"],
  ["no task ever ran", { written: [], refusals: ["no such driver"] }, "rejected"],
  [
    "scaled, and all find all",
    { scaled: true, wanted: 2, tasks: [task("1", "line", "a", "b"), task("2", "b", "a", "line")] },
    "kept",
  ],
  [
    "scaled, and each has its own",
    { scaled: true, wanted: 2, tasks: [task("1", "line", "a"), task("2", "b")] },
    "split",
  ],
  [
    "scaled, and the others are refused",
    { scaled: true, wanted: 2, tasks: [task("1", "line")], refusals: ["x"] },
    "rejected",
  ],
  [
    "each of two has its own, as before",
    {
      written: [...one, { slot: "2", text: "other" }],
      wanted: 2,
      tasks: [task("1", "line"), task("2", "other")],
      remaining: ["line", "other"],
    },
    "kept",
  ],
  [
    "one of two finds another's data",
    {
      written: [...one, { slot: "2", text: "other" }],
      wanted: 2,
      tasks: [task("1", "line"), task("2", "line")],
      remaining: ["line", "other"],
    },
    "empty",
  ],
  [
    "a global service's other tasks find the line",
    { tasks: [task("n1", "line"), task("n2", "line")], written: [{ slot: "n3", text: "line" }] },
    "kept",
  ],
  [
    "a global service's other tasks do not find it",
    {
      tasks: [task("n1"), task("n2")],
      written: [{ slot: "n3", text: "line" }],
      later: [task("n1"), task("n3", "line")],
    },
    "down",
  ],
];

describe("classify", () => {
  for (const [name, sighting, outcome] of SIGHTINGS) {
    it(`${name}: ${outcome}`, () => expect(classify({ ...base, ...sighting })).toBe(outcome));
  }
});

describe("isReplaced", () => {
  const written = [{ slot: "1", task: "a", text: "line" }];
  const heir = (slot, id) => [{ ...task(slot), task: id }];

  it("knows a successor by its slot and its id", () => {
    expect(isReplaced({ written, tasks: heir("1", "b") })).toBe(true);
    expect(isReplaced({ written, tasks: heir("1", "a") })).toBe(false);
    expect(isReplaced({ written, tasks: heir("2", "b") })).toBe(false);
    expect(isReplaced({ written, tasks: [] })).toBe(false);
  });
});
