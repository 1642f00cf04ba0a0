import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareEstimates } from "../../src/cost/compare.ts";
import { type Need, type Offer, pricesIn } from "../../src/cost/offer.ts";
import { PRODUCTS } from "../../src/cost/products.ts";
import { catalogWith } from "../../src/cost/providers.ts";
import type { StackEstimate } from "../../src/model/cost.ts";
import { type Decimal, decimal, sum, toCents, ZERO } from "../../src/model/money.ts";
import { estimateOf } from "./stacks.ts";

const book = catalogWith();
const MIB = decimal("1048576");

const share = fc.integer({ min: 0, max: 100 }).map((percent) => decimal(String(percent)).div(decimal("100")));
const optional = (most: number) =>
  fc.option(
    fc.integer({ min: 1, max: most }).map((count) => decimal(String(count))),
    { nil: undefined },
  );

/** What a volume may need besides its size. */
const rest = fc
  .record({
    infrequent: share,
    archive: share,
    throughput: optional(500),
    iops: optional(20_000),
    read: optional(10_000),
    write: optional(10_000),
  })
  .map(({ infrequent, archive, read, write, ...more }) => ({
    ...more,
    infrequent,
    // The two shares are at most the whole.
    archive: archive.times(decimal("1").minus(infrequent)),
    read: read?.times(MIB),
    write: write?.times(MIB),
  }));

const size = fc.integer({ min: 1, max: 20_000_000 }).map((count) => decimal(String(count)).times(MIB));
const product = fc.constantFrom(...PRODUCTS);
const copies = fc.integer({ min: 1, max: 9 });

/** A region in which the provider has prices. */
const place = product.chain((one) =>
  fc.record({ product: fc.constant(one), region: fc.constantFrom(undefined, ...book.regions(one.provider)) }),
);

const amountOf = ({ lines }: Offer): Decimal => sum(lines.map(({ monthly }) => decimal(monthly.amount)));

describe("an offer", () => {
  const offered = (
    one: { product: (typeof PRODUCTS)[number]; region: string | undefined },
    need: Need,
    count: number,
  ) => one.product.offer(need, count, pricesIn(book, one.product.provider, one.region));

  it("is the sum of its lines, each a quantity times a price, to the cent", () => {
    let priced = 0;
    fc.assert(
      fc.property(place, rest, size, copies, (one, more, bytes, count) => {
        const { lines, refused } = offered(one, { ...more, bytes }, count);
        if (refused !== undefined) expect(lines).toEqual([]);
        else priced++;
        for (const { quantity, price, monthly } of lines) {
          expect(monthly.amount).toBe(toCents(decimal(quantity).times(decimal(price.amount))).toFixed(2));
          expect(decimal(monthly.amount).gt(ZERO)).toBe(true);
          expect(monthly.currency).toBe(price.currency);
        }
      }),
      { numRuns: 1000 },
    );
    expect(priced).toBeGreaterThan(200);
  });

  it("does not fall when the volume grows", () => {
    let compared = 0;
    fc.assert(
      fc.property(place, rest, size, size, copies, (one, more, first, second, count) => {
        const [small, large] = first.lt(second) ? [first, second] : [second, first];
        const before = offered(one, { ...more, bytes: small }, count);
        const after = offered(one, { ...more, bytes: large }, count);
        // Provisioned throughput comes with the storage: a GiB more may be worth what it costs (see the page).
        if (one.product.id === "efs-provisioned" || before.refused !== undefined || after.refused !== undefined) return;
        compared++;
        expect(amountOf(after).gte(amountOf(before))).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(150);
  });

  it("with provisioned throughput falls by less than the cents of its rounding, but in ap-east-2", () => {
    const provisioned = PRODUCTS.find(({ id }) => id === "efs-provisioned");
    if (provisioned === undefined) throw new Error("no such product");
    const region = fc.constantFrom(...book.regions("aws").filter((name) => name !== "ap-east-2"));
    const full = rest.map((more) => ({
      ...more,
      infrequent: ZERO,
      archive: ZERO,
      throughput: more.throughput ?? decimal("1"),
    }));
    fc.assert(
      fc.property(region, full, size, size, (where, more, first, second) => {
        const [small, large] = first.lt(second) ? [first, second] : [second, first];
        const of = (bytes: Decimal) => offered({ product: provisioned, region: where }, { ...more, bytes }, 1);
        expect(
          amountOf(of(large))
            .plus(decimal("0.03"))
            .gte(amountOf(of(small))),
        ).toBe(true);
      }),
    );
  });

  it("grows with the copies as the quantity does", () => {
    fc.assert(
      fc.property(place, rest, size, copies, (one, more, bytes, count) => {
        const [single, several] = [1, count].map((times) => offered(one, { ...more, bytes }, times)) as [Offer, Offer];
        expect(several.lines.length).toBe(single.lines.length);
        several.lines.forEach((line, at) => {
          const expected = decimal(single.lines[at]?.quantity ?? "0").times(decimal(String(count)));
          expect(decimal(line.quantity).eq(expected)).toBe(true);
        });
      }),
    );
  });
});

/** A stack of volumes with sizes, some without. */
const volumes = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
  { minKeys: 1, maxKeys: 5 },
);

const where = fc.constantFrom(
  { provider: "aws", region: "eu-west-1" },
  { provider: "hetzner" },
  { provider: "digitalocean" },
);

function stackOf(sizes: Readonly<Record<string, number | undefined>>, cost: { provider: string }): StackEstimate {
  const keys = Object.keys(sizes);
  const yaml = [
    "services:",
    "  app:",
    "    image: example/app:1",
    "    volumes:",
    ...keys.map((key) => `      - ${key}x:/data/${key}`),
    "volumes:",
    ...keys.map((key) =>
      sizes[key] === undefined ? `  ${key}x:` : `  ${key}x: {labels: {swarm-volume-check.size: ${sizes[key]}GiB}}`,
    ),
  ];
  return estimateOf(`${yaml.join("\n")}\n`, cost);
}

describe("a stack", () => {
  it("costs what its lines cost, to the cent", () => {
    fc.assert(
      fc.property(volumes, where, (sizes, cost) => {
        const estimate = stackOf(sizes, cost);
        const lines = estimate.volumes.flatMap(({ today }) => today.lines);
        const total = sum(lines.map(({ monthly }) => decimal(monthly.amount)));
        const known = Object.values(sizes).filter((one) => one !== undefined).length;
        expect(lines.length).toBe(known);
        expect(estimate.monthly.map(({ amount }) => amount)).toEqual(known === 0 ? [] : [total.toFixed(2)]);
        expect(estimate.atLeast).toBe(known < Object.keys(sizes).length);
        for (const { today, alternatives } of estimate.volumes) {
          for (const option of [today, ...alternatives]) {
            if (option.monthly === undefined) continue;
            const parts = sum(option.lines.map(({ monthly }) => decimal(monthly.amount)));
            expect(option.monthly.amount).toBe(parts.toFixed(2));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("differs from itself by nothing", () => {
    fc.assert(
      fc.property(volumes, where, (sizes, cost) => {
        const estimate = stackOf(sizes, cost);
        for (const { change, volumes: changed, before, after } of compareEstimates([
          { before: estimate, after: estimate },
        ])) {
          expect([change.amount, changed, before]).toEqual(["0.00", [], after]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("changes by what its volumes change by", () => {
    fc.assert(
      fc.property(volumes, volumes, where, (first, second, cost) => {
        const [before, after] = [stackOf(first, cost), stackOf(second, cost)];
        const [there] = compareEstimates([{ before, after }]);
        const [back] = compareEstimates([{ before: after, after: before }]);
        if (there === undefined || back === undefined) {
          expect([there, back]).toEqual([undefined, undefined]);
          return;
        }
        const parts = there.volumes.map((one) =>
          decimal(one.after?.amount ?? "0").minus(decimal(one.before?.amount ?? "0")),
        );
        expect(sum(parts).toFixed(2)).toBe(there.change.amount);
        expect(decimal(there.before.amount).plus(decimal(there.change.amount)).toFixed(2)).toBe(there.after.amount);
        expect(decimal(back.change.amount).plus(decimal(there.change.amount)).eq(ZERO)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
