import { describe, expect, it } from "vitest";
import { compareEstimates } from "../../src/cost/compare.ts";
import type { StackEstimate } from "../../src/model/cost.ts";

/** Volumes by name, with `8.80 USD`, or undefined for an amount that is not known. */
function estimate(volumes: Readonly<Record<string, string | undefined>>): StackEstimate {
  return {
    provider: "p",
    monthly: [],
    atLeast: false,
    warnings: [],
    volumes: Object.entries(volumes).map(([volume, text]) => {
      const [amount = "", currency = ""] = text?.split(" ") ?? [];
      const today = { way: "today" as const, storage: "s", lines: [], assumptions: [], notes: [] };
      return {
        volume,
        services: [],
        alternatives: [],
        today: text === undefined ? today : { ...today, monthly: { amount, currency } },
      };
    }),
  };
}

const usd = (amount: string) => ({ amount, currency: "USD" });

describe("a difference", () => {
  it("has a total and the volumes that changed", () => {
    const before = estimate({ same: "5.00 USD", more: "10.00 USD", gone: "9.35 USD" });
    const after = estimate({ same: "5.00 USD", more: "27.75 USD", new: "9.35 USD" });
    expect(compareEstimates([{ before, after }])).toEqual([
      {
        before: usd("24.35"),
        after: usd("42.10"),
        change: usd("17.75"),
        percent: "72.9",
        atLeast: false,
        volumes: [
          { volume: "more", change: "changed", before: usd("10.00"), after: usd("27.75") },
          { volume: "new", change: "added", after: usd("9.35") },
          { volume: "gone", change: "removed", before: usd("9.35") },
        ],
      },
    ]);
  });

  it("has no percentage of nothing", () => {
    const [only] = compareEstimates([{ before: undefined, after: estimate({ a: "1.00 USD" }) }]);
    expect(only).toMatchObject({ before: usd("0.00"), change: usd("1.00") });
    expect(only).not.toHaveProperty("percent");
  });

  it("leaves out what is known on one side only, and says so", () => {
    const before = estimate({ a: undefined, b: "1.00 USD" });
    const after = estimate({ a: "100.00 USD", b: "1.00 USD" });
    expect(compareEstimates([{ before, after }])).toEqual([
      { before: usd("1.00"), after: usd("1.00"), change: usd("0.00"), percent: "0", atLeast: true, volumes: [] },
    ]);
    expect(compareEstimates([{ before: after, after: before }])[0]).toMatchObject({
      change: usd("0.00"),
      atLeast: true,
    });
  });

  it("is one for each currency", () => {
    const before = estimate({ a: "1.00 USD", b: "1.00 EUR" });
    const after = estimate({ a: "1.00 USD", b: "3.00 EUR" });
    const found = compareEstimates([{ before, after }]).map(({ change, volumes }) => [change, volumes.length]);
    expect(found).toEqual([
      [usd("0.00"), 0],
      [{ amount: "2.00", currency: "EUR" }, 1],
    ]);
  });

  it("adds up all stacks", () => {
    const pairs = [
      { before: estimate({ a: "1.00 USD" }), after: estimate({ a: "2.00 USD" }) },
      { before: estimate({ a: "5.00 USD" }), after: undefined },
    ];
    expect(compareEstimates(pairs)).toMatchObject([{ before: usd("6.00"), after: usd("2.00"), change: usd("-4.00") }]);
  });
});
