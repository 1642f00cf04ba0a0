import type { Config, VolumeSettings } from "../config/model.ts";
import type { ClusterFacts } from "../model/cluster.ts";
import type { StackEstimate, StorageOption, VolumeEstimate } from "../model/cost.ts";
import { sentence } from "../model/english.ts";
import type { Remedy } from "../model/finding.ts";
import { type Money, totals } from "../model/money.ts";
import type { Problem } from "../model/problem.ts";
import type { NetworkStorage } from "../model/storage-policy.ts";
import type { Place } from "../model/text.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { type CurrentStorage, currentStorage } from "./current-storage.ts";
import { type StatedNeed, statedNeed } from "./needs.ts";
import { type Need, type Offer, type Product, pricesIn, type RegionPrices } from "./offer.ts";
import { isOld, type PriceCatalog } from "./price-catalog.ts";
import { productsOf } from "./products.ts";
import { copiesOf, type StoredVolume, sharedCopies, storedVolumesIn } from "./stored-volumes.ts";
import { gib } from "./units.ts";

/** What an estimate needs besides the stack. */
export interface CostSettings {
  readonly book: PriceCatalog;
  readonly provider: string;
  /** Absent for providers with the same prices everywhere. */
  readonly region: string | undefined;
  readonly volumes: readonly VolumeSettings[];
  readonly network: NetworkStorage | undefined;
  readonly budget: Config["budget"] | undefined;
  /** The day on which prices are judged (YYYY-MM-DD). */
  readonly day: string;
  /** Whether a variable holds the number and nobody may see it; an amount for so many copies would tell it. */
  readonly hides?: (count: number) => boolean;
}

interface Estimated {
  readonly estimate: StackEstimate;
  /** What is wrong with what the stack states, by the rule that reports it. */
  readonly problems: readonly Problem[];
  /** Where each volume stands. */
  readonly places: ReadonlyMap<string, Place>;
}

const ROUND_SIZE = gib("100");

/** What the storage of a stack costs a month, today and with each remedy. */
export function estimateStack(exposures: readonly Exposure[], facts: ClusterFacts, settings: CostSettings): Estimated {
  const prices = pricesIn(settings.book, settings.provider, settings.region);
  const all = storedVolumesIn(exposures);
  const priced = all.map((stored) => estimateVolume(stored, facts, prices, settings));
  const volumes = priced.map(({ estimate }) => estimate);
  return {
    estimate: {
      provider: settings.provider,
      ...(settings.region === undefined ? {} : { region: settings.region }),
      volumes,
      monthly: totals(volumes.flatMap(({ today }) => today.monthly ?? [])),
      atLeast: volumes.some(({ today }) => today.monthly === undefined),
      warnings: warningsOn(
        volumes.flatMap(({ today, alternatives }) => [today, ...alternatives]),
        settings.day,
      ),
    },
    problems: priced.flatMap(({ problems }) => problems),
    places: new Map(all.map(({ name, place }) => [name, place])),
  };
}

function estimateVolume(stored: StoredVolume, facts: ClusterFacts, prices: RegionPrices, settings: CostSettings) {
  const stated = statedNeed(stored.name, stored.volume, settings.volumes);
  const copies = copiesOf(stored, facts, settings.hides);
  const current = currentStorage(stored, stated.storage, settings.provider, settings.network);
  const problems: Problem[] = stated.wrong.map(({ key, text, why }) => needProblem(stored, key, text, why));
  if (stated.storage !== undefined && current.product === undefined)
    problems.push(needProblem(stored, "storage", stated.storage, current.why));
  const now = currentOption(current, stated, copies, prices);
  if (now.refused !== undefined && stated.need) problems.push(limitProblem(stored, now.refused));
  if (now.shortfall !== undefined) problems.push(throughputProblem(stored, now.shortfall));
  const estimate: VolumeEstimate = {
    volume: stored.name,
    services: [...new Set(stored.exposures.map(({ view }) => view.service.name))],
    ...(copies.count === undefined ? {} : { copies: copies.count }),
    ...(stated.size === undefined ? {} : { size: stated.size }),
    today: now.option,
    alternatives: alternativesTo(stored, stated, sharedCopies(stored, copies.count), prices),
  };
  return { estimate, problems };
}

interface Priced {
  readonly option: StorageOption;
  readonly refused?: string | undefined;
  readonly shortfall?: string | undefined;
}

function currentOption(
  current: CurrentStorage,
  stated: StatedNeed,
  copies: ReturnType<typeof copiesOf>,
  prices: RegionPrices,
): Priced {
  if (current.product === undefined) {
    return { option: { way: "today", storage: "unknown", lines: [], assumptions: [], notes: [sentence(current.why)] } };
  }
  const counted = copies.why === undefined ? [] : [sentence(copies.why)];
  const { product, assumptions } = current;
  return price(
    { way: "today", product, stated, copies: copies.count, assumptions: [...assumptions, ...counted] },
    prices,
  );
}

/** One way to store a volume, and what is to be charged for it. */
interface Priceable {
  readonly way: StorageOption["way"];
  readonly product: Product;
  readonly stated: StatedNeed;
  /** undefined: not known. */
  readonly copies: number | undefined;
  readonly assumptions: readonly string[];
}

/** An option with its amount, or with the price of a round size when size or copies are not known. */
function price({ way, product, stated, copies, assumptions }: Priceable, prices: RegionPrices): Priced {
  const offer = stated.need && product.offer(stated.need, copies ?? 1, prices);
  const known = offer !== undefined && offer.refused === undefined && copies !== undefined;
  const ofRoundSize = product.offer(stated.withSize(ROUND_SIZE), 1, prices);
  const round = roundPrice(ofRoundSize);
  const label = offer?.label ?? ofRoundSize.label ?? product.label;
  const [monthly] = known ? totals(offer.lines.map((line) => line.monthly)) : [];
  return {
    option: {
      way,
      storage: prices.region === undefined ? label : `${label}, ${prices.region}`,
      ...(monthly ? { monthly } : {}),
      ...(round ? { per100GiB: round } : {}),
      lines: known ? offer.lines : [],
      assumptions: [...assumptions, ...(known ? offer.assumptions : [])],
      notes: [
        ...(offer?.notes ?? []),
        ...unjudged(product, stated.need),
        ...(offer?.refused === undefined ? [] : [sentence(offer.refused)]),
      ],
    },
    refused: offer?.refused,
    shortfall: known ? offer.shortfall : undefined,
  };
}

/** What is wanted and not compared with what the product gives. */
function unjudged({ judges }: Product, need: Need | undefined): string[] {
  const wanted = (["iops", "throughput"] as const).filter((one) => need?.[one] !== undefined && !judges.includes(one));
  const names = wanted.map((one) => (one === "iops" ? "IOPS" : one)).join(" and ");
  return wanted.length === 0 ? [] : [`Whether it has the stated ${names} is not known here.`];
}

/** The storage of a round size, without what is paid for besides. */
function roundPrice({ lines }: Offer): Money | undefined {
  return totals(lines.filter(({ what }) => what === "storage").map(({ monthly }) => monthly))[0];
}

/** What the remedies would cost: a disk of the node that the service is pinned to, network storage, a block volume. */
function alternativesTo(
  stored: StoredVolume,
  stated: StatedNeed,
  copies: number | undefined,
  prices: RegionPrices,
): StorageOption[] {
  const ways = waysFrom(stored);
  const [disk] = productsOf(prices.provider, "disk");
  const options: Priced[] = [];
  const add = (way: Remedy, product: Product | undefined, assumptions: readonly string[]) => {
    if (product && ways.has(way)) options.push(price({ way, product, stated, copies, assumptions }, prices));
  };
  add("pin", disk, [`The node's disk is taken for ${disk?.label}.`]);
  for (const product of productsOf(prices.provider, "network")) add("network", product, []);
  add("block", disk, [`A driver that attaches ${disk?.label} volumes must be installed on every node.`]);
  return options
    .filter(({ option, refused }) => refused === undefined && (option.monthly ?? option.per100GiB))
    .map(({ option }) => option);
}

/** The ways that lead somewhere else than where the data is. */
function waysFrom({ kind, exposures }: StoredVolume): ReadonlySet<Remedy> {
  const ways = new Set<Remedy>(["pin", "network", "block"]);
  const pinned = exposures.every(({ view }) => view.placement.roam === "node");
  const everywhere = exposures.some(({ view }) => view.placement.everywhere);
  if (pinned && (kind === "local-volume" || kind === "host-path")) ways.delete("pin");
  if (kind === "network-volume" || kind === "shared-volume" || kind === "shared-path") ways.delete("network");
  if (kind === "block-volume") ways.delete("block");
  // A service on every node is pinned nowhere, and a disk cannot be attached to all.
  if (everywhere) for (const way of ["pin", "block"] as const) ways.delete(way);
  return ways;
}

function problemOf(rule: string, { name, place, exposures }: StoredVolume, message: string, help: string): Problem {
  const { service } = exposures[0].view;
  return { rule, place, volume: name, service: service.name, subject: name, message, help };
}

function needProblem(stored: StoredVolume, key: string, text: string, why: string): Problem {
  const message = `No price can be given for \`${stored.name}\`: its ${key} is stated as \`${text}\`, and ${why}.`;
  return problemOf(
    "storage-need-invalid",
    stored,
    message,
    `Correct the ${key}; what is unknown is never counted as 0.`,
  );
}

function limitProblem(stored: StoredVolume, why: string): Problem {
  const message = `No price can be given for \`${stored.name}\` as it is stored now: ${why}.`;
  const help = "Correct what is stated about the volume, or choose storage that can have it.";
  return problemOf("storage-need-invalid", stored, message, help);
}

function throughputProblem(stored: StoredVolume, shortfall: string): Problem {
  const message = `\`${stored.name}\` is slower than its service needs once the burst credits are used up: ${shortfall}.`;
  const help = "Provision the throughput, use elastic throughput, or keep more of the data in the first storage class.";
  return problemOf("throughput-short", stored, message, help);
}

/** What a reader must know about the prices behind an estimate: those that are old, and those that nobody read. */
function warningsOn(options: readonly StorageOption[], day: string): string[] {
  const old = new Map<string, Set<string>>();
  const inferred = new Set<string>();
  for (const { storage, lines } of options) {
    for (const line of lines) {
      if (isOld(line.asOf, day)) old.set(line.asOf, (old.get(line.asOf) ?? new Set()).add(storage));
      if (line.inferred) inferred.add(storage);
    }
  }
  const aged = [...old]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([asOf, storages]) => `Prices of ${asOf} are more than a year old: ${[...storages].join("; ")}.`);
  const guessed = inferred.size === 0 ? [] : [`Prices that were inferred and not read: ${[...inferred].join("; ")}.`];
  return [...aged, ...guessed];
}
