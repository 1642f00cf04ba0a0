import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Need, type Offer, pricesIn } from "../../src/cost/offer.ts";
import { productNamed } from "../../src/cost/products.ts";
import { catalogWith } from "../../src/cost/providers.ts";
import { parseIops, parseShare, parseSize, parseThroughput, type Reading } from "../../src/cost/units.ts";
import { decimal, totals } from "../../src/model/money.ts";

const PAGE = readFileSync(resolve(import.meta.dirname, "../../docs/cost-model.md"), "utf8");
const TABLE = PAGE.slice(PAGE.indexOf("| prices | storage | wanted |")).split("\n").slice(2);
const ROWS = TABLE.filter((line) => line.startsWith("| ")).map((line) => {
  const [prices = "", storage = "", wanted = "", arithmetic = "", amount = ""] = line.split(" | ");
  return { prices: prices.replace("| ", ""), storage, wanted, arithmetic, amount: amount.replace(/ \|$/, "") };
});

// ---- The arithmetic by itself: whole numbers of 10^-24, and nothing of the program's ----

const PLACES = 24;

function scaled(text: string): bigint {
  const [, integer = "", fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (integer === "") throw new Error(`${text} is no number`);
  return BigInt(integer + fraction.padEnd(PLACES, "0"));
}

/** `3 x 20 x 0.088` in cents; half a cent up, and never less than a cent. */
function cents(product: string): bigint {
  const unit = 10n ** BigInt(PLACES);
  const exact = product.split(" x ").reduce((value, factor) => (value * scaled(factor)) / unit, unit);
  const cent = unit / 100n;
  const rounded = (exact + cent / 2n) / cent;
  return rounded === 0n && exact > 0n ? 1n : rounded;
}

const show = (amount: bigint): string => `${amount / 100n}.${String(amount % 100n).padStart(2, "0")}`;

// ---- What the program says ----

function value<T>(reading: Reading<T>): T {
  if ("wrong" in reading) throw new Error(reading.wrong);
  return reading.value;
}

function needOf(wanted: string): { readonly need: Need; readonly copies: number } {
  let need: Need = {
    bytes: decimal("0"),
    infrequent: decimal("0"),
    archive: decimal("0"),
    throughput: undefined,
    iops: undefined,
    read: undefined,
    write: undefined,
  };
  let copies = 1;
  for (const part of wanted.split(", ")) {
    const [first = "", second = ""] = part.split(" ");
    if (second === "infrequent" || second === "archive") need = { ...need, [second]: value(parseShare(first)) };
    else if (first === "read" || first === "write") need = { ...need, [first]: value(parseSize(second)) };
    else if (second === "IOPS") need = { ...need, iops: value(parseIops(first)) };
    else if (second === "copies") copies = Number(first);
    else if (first.endsWith("/s")) need = { ...need, throughput: value(parseThroughput(first)) };
    else need = { ...need, bytes: value(parseSize(first)) };
  }
  return { need, copies };
}

function offerFor({ prices, storage, wanted }: (typeof ROWS)[number]): Offer {
  const [provider = "", region] = prices.split(" ");
  const product = productNamed(storage, provider);
  if (product === undefined) throw new Error(`${provider} has no ${storage}`);
  const { need, copies } = needOf(wanted);
  return product.offer(need, copies, pricesIn(catalogWith(), provider, region));
}

describe("worked examples", () => {
  it("are many, and about everything that can be priced", () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(60);
    expect(readFileSync(resolve(import.meta.dirname, "../../docs/cost.md"), "utf8")).toContain("sixty worked examples");
    expect(new Set(ROWS.map(({ prices, storage, wanted }) => `${prices} ${storage} ${wanted}`)).size).toBe(ROWS.length);
    expect(new Set(ROWS.map(({ prices }) => prices)).size).toBeGreaterThan(15);
  });

  it.each(ROWS)("$prices $storage: $wanted", (row) => {
    const terms = row.arithmetic.split(" + ").map(cents);
    expect(show(terms.reduce((total, term) => total + term, 0n))).toBe(row.amount);
    const { lines, refused } = offerFor(row);
    expect(refused).toBeUndefined();
    expect(lines.map(({ monthly }) => monthly.amount)).toEqual(terms.map(show));
    expect(totals(lines.map(({ monthly }) => monthly)).map(({ amount }) => amount)).toEqual([row.amount]);
  });
});

describe("the comparison that everybody starts from", () => {
  const offered = (storage: string, wanted: string) =>
    offerFor({ prices: "aws eu-west-1", storage, wanted, arithmetic: "", amount: "" });
  const amount = (storage: string, wanted: string) =>
    totals(offered(storage, wanted).lines.map(({ monthly }) => monthly))[0]?.amount;

  it("is right to the cent", () => {
    expect(amount("gp3", "100GiB")).toBe("8.80");
    expect(amount("efs", "100GiB")).toBe("33.00");
    expect(amount("efs", "100GiB, 50% infrequent")).toBe("17.75");
    expect(offered("efs", "100GiB, 50% infrequent").lines.map(({ monthly }) => monthly.amount)).toEqual([
      "16.50",
      "1.25",
    ]);
    expect(offered("efs", "100GiB, 50% infrequent").notes[0]).toBe("Baseline: 2.5 MiB/s writing, 7.5 MiB/s reading.");
    expect(amount("efs-elastic", "100GiB, 50% infrequent")).toBe("17.30");
    expect(amount("efs-one-zone", "100GiB")).toBe("17.60");
    expect(amount("efs-provisioned", "100GiB, 50% infrequent, 125MiB/s")).toBe("826.25");
  });

  it("names the mistake as it was made", () => {
    expect(show(cents("0.088 x 730"))).toBe("64.24");
    expect(show(cents("100 x 0.088 x 730"))).toBe("6424.00");
    expect(PAGE).toContain("$64.24");
  });

  it("stands in the page as the program has it", () => {
    for (const one of ["$8.80", "$33.00", "$17.75", "$17.30", "$17.60", "$826.25"])
      expect(PAGE).toContain(`| ${one} |`);
  });
});
