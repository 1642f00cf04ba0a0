import type { Config, NetworkStorage, VolumeSettings } from "../config/model.ts";
import type { ClusterFacts } from "../model/cluster.ts";
import type { StackEstimate, StorageOption, VolumeEstimate } from "../model/cost.ts";
import { sentence } from "../model/english.ts";
import type { Remedy } from "../model/finding.ts";
import { type Money, totals } from "../model/money.ts";
import type { Problem } from "../model/problem.ts";
import type { Place } from "../model/text.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { warningsOn } from "./ages.ts";
import { copiesOf, type Holding, holdingsOf, sharedCopies } from "./holdings.ts";
import { type StatedNeed, statedNeed } from "./needs.ts";
import { type Need, type Offer, type Product, type Shelf, shelfOf } from "./offer.ts";
import type { PriceBook } from "./price-book.ts";
import { productsOf } from "./products.ts";
import { type Today, todayOf } from "./today.ts";
import { gib } from "./units.ts";

/** What an estimate needs besides the stack. */
export interface CostSettings {
  readonly book: PriceBook;
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

export interface Estimated {
  readonly estimate: StackEstimate;
  /** What is wrong with what the stack states, by the rule that reports it. */
  readonly problems: readonly Problem[];
  /** Where each volume stands. */
  readonly places: ReadonlyMap<string, Place>;
}

const ROUND_SIZE = gib("100");

/** What the storage of a stack costs a month, today and with each remedy. */
export function estimateStack(exposures: readonly Exposure[], facts: ClusterFacts, settings: CostSettings): Estimated {
  const shelf = shelfOf(settings.book, settings.provider, settings.region);
  const holdings = holdingsOf(exposures);
  const priced = holdings.map((holding) => estimateHolding(holding, facts, shelf, settings));
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
    places: new Map(holdings.map(({ name, place }) => [name, place])),
  };
}

function estimateHolding(holding: Holding, facts: ClusterFacts, shelf: Shelf, settings: CostSettings) {
  const stated = statedNeed(holding.name, holding.volume, settings.volumes);
  const copies = copiesOf(holding, facts, settings.hides);
  const today = todayOf(holding, stated.storage, settings.provider, settings.network);
  const problems: Problem[] = stated.wrong.map(({ key, text, why }) => needProblem(holding, key, text, why));
  if (stated.storage !== undefined && today.product === undefined)
    problems.push(needProblem(holding, "storage", stated.storage, today.why));
  const now = todayOption(today, stated, copies, shelf);
  if (now.refused !== undefined && stated.need) problems.push(limitProblem(holding, now.refused));
  if (now.shortfall !== undefined) problems.push(throughputProblem(holding, now.shortfall));
  const estimate: VolumeEstimate = {
    volume: holding.name,
    services: [...new Set(holding.exposures.map(({ view }) => view.service.name))],
    ...(copies.count === undefined ? {} : { copies: copies.count }),
    ...(stated.size === undefined ? {} : { size: stated.size }),
    today: now.option,
    alternatives: alternativesTo(holding, stated, sharedCopies(holding, copies.count), shelf),
  };
  return { estimate, problems };
}

interface Priced {
  readonly option: StorageOption;
  readonly refused?: string | undefined;
  readonly shortfall?: string | undefined;
}

function todayOption(today: Today, stated: StatedNeed, copies: ReturnType<typeof copiesOf>, shelf: Shelf): Priced {
  if (today.product === undefined) {
    return { option: { way: "today", storage: "unknown", lines: [], assumptions: [], notes: [sentence(today.why)] } };
  }
  const counted = copies.why === undefined ? [] : [sentence(copies.why)];
  return price("today", today.product, stated, copies.count, shelf, [...today.assumptions, ...counted]);
}

/** An option with its amount, or with the price of a round size when size or copies are not known. */
function price(
  way: StorageOption["way"],
  product: Product,
  stated: StatedNeed,
  copies: number | undefined,
  shelf: Shelf,
  assumptions: readonly string[],
): Priced {
  const offer = stated.need && product.offer(stated.need, copies ?? 1, shelf);
  const known = offer !== undefined && offer.refused === undefined && copies !== undefined;
  const ofRoundSize = product.offer(stated.withSize(ROUND_SIZE), 1, shelf);
  const round = roundPrice(ofRoundSize);
  const label = offer?.label ?? ofRoundSize.label ?? product.label;
  const [monthly] = known ? totals(offer.lines.map((line) => line.monthly)) : [];
  return {
    option: {
      way,
      storage: shelf.region === undefined ? label : `${label}, ${shelf.region}`,
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
  holding: Holding,
  stated: StatedNeed,
  copies: number | undefined,
  shelf: Shelf,
): StorageOption[] {
  const ways = waysFrom(holding);
  const [disk] = productsOf(shelf.provider, "disk");
  const options: Priced[] = [];
  const add = (way: Remedy, product: Product | undefined, assumed: readonly string[]) => {
    if (product && ways.has(way)) options.push(price(way, product, stated, copies, shelf, assumed));
  };
  add("pin", disk, [`The node's disk is taken for ${disk?.label}.`]);
  for (const product of productsOf(shelf.provider, "network")) add("network", product, []);
  add("block", disk, [`A driver that attaches ${disk?.label} volumes must be installed on every node.`]);
  return options
    .filter(({ option, refused }) => refused === undefined && (option.monthly ?? option.per100GiB))
    .map(({ option }) => option);
}

/** The ways that lead somewhere else than where the data is. */
function waysFrom({ kind, exposures }: Holding): ReadonlySet<Remedy> {
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

function problemOf(rule: string, { name, place, exposures }: Holding, message: string, help: string): Problem {
  const { service } = exposures[0].view;
  return { rule, place, volume: name, service: service.name, subject: name, message, help };
}

function needProblem(holding: Holding, key: string, text: string, why: string): Problem {
  const message = `No price can be given for \`${holding.name}\`: its ${key} is stated as \`${text}\`, and ${why}.`;
  return problemOf(
    "storage-need-invalid",
    holding,
    message,
    `Correct the ${key}; what is unknown is never counted as 0.`,
  );
}

function limitProblem(holding: Holding, why: string): Problem {
  const message = `No price can be given for \`${holding.name}\` as it is stored now: ${why}.`;
  const help = "Correct what is stated about the volume, or choose storage that can have it.";
  return problemOf("storage-need-invalid", holding, message, help);
}

function throughputProblem(holding: Holding, shortfall: string): Problem {
  const message = `\`${holding.name}\` is slower than its service needs once the burst credits are used up: ${shortfall}.`;
  const help = "Provision the throughput, use elastic throughput, or keep more of the data in the first storage class.";
  return problemOf("throughput-short", holding, message, help);
}
