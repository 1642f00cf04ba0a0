import { describe, expect, it } from "vitest";
import { STORIES } from "../../lab/experiments/stories.mjs";
import { select } from "../../lab/selection.mjs";

const cells = ({ rounds, deployments, changes }) =>
  rounds.reduce((sum, { kinds }) => sum + kinds.length, 0) + deployments.length + changes.length;
const ids = (entries) => entries.map(({ id }) => id);

describe("select", () => {
  it("plays at least sixty cells and every story", () => {
    const selection = select({});
    expect(cells(selection)).toBeGreaterThanOrEqual(60);
    expect(selection.changes.length).toBeGreaterThanOrEqual(12);
    expect(selection.stories).toEqual(STORIES);
  });

  it("plays at least eight cells of every round, and two stories, when it must be short", () => {
    const selection = select({ short: true });
    expect(cells(selection)).toBeGreaterThanOrEqual(8);
    expect(selection.deployments.length).toBeGreaterThan(0);
    expect(selection.changes.length).toBeGreaterThanOrEqual(4);
    expect(ids(selection.stories)).toEqual(["shared", "split-pinned"]);
  });

  it("plays what is asked for, and no story beside it", () => {
    const { rounds, deployments, stories } = select({
      events: ["drained", "updated"],
      kinds: ["local", "local-replicas"],
    });
    expect(rounds.map(({ event, kinds }) => [event.id, kinds.map(({ id }) => id)])).toEqual([
      ["updated", ["local"]],
      ["drained", ["local", "local-replicas"]],
    ]);
    expect(deployments).toEqual([]);
    expect(stories).toEqual([]);
    expect(select({ events: ["deployed"], kinds: ["key-renamed"] })).toMatchObject({
      rounds: [],
      deployments: [{ id: "key-renamed" }],
      changes: [],
    });
    expect(select({ events: ["roaming"], kinds: ["image"] })).toMatchObject({
      deployments: [],
      changes: [{ id: "image" }],
    });
  });

  it("tells the stories that are asked for, alone or beside the rest that is", () => {
    const alone = select({ stories: ["pinned"] });
    expect(ids(alone.stories)).toEqual(["pinned"]);
    expect(cells(alone)).toBe(0);
    const both = select({ events: ["drained"], kinds: ["local"], stories: ["pinned"] });
    expect(ids(both.stories)).toEqual(["pinned"]);
    expect(cells(both)).toBe(1);
  });

  it("refuses what there is not", () => {
    expect(() => select({ events: ["rained"] })).toThrow("there is no event `rained`; there are killed, updated,");
    expect(() => select({ kinds: ["floppy"] })).toThrow("there is no kind of storage or change `floppy`");
    expect(() => select({ stories: ["once"] })).toThrow("there is no story `once`; there are shared, pinned,");
  });
});
