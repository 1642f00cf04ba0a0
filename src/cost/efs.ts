import { type Decimal, decimal, largest, money, showMoney, smallest, toCents, whole, ZERO } from "../model/money.ts";
import { Bill, type Need, nothing, type Product, type RegionPrices, showQuantity } from "./offer.ts";
import { inGiB } from "./units.ts";

/**
 * Figures of the EFS documentation on performance and billing. MiB/s for writing; reading counts a third, so
 * a baseline carries three times as much of it.
 */
const GIB_PER_MIBPS = whole(20);
const READING = whole(3);
const LEAST_BASELINE = whole(1);
const BURST = whole(100);
const TIB = whole(1024);
const CREDITS_TIB = decimal("2.1");
const MINUTES_A_DAY = whole(1440);

const PRODUCT = "EFS";
const SMALL_FILES =
  "Files below 128 KiB are billed as 128 KiB in Infrequent Access and Archive; that is not counted here.";
const MIXED_ACCESS =
  "Reading and writing are spread over the classes as the data is; where what is rarely read is left alone, access costs less.";

/** How the size is divided over the storage classes, in GiB. */
interface Classes {
  readonly standard: Decimal;
  readonly infrequent: Decimal;
  readonly archive: Decimal;
}

function classesOf({ bytes, infrequent, archive }: Need): Classes {
  const size = inGiB(bytes);
  return {
    standard: size.times(whole(1).minus(infrequent).minus(archive)),
    infrequent: size.times(infrequent),
    archive: size.times(archive),
  };
}

function assumptionsFor(need: Need, classes: Classes): string[] {
  const cold = classes.infrequent.plus(classes.archive);
  const accessed = need.read !== undefined || need.write !== undefined;
  return [
    "The size is what is stored: EFS bills no provisioned size.",
    ...(cold.gt(ZERO) ? [SMALL_FILES] : []),
    ...(cold.gt(ZERO) && accessed ? [MIXED_ACCESS] : []),
    ...(cold.gt(ZERO) && !accessed
      ? ["No data read or written is stated: access to the colder classes is not counted."]
      : []),
  ];
}

/** What is paid for reading and writing data in the colder classes. */
function chargeAccess(bill: Bill, need: Need): void {
  for (const [share, key, name] of [
    [need.infrequent, "infrequent", "Infrequent Access"],
    [need.archive, "archive", "Archive"],
  ] as const) {
    if (need.read) bill.charge("access", `${key}.read`, inGiB(need.read).times(share), `GiB read from EFS ${name}`);
    if (need.write) bill.charge("access", `${key}.write`, inGiB(need.write).times(share), `GiB written to EFS ${name}`);
  }
}

/** MiB/s that may be written for ever, by GiB in the first class. */
const baselineOf = (standard: Decimal): Decimal => largest(LEAST_BASELINE, standard.div(GIB_PER_MIBPS));

/** What bursting throughput gives, in sentences. */
function burstNotes(standard: Decimal): string[] {
  const baseline = baselineOf(standard);
  const burst = largest(BURST, standard.div(TIB).times(BURST));
  const credits = largest(CREDITS_TIB, standard.div(TIB).times(CREDITS_TIB));
  const minutes = smallest(MINUTES_A_DAY, baseline.div(burst).times(MINUTES_A_DAY)).round(0);
  return [
    `Baseline: ${rate(baseline)} writing, ${rate(baseline.times(READING))} reading.`,
    `Bursts of ${rate(burst)} for about ${showQuantity(minutes)} minutes a day; credits add up to ${showQuantity(credits)} TiB.`,
  ];
}

const rate = (mibps: Decimal): string => `${showQuantity(mibps)} MiB/s`;

/** What a stated throughput lacks, and the price of provisioning it. */
function shortfallOf(need: Need, standard: Decimal, prices: RegionPrices): string | undefined {
  const baseline = baselineOf(standard);
  if (need.throughput === undefined || need.throughput.lte(baseline)) return undefined;
  const missing = largest(ZERO, need.throughput.minus(standard.div(GIB_PER_MIBPS)));
  const price = prices.price(PRODUCT, "provisioned.throughput");
  const cost = price
    ? `; provisioning the difference costs ${showMoney(money(toCents(missing.times(price.amount)), price.currency))} a month more`
    : "";
  return `${rate(need.throughput)} are wanted, and ${rate(baseline)} is the baseline for writing${cost}`;
}

const needsElastic = nothing("Archive needs elastic throughput");

function bursting(
  id: string,
  label: string,
  keys: { readonly standard: string; readonly infrequent: string },
): Product {
  return {
    id,
    provider: "aws",
    label,
    kind: "network",
    judges: ["throughput"],
    offer(need, copies, prices) {
      if (need.archive.gt(ZERO)) return needsElastic;
      const classes = classesOf(need);
      const bill = new Bill(prices, PRODUCT, copies);
      const zone = id === "efs-one-zone" ? " One Zone" : "";
      bill.charge("storage", keys.standard, classes.standard, `GiB EFS${zone || " Standard"}`);
      bill.charge("storage", keys.infrequent, classes.infrequent, `GiB EFS${zone} Infrequent Access`);
      chargeAccess(bill, need);
      const shortfall = shortfallOf(need, classes.standard, prices);
      const inOneZone = zone === "" ? [] : ["The data is in one zone: it is gone with the zone, and down while it is."];
      const offer = bill.offer(assumptionsFor(need, classes), [...burstNotes(classes.standard), ...inOneZone]);
      return shortfall === undefined ? offer : { ...offer, notes: [...offer.notes, `${shortfall}.`], shortfall };
    },
  };
}

const regional = bursting("efs", "EFS bursting", { standard: "standard.storage", infrequent: "infrequent.storage" });
const oneZone = bursting("efs-one-zone", "EFS One Zone bursting", {
  standard: "one-zone.storage",
  infrequent: "one-zone-infrequent.storage",
});

const provisioned: Product = {
  id: "efs-provisioned",
  provider: "aws",
  label: "EFS provisioned",
  kind: "network",
  judges: ["throughput"],
  offer(need, copies, prices) {
    if (need.archive.gt(ZERO)) return needsElastic;
    if (need.throughput === undefined) return nothing("no throughput is stated, so none can be provisioned");
    const classes = classesOf(need);
    const bill = new Bill(prices, PRODUCT, copies);
    bill.charge("storage", "standard.storage", classes.standard, "GiB EFS Standard");
    bill.charge("storage", "infrequent.storage", classes.infrequent, "GiB EFS Infrequent Access");
    const included = classes.standard.div(GIB_PER_MIBPS);
    const paid = largest(ZERO, need.throughput.minus(included));
    bill.charge(
      "throughput",
      "provisioned.throughput",
      paid,
      `MiB/s above the ${showQuantity(included)} that come with the storage`,
    );
    chargeAccess(bill, need);
    return bill.offer(assumptionsFor(need, classes), [`It gives ${rate(need.throughput)} at any time.`]);
  },
};

const elastic: Product = {
  id: "efs-elastic",
  provider: "aws",
  label: "EFS elastic",
  kind: "network",
  judges: [],
  offer(need, copies, prices) {
    const classes = classesOf(need);
    const bill = new Bill(prices, PRODUCT, copies);
    bill.charge("storage", "standard.storage", classes.standard, "GiB EFS Standard");
    bill.charge("storage", "infrequent-elastic.storage", classes.infrequent, "GiB EFS Infrequent Access (elastic)");
    bill.charge("storage", "archive.storage", classes.archive, "GiB EFS Archive");
    if (need.read) bill.charge("access", "elastic.read", inGiB(need.read), "GiB read");
    if (need.write) bill.charge("access", "elastic.write", inGiB(need.write), "GiB written");
    chargeAccess(bill, need);
    const unstated = need.read === undefined && need.write === undefined;
    const notCounted =
      "Elastic throughput is paid by the GiB read and written, which is not stated: the amount is without it.";
    const offer = bill.offer(
      [...assumptionsFor(need, classes), ...(unstated ? [notCounted] : [])],
      classes.archive.gt(ZERO) ? ["Data stays in Archive for 90 days at least, or is billed as if."] : [],
    );
    return unstated ? { ...offer, label: "EFS elastic before data" } : offer;
  },
};

/** Amazon Elastic File System; the first is what a file system is taken for when nothing says otherwise. */
export const EFS: readonly Product[] = [regional, elastic, oneZone, provisioned];
