import { describe, expect, it } from "vitest";
import { type PriceList, SERVICES, type Service, tableFrom } from "../../src/cost/price-list.ts";
import { shippedTables } from "../../src/cost/providers.ts";
import { documentOf, neighboursOf, REGION, type Sku, skusOf } from "./documents.ts";

function listOf(service: Service, skus: readonly Sku[]): PriceList {
  const { version, publicationDate, products, terms } = JSON.parse(documentOf(service, skus));
  return {
    version,
    publicationDate,
    products: new Map(Object.entries(products)),
    terms: new Map(Object.entries(terms.OnDemand)),
  };
}

const read = (service: Service, skus: readonly Sku[]) => tableFrom(service, REGION, listOf(service, skus));
const shipped = (product: string) => shippedTables().find((table) => table.product === product);

describe.each(SERVICES)("a document of %s", (service) => {
  const product = service === "AmazonEC2" ? "EBS" : "EFS";

  it("gives the shipped prices of eu-west-1", () => {
    const result = read(service, [...neighboursOf(service), ...skusOf(service)]);
    const table = shipped(product);
    expect(result).toEqual({
      table: {
        provider: "aws",
        product,
        currency: "USD",
        sizeUnit: "GiB",
        source: `AWS Price List, ${service}, version 20260925174521`,
        asOf: "2026-09-25",
        columns: table?.columns,
        regions: { [REGION]: table?.regions[REGION] },
      },
    });
  });

  it("is refused when a price is missing, whichever it is", () => {
    const skus = skusOf(service);
    for (const left of skus) {
      const result = read(
        service,
        skus.filter((sku) => sku !== left),
      );
      expect(result).toEqual({ problems: [expect.stringMatching(/^\S+: there is no such price$/)] });
    }
  });

  it("is refused when a price is there twice", () => {
    const skus = skusOf(service);
    for (const doubled of skus) {
      const result = read(service, [...skus, { ...doubled, sku: "AGAIN" }]);
      expect(result).toEqual({ problems: [expect.stringMatching(/^\S+: there are 2 prices, and one is expected$/)] });
    }
  });

  it("is refused when a price is zero", () => {
    const skus = skusOf(service);
    for (const free of skus) {
      const result = read(
        service,
        skus.map((sku) => (sku === free ? { ...sku, usd: "0" } : sku)),
      );
      expect(result).toEqual({ problems: [expect.stringMatching(/^\S+: it costs nothing, which cannot be$/)] });
    }
  });

  it("is refused when a price is counted in another unit", () => {
    const skus = skusOf(service);
    for (const other of skus) {
      const result = read(
        service,
        skus.map((sku) => (sku === other ? { ...sku, unit: "Furlong" } : sku)),
      );
      expect(result).toEqual({ problems: [expect.stringContaining("it is counted in `Furlong`")] });
    }
  });

  it("names everything that is wrong", () => {
    const result = read(service, []);
    expect("problems" in result && result.problems.length).toBe(skusOf(service).length);
  });
});

describe("a document of AmazonEC2", () => {
  const change = (key: string, sku: Partial<Sku>) =>
    skusOf("AmazonEC2").map((one) => (one.sku === key ? { ...one, ...sku } : one));

  it("is refused when another number of IOPS comes with gp3", () => {
    const result = read("AmazonEC2", change("EBSGP3IOPS", { beginRange: "6000" }));
    expect(result).toEqual({ problems: ["gp3.iops: it counts from 6000, and from 3000 is expected"] });
  });

  it("is refused when the price is in another currency", () => {
    const list = listOf("AmazonEC2", skusOf("AmazonEC2"));
    const terms = new Map(list.terms).set("EBSGP3STORAGE", {
      t: { priceDimensions: { d: { pricePerUnit: { CNY: "1" } } } },
    });
    expect(tableFrom("AmazonEC2", REGION, { ...list, terms })).toEqual({
      problems: ["gp3.storage: it has no price in USD"],
    });
  });

  it("is refused without a date", () => {
    const list = { ...listOf("AmazonEC2", skusOf("AmazonEC2")), publicationDate: "" };
    expect(tableFrom("AmazonEC2", REGION, list)).toEqual({ problems: ["the document has no `publicationDate`"] });
  });

  it("may write its usage types without the region, as for us-east-1", () => {
    const skus = skusOf("AmazonEC2").map((sku) => ({
      ...sku,
      attributes: { ...sku.attributes, usagetype: (sku.attributes.usagetype as string).replace("EU-", "") },
    }));
    expect(read("AmazonEC2", skus)).toHaveProperty("table");
  });
});
