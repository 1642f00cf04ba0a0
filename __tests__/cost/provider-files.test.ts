import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { Provider } from "../../src/cost/providers.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const json = (path: string): unknown => JSON.parse(readFileSync(resolve(ROOT, path), "utf8"));
const NAMES = readdirSync(resolve(ROOT, "src/cost/data")).sort();
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(json("schemas/provider.schema.json") as object);

/** Everything that is wrong with a provider's file, with the place. */
function problemsOf(name: string, file: unknown): string[] {
  if (!validate(file)) {
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `src/cost/data/${name} at ${instancePath || "/"}: ${message} ${JSON.stringify(params)}`;
    });
  }
  const { provider, products, prices } = file as unknown as Provider;
  const problems = name === `${provider}.json` ? [] : [`its name is not ${provider}.json`];
  for (const [index, { product, price, sizes = [], minimum = 1, maximum }] of products.entries()) {
    const at = `/products/${index}`;
    const columns = prices.find((table) => table.product === product)?.columns.split(" ");
    if (columns === undefined) problems.push(`${at}/product: no table of prices is called \`${product}\``);
    for (const wanted of [...(price === undefined ? [] : [price]), ...sizes.map((one) => one.price)])
      if (columns && !columns.includes(wanted)) problems.push(`${at}: the table has no column \`${wanted}\``);
    if (maximum !== undefined && maximum < minimum) problems.push(`${at}/maximum: less than the minimum`);
  }
  for (const [index, { columns, regions }] of prices.entries())
    for (const [region, row] of Object.entries(regions))
      if (row.split(" ").length !== columns.split(" ").length)
        problems.push(`/prices/${index}/regions/${region}: not as many prices as columns`);
  return problems.map((problem) => (problem.startsWith("src/") ? problem : `src/cost/data/${name} ${problem}`));
}

describe("the files of the providers", () => {
  it.each(NAMES)("%s is as the schema wants it", (name) => {
    expect(problemsOf(name, json(`src/cost/data/${name}`))).toEqual([]);
  });

  const good = json("src/cost/data/vultr.json") as Record<string, unknown>;
  const product = (good.products as object[])[0];
  it.each<readonly [string, object, string]>([
    ["a word too many", { colour: "red" }, "additional properties"],
    ["no pattern", { drivers: "(" }, "/drivers"],
    ["no prices", { prices: [] }, "/prices"],
    ["no column", { products: [{ ...product, price: "x.storage" }] }, "no column `x.storage`"],
    ["no table", { products: [{ ...product, product: "Disk" }] }, "no table of prices is called `Disk`"],
    ["two prices", { products: [{ ...product, sizes: [] }] }, "/products/0"],
    ["another name", { provider: "vulture" }, "its name is not vulture.json"],
  ])("are refused: %s", (_, wrong, message) => {
    expect(problemsOf("vultr.json", { ...good, ...wrong }).join("\n")).toContain(message);
  });
});
