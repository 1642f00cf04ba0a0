import { resolve } from "node:path";
import type { Config } from "../config/model.ts";
import { costEngine, type Pricing } from "../cost/engine.ts";
import type { PriceBook, PriceTable } from "../cost/price-catalog.ts";
import { PRICE_FILE, readPriceFile } from "../cost/price-file.ts";
import { bookWith } from "../cost/providers.ts";
import { editDistance } from "../model/names.ts";
import { DEFAULT_MAX_BYTES, isFile, readStackFile } from "../source/disk.ts";
import { checkoutAround, LINK_OUT, leadsOut } from "../source/links.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage.ts";

export type Asked = Pick<Arguments, "command" | "provider" | "region" | "prices">;
export type Surroundings = Pick<Io, "cwd" | "env" | "now">;

/** Whose prices count, from the call and the configuration, and what works with them. */
export function pricingFor(args: Asked, config: Config | undefined, io: Surroundings): Pricing {
  const book = bookOf(args, io);
  const provider = args.provider ?? config?.storage.provider;
  if (provider === undefined) {
    const help = `write \`--provider\` with one of ${book.providers.join(", ")}, or \`storage.provider\` in the configuration`;
    throw new UsageError("whose prices?", help);
  }
  const settings = {
    book,
    provider: knownProvider(provider, book),
    region: knownRegion(args.region ?? configuredRegion(provider, config), provider, book),
    volumes: config?.volumes ?? [],
    network: config?.storage.network,
    budget: config?.budget,
    day: today(io),
  };
  return { engine: costEngine, settings };
}

/** The configuration's region belongs to the provider that it names. */
function configuredRegion(provider: string, config: Config | undefined): string | undefined {
  return config?.storage.provider === provider ? config.storage.region : undefined;
}

/** The shipped prices, and over them those of a refresh. */
export function bookOf({ prices }: Pick<Arguments, "prices">, io: Surroundings): PriceBook {
  return bookWith(refreshedTables(prices, io));
}

export function refreshedTables(given: string | undefined, io: Surroundings): readonly PriceTable[] {
  const path = resolve(io.cwd, given ?? PRICE_FILE);
  if (given === undefined && !isFile(path)) return [];
  if (given === undefined && leadsOut(checkoutAround(io.cwd), path))
    throw new UsageError(`${PRICE_FILE}: ${LINK_OUT.message}`, LINK_OUT.help);
  const display = given ?? PRICE_FILE;
  const read = readStackFile(path, display, { maxBytes: DEFAULT_MAX_BYTES });
  if ("problem" in read) throw new UsageError(`${display}: ${read.problem.message}`, read.problem.help);
  const found = readPriceFile(read.file.text);
  if ("tables" in found) return found.tables;
  throw new UsageError(`${display}: ${found.wrong}`, "`swarm-volume-check prices refresh` writes such a file");
}

export function knownProvider(provider: string, book: PriceBook): string {
  if (book.providers.includes(provider)) return provider;
  throw new UsageError(`there are no prices of \`${provider}\``, nearOnes(provider, book.providers));
}

/** The region, where the provider's prices differ by region. */
export function knownRegion(region: string | undefined, provider: string, book: PriceBook): string | undefined {
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

/** The day on which prices are judged. `SOURCE_DATE_EPOCH` makes outputs that can be reproduced. */
export function today({ env, now }: Surroundings): string {
  const stated = /^\d{1,11}$/.exec(env.SOURCE_DATE_EPOCH ?? "")?.[0];
  return new Date(stated === undefined ? now() : Number(stated) * 1000).toISOString().slice(0, 10);
}
