import type { Config } from "../config/model.ts";
import { costEngine, type Pricing } from "../cost/engine.ts";
import type { PriceCatalog } from "../cost/price-catalog.ts";
import { catalogWith } from "../cost/providers.ts";
import { editDistance } from "../model/names.ts";
import type { ActivePolicy } from "./policy.ts";
import type { Request } from "./request.ts";
import { UsageError } from "./usage.ts";

/** What prices stacks; undefined when neither the call nor the configuration asks for prices. */
export function pricingFor(
  { config, prices }: Pick<ActivePolicy, "config" | "prices">,
  { pricing: asked, priceDay }: Pick<Request, "pricing" | "priceDay">,
): Pricing | undefined {
  const provider = asked.provider ?? config?.storage.provider;
  const { needed } = asked;
  if (provider === undefined && needed === false) return undefined;
  const book = catalogWith(prices);
  if (provider === undefined) {
    if (typeof needed === "object") throw new UsageError(needed.message, needed.help);
    const help = `write \`--provider\` with one of ${book.providers.join(", ")}, or \`storage.provider\` in the configuration`;
    throw new UsageError("whose prices?", help);
  }
  const settings = {
    book,
    provider: knownProvider(provider, book),
    region: knownRegion(asked.region ?? configuredRegion(provider, config), provider, book),
    volumes: config?.volumes ?? [],
    network: config?.storage.network,
    budget: config?.budget,
    day: priceDay,
  };
  return { engine: costEngine, settings };
}

/** The configuration's region belongs to the provider that it names. */
function configuredRegion(provider: string, config: Config | undefined): string | undefined {
  return config?.storage.provider === provider ? config.storage.region : undefined;
}
export function knownProvider(provider: string, book: PriceCatalog): string {
  if (book.providers.includes(provider)) return provider;
  throw new UsageError(`there are no prices of \`${provider}\``, nearOnes(provider, book.providers));
}

/** The region, where the provider's prices differ by region. */
export function knownRegion(region: string | undefined, provider: string, book: PriceCatalog): string | undefined {
  const regions = book.regions(provider);
  if (regions.length === 0) return region;
  if (region === undefined)
    throw new UsageError(
      `the prices of ${provider} differ by region`,
      `write \`--region ${regions[0]}\` or another, or \`storage.region\` in the configuration`,
    );
  if (regions.includes(region)) return region;
  throw new UsageError(`there are no prices of ${provider} in \`${region}\``, nearOnes(region, regions));
}

const NEAR = 3;

/** The names that are most like a word. */
function nearOnes(word: string, names: readonly string[]): string {
  const byDistance = names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase().slice(0, 40), name) }))
    .sort((a, b) => a.distance - b.distance);
  const near = names.length <= 9 ? byDistance : byDistance.slice(0, NEAR);
  return `write one of ${near.map(({ name }) => `\`${name}\``).join(", ")}${near.length < names.length ? ", or another that `prices` lists" : ""}`;
}
