import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type PriceTable, priceCatalog, unitOf } from "../../src/cost/price-catalog.ts";
import { PRODUCTS } from "../../src/cost/products.ts";
import { catalogWith, type Provider, shippedTables } from "../../src/cost/providers.ts";
import { decimal } from "../../src/model/money.ts";
import { TODAY } from "./settings.ts";

const DATA = resolve(import.meta.dirname, "../../src/cost/data");
const FILES = readdirSync(DATA).sort();
const provider = (name: string) => JSON.parse(readFileSync(resolve(DATA, name), "utf8")) as Provider;
const TABLES: readonly PriceTable[] = FILES.map(provider).flatMap(({ provider, prices }) =>
  prices.map((table) => ({ provider, ...table })),
);
const book = catalogWith();
const prices = book.prices();

describe("the shipped prices", () => {
  it("are those of the data files", () => expect(shippedTables()).toEqual(TABLES));

  it("are as many as their cells", () => {
    const cells = TABLES.flatMap(({ regions }) => Object.values(regions).flatMap((row) => row.split(" ")));
    expect(prices.length).toBe(cells.filter((cell) => cell !== "-").length);
    expect(prices.length).toBeGreaterThan(900);
  });

  it("trace to a source and a day, each of them", () => {
    for (const { source, asOf, amount, currency, unit } of prices) {
      expect(source.length).toBeGreaterThan(10);
      expect(asOf).toMatch(/^20\d{2}-\d{2}-\d{2}$/);
      expect(new Date(`${asOf}T00:00:00Z`).toISOString().slice(0, 10)).toBe(asOf);
      expect(asOf <= TODAY).toBe(true);
      expect(amount.gt(decimal("0"))).toBe(true);
      expect(currency).toMatch(/^(USD|EUR)$/);
      expect(unit).toMatch(/^(GiB-month|GB-month|IOPS-month|MiB\/s-month|GiB|disk-month)$/);
      expect(source).not.toMatch(/unverified/i);
    }
  });

  it("have as many cells in a row as columns", () => {
    for (const { product, columns, regions } of TABLES) {
      const width = columns.split(" ").length;
      for (const [region, row] of Object.entries(regions))
        expect([product, region, row.split(" ").length]).toEqual([product, region, width]);
    }
  });

  it("that were confirmed are the same there as in the table", () => {
    const all = TABLES.flatMap((table) => (table.confirmed ?? []).map((one) => ({ table, ...one })));
    expect(all.length).toBeGreaterThan(10);
    for (const { table, region, column, price, asOf, source } of all) {
      expect(table.regions[region]?.split(" ")[table.columns.split(" ").indexOf(column)]).toBe(price);
      expect(asOf > table.asOf).toBe(true);
      const found = book.find(table.provider, region, table.product, column);
      expect([found?.asOf, found?.source]).toEqual([asOf, source]);
    }
  });

  it("that were inferred follow the rule, and the rule holds wherever the price was read", () => {
    const table = TABLES.find(({ product }) => product === "EBS") as PriceTable;
    const inferred = new Set(table.inferred?.regions.split(" "));
    expect(inferred.size).toBe(15);
    for (const region of Object.keys(table.regions)) {
      const price = (key: string) => book.find("aws", region, "EBS", key);
      const iops = price("io1.iops")?.amount;
      if (iops === undefined) throw new Error(`no io1 in ${region}`);
      expect(price("io2.storage")?.amount.toFixed()).toBe(price("io1.storage")?.amount.toFixed());
      expect(price("io2.iops")?.amount.toFixed()).toBe(iops.toFixed());
      expect(price("io2.iops-over-32000")?.amount.toFixed()).toBe(iops.times(decimal("0.7")).toFixed());
      expect(price("io2.iops-over-64000")?.amount.toFixed()).toBe(iops.times(decimal("0.49")).toFixed());
      expect(price("io2.iops")?.inferred).toBe(inferred.has(region));
      expect(price("io1.iops")?.inferred).toBe(false);
    }
  });

  it("hold those that everybody starts from", () => {
    const amount = (key: string, product = "EFS") => book.find("aws", "eu-west-1", product, key)?.amount.toFixed();
    expect(amount("gp3.storage", "EBS")).toBe("0.088");
    expect([amount("standard.storage"), amount("infrequent.storage"), amount("infrequent-elastic.storage")]).toEqual([
      "0.33",
      "0.025",
      "0.016",
    ]);
    expect([amount("one-zone.storage"), amount("provisioned.throughput")]).toEqual(["0.176", "6.6"]);
  });

  it("have for every product at least one price", () => {
    const providers = new Set(PRODUCTS.map(({ provider }) => provider));
    expect([...providers].sort()).toEqual([...book.providers].sort());
  });
});

const table = (rest: Partial<PriceTable>): PriceTable => ({
  provider: "p",
  product: "Disk",
  currency: "USD",
  sizeUnit: "GiB",
  source: "a list",
  asOf: "2026-01-01",
  columns: "a.storage b.iops",
  regions: { r1: "1 2", r2: "3 -" },
  ...rest,
});

describe("a price book", () => {
  it("finds a price, or none", () => {
    const one = priceCatalog([table({})]);
    expect(one.find("p", "r1", "Disk", "b.iops")).toMatchObject({
      unit: "IOPS-month",
      asOf: "2026-01-01",
      inferred: false,
    });
    for (const [provider, region, product, key] of [
      ["q", "r1", "Disk", "b.iops"],
      ["p", "r3", "Disk", "b.iops"],
      ["p", "r1", "Tape", "b.iops"],
      ["p", "r1", "Disk", "c.iops"],
      ["p", "r2", "Disk", "b.iops"],
      ["p", undefined, "Disk", "b.iops"],
    ] as const)
      expect(one.find(provider, region, product, key)).toBeUndefined();
    expect([one.providers, one.regions("p")]).toEqual([["p"], ["r1", "r2"]]);
  });

  it("has prices that hold everywhere", () => {
    const one = priceCatalog([table({ regions: { "*": "1 2" } })]);
    expect(one.find("p", "anywhere", "Disk", "a.storage")?.amount.toFixed()).toBe("1");
    expect(one.find("p", undefined, "Disk", "a.storage")?.region).toBe("*");
    expect(one.regions("p")).toEqual([]);
  });

  it("takes the last table that has a price", () => {
    const later = table({ columns: "a.storage", regions: { r1: "9" }, asOf: "2026-06-01" });
    const one = priceCatalog([table({}), later]);
    expect(one.find("p", "r1", "Disk", "a.storage")).toMatchObject({ asOf: "2026-06-01" });
    expect(one.find("p", "r1", "Disk", "b.iops")).toMatchObject({ asOf: "2026-01-01" });
    expect(one.find("p", "r2", "Disk", "a.storage")).toMatchObject({ asOf: "2026-01-01" });
    expect(one.prices().length).toBe(3);
  });

  it("knows what is counted", () => {
    const units = ["a.storage", "a.iops", "a.iops-over-32000", "a.throughput", "a.read", "a.disk-32"];
    expect(units.map((key) => unitOf(key, "GB"))).toEqual([
      "GB-month",
      "IOPS-month",
      "IOPS-month",
      "MiB/s-month",
      "GB",
      "disk-month",
    ]);
  });
});
