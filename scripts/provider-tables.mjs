// What the pages of docs/ say of the providers, from the files of src/cost/data/.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../src/cost/data/", import.meta.url));
const providers = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => JSON.parse(readFileSync(`${folder}${name}`, "utf8")));

const listed = (words, last = "and") =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
const row = (...cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => `${[row(...head), `|${head.map(() => "---|").join("")}`, ...rows].join("\n")}\n`;
const size = (number) => number.toLocaleString("en-US");
const namesOf = (some) => listed(some.map(({ name }) => name));
const bills = (unit) => namesOf(providers.filter(({ prices }) => prices.every(({ sizeUnit }) => sizeUnit === unit)));

function limitsOf({ prices }, { label, product, minimum, maximum, step }) {
  if (minimum === undefined && maximum === undefined && step === undefined) return [];
  const { sizeUnit } = prices.find((one) => one.product === product);
  const least = size(minimum ?? step ?? 1);
  const sizes = maximum === undefined ? `from ${least} ${sizeUnit}` : `${least} to ${size(maximum)} ${sizeUnit}`;
  return [row(label, step === undefined ? sizes : `${sizes}, in steps of ${step}`)];
}

/** By the name of the marks that they stand between; a table on lines of its own. */
export const sections = {
  providers: listed(
    providers.map(({ provider }) => `\`${provider}\``),
    "or",
  ),
  "server-disks": namesOf(providers.filter(({ serverHasDisk }) => serverHasDisk)),
  "binary-units": bills("GiB"),
  "decimal-units": bills("GB"),
  limits: table(
    ["storage", "size"],
    providers.flatMap((provider) => provider.products.flatMap((product) => limitsOf(provider, product))),
  ),
  prices: table(
    ["product", "source", "as of"],
    providers.flatMap(({ name, prices }) =>
      prices.map(({ product, source, asOf }) => row(`${name} ${product}`, source, asOf)),
    ),
  ),
};
