import { describe, expect, it } from "vitest";
import { select } from "../../lab/selection.mjs";

const cells = ({ rounds, deployments }) =>
  rounds.reduce((sum, { kinds }) => sum + kinds.length, 0) + deployments.length;

describe("select", () => {
  it("plays at least sixty cells and every story", () => {
    const selection = select({});
    expect(cells(selection)).toBeGreaterThanOrEqual(60);
    expect(selection.stories).toBe("all");
  });

  it("plays at least eight cells and the first story when it must be short", () => {
    const selection = select({ short: true });
    expect(cells(selection)).toBeGreaterThanOrEqual(8);
    expect(selection.deployments.length).toBeGreaterThan(0);
    expect(selection.stories).toBe("first");
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
    expect(stories).toBe("none");
    expect(select({ events: ["deployed"], kinds: ["key-renamed"] })).toMatchObject({
      rounds: [],
      deployments: [{ id: "key-renamed" }],
    });
  });

  it("refuses what there is not", () => {
    expect(() => select({ events: ["rained"] })).toThrow("there is no event `rained`; there are killed, updated,");
    expect(() => select({ kinds: ["floppy"] })).toThrow("there is no kind of storage or change `floppy`");
  });
});
