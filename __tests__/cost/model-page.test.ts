import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sections } from "../../scripts/provider-tables.mjs";
import { type Need, type Offer, pricesIn } from "../../src/cost/offer.ts";
import { PRODUCTS, productNamed } from "../../src/cost/products.ts";
import { catalogWith, PROVIDERS } from "../../src/cost/providers.ts";
import { type Decimal, decimal, ZERO } from "../../src/model/money.ts";

const read = (page: string) => readFileSync(resolve(import.meta.dirname, "../../docs", page), "utf8");
const PAGE = read("cost-model.md");
const PAGES = PAGE + read("configuration.md");

/** The rows of the table below a heading, as cells. */
function tableBelow(heading: string): string[][] {
  const section = PAGE.slice(PAGE.indexOf(`\n${heading}\n`) + heading.length + 2).split(/\n#+ /)[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const numbers = (text: string): Decimal[] =>
  Array.from(text.matchAll(/\d[\d,]*/g), ([one]) => decimal(one.replaceAll(",", "")));

function offered(id: string, provider: string, size: Decimal, unit: string, more: Partial<Need> = {}): Offer {
  const product = productNamed(id, provider);
  if (product === undefined) throw new Error(`no product ${id}`);
  const bytes = size.times(unit === "GB" ? decimal("1000").pow(3) : decimal("1024").pow(3));
  const need = {
    infrequent: ZERO,
    archive: ZERO,
    throughput: undefined,
    iops: undefined,
    read: undefined,
    write: undefined,
  };
  return product.offer(
    { ...need, bytes, ...more },
    1,
    pricesIn(catalogWith(), provider, provider === "aws" ? "us-east-1" : undefined),
  );
}

/** The quantity of storage that is billed. */
const billed = ({ lines }: Offer): string | undefined => lines.find(({ what }) => what === "storage")?.quantity;
const ONE = decimal("1");

/** The names in the first column, and what they are called in the code. */
const NAMES: Readonly<Record<string, readonly [id: string, provider: string]>> = {
  gp3: ["gp3", "aws"],
  gp2: ["gp2", "aws"],
  io1: ["io1", "aws"],
  io2: ["io2", "aws"],
  st1: ["st1", "aws"],
  sc1: ["sc1", "aws"],
  ...Object.fromEntries(
    PROVIDERS.flatMap(({ provider, products }) =>
      products
        .filter(({ minimum, maximum, step }) => (minimum ?? maximum ?? step) !== undefined)
        .map(({ id, label }) => [label, [id, provider]] as const),
    ),
  ),
};

const LIMITS = tableBelow("## Limits")
  .filter(([first]) => first !== "storage")
  .flatMap(([names = "", ...cells]) => names.split(", ").map((name) => [name, ...cells] as string[]));

describe("the limits of the page", () => {
  it("are about these products", () => expect(LIMITS.map(([name]) => name)).toEqual(Object.keys(NAMES)));

  it.each(LIMITS)("hold for %s", (name, stated = "", iops = "", perGiB = "", throughput = "") => {
    const [sizes = ""] = stated.split(", in steps of");
    const [id, provider] = NAMES[name] as readonly [string, string];
    const unit = sizes.endsWith("GB") ? "GB" : "GiB";
    const [least, most] = numbers(sizes) as [Decimal, Decimal | undefined];
    expect(billed(offered(id, provider, decimal("0.5"), unit))).toBe(least.toFixed());
    if (most !== undefined) {
      expect(billed(offered(id, provider, most, unit))).toBe(most.toFixed());
      expect(offered(id, provider, most.plus(ONE), unit).refused).toContain("wanted");
    }
    const ratio = perGiB === "" ? undefined : decimal(perGiB.replace(",", ""));
    if (ratio !== undefined) {
      const [, mostIops] = numbers(iops) as [Decimal, Decimal];
      expect(offered(id, provider, decimal("16000"), unit, { iops: mostIops }).refused).toBeUndefined();
      expect(offered(id, provider, decimal("16000"), unit, { iops: mostIops.plus(ONE) }).refused).toContain("at most");
      const raised = offered(id, provider, ONE, unit, { iops: ratio.times(decimal("50")) });
      expect(billed(raised)).toBe("50");
      expect(raised.notes.join()).toContain("Billed as 50 GiB");
    }
    if (throughput !== "") {
      const [, mostThroughput] = numbers(throughput) as [Decimal, Decimal];
      expect(offered(id, provider, decimal("100"), unit, { throughput: mostThroughput }).notes.join()).toContain(
        "8,000 IOPS",
      );
      expect(offered(id, provider, decimal("100"), unit, { throughput: mostThroughput.plus(ONE) }).refused).toContain(
        "at most",
      );
    }
  });

  it("hold for the IOPS of gp2, which follow from its size", () => {
    const says = (size: string, iops?: string) =>
      offered("gp2", "aws", decimal(size), "GiB", iops === undefined ? {} : { iops: decimal(iops) }).notes.join(" ");
    expect(says("10")).toContain("It gives 100 IOPS, in bursts 3,000.");
    expect(says("500")).toContain("It gives 1,500 IOPS, in bursts 3,000.");
    expect(says("1000")).toContain("It gives 3,000 IOPS.");
    expect(says("16000")).toContain("It gives 16,000 IOPS.");
    expect(says("500", "2000")).toContain("The 2,000 IOPS that are wanted are more than it gives for long");
    expect(says("500", "1500")).not.toContain("more than it gives");
  });
});

describe("the prices of the page", () => {
  it.each(Object.entries(sections))("are written from the data (`%s`; `npm run readme` does it)", (name, text) => {
    expect(PAGES.replaceAll(`<!-- ${name} -->\n`, `<!-- ${name} -->`)).toContain(
      `<!-- ${name} -->${text}<!-- /${name} -->`,
    );
  });

  it("make more data cheaper in ap-east-2 alone, with provisioned throughput", () => {
    const book = catalogWith();
    const cheaper = book.regions("aws").filter((region) => {
      const price = (key: string) => book.find("aws", region, "EFS", key)?.amount;
      const [storage, throughput] = [price("standard.storage"), price("provisioned.throughput")];
      return storage && throughput && storage.lt(throughput.div(decimal("20")));
    });
    expect(cheaper).toEqual(["ap-east-2"]);
  });

  it("have a formula for every product", () => {
    const named = tableBelow("## Formulas").flatMap(([names = ""]) => names.split(", "));
    const aws = PRODUCTS.filter(({ provider }) => provider === "aws").map(({ id }) => id);
    expect(aws.filter((id) => !named.includes(id))).toEqual([]);
  });
});
