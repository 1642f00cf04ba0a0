import { ceiling, type Decimal, largest, showNumber, smallest, whole } from "../model/money.ts";
import { Bill, type Need, nothing, type Offer, type Product, type RegionPrices, showQuantity } from "./offer.ts";
import { inGiB } from "./units.ts";

/**
 * What AWS lets one volume have. Sizes in GiB, throughput in MiB/s. gp3: attributes of the AWS Price List,
 * version 20260925174521, and the EBS user guide for the ratios; io1 and io2: documentation of the AWS SDK;
 * the sizes of gp2, io1, io2, st1 and sc1 were not seen in a dated source.
 */
const LIMITS = {
  gp3: { size: [1, 65_536], iops: [3_000, 80_000], iopsPerGiB: 500, throughput: [125, 2_000] },
  gp2: { size: [1, 16_384] },
  io1: { size: [4, 16_384], iops: [100, 64_000], iopsPerGiB: 50 },
  io2: { size: [4, 65_536], iops: [100, 256_000], iopsPerGiB: 1_000 },
  st1: { size: [125, 16_384] },
  sc1: { size: [125, 16_384] },
} as const;
/** gp3 carries a quarter of a MiB/s for each of its IOPS. */
const IOPS_PER_MIBPS = whole(4);
/** io2 charges less for the IOPS beyond these. */
const IO2_TIERS = [whole(32_000), whole(64_000)] as const;
/** gp2 has 3 IOPS a GiB, between 100 and 16,000, and up to 1,000 GiB can burst to 3,000. */
const GP2 = {
  perGiB: whole(3),
  least: whole(100),
  most: whole(16_000),
  burst: whole(3_000),
  burstsBelow: whole(1_000),
};

const PRODUCT = "EBS";

type Estimate = (need: Need, copies: number, prices: RegionPrices) => Offer;

const JUDGED: Readonly<Record<keyof typeof LIMITS, Product["judges"]>> = {
  gp3: ["iops", "throughput"],
  gp2: ["iops"],
  io1: ["iops"],
  io2: ["iops"],
  st1: [],
  sc1: [],
};

const product = (id: keyof typeof LIMITS, offer: Estimate): Product => ({
  id,
  provider: "aws",
  label: `${PRODUCT} ${id}`,
  kind: "disk",
  judges: JUDGED[id],
  offer,
});

/** The size that is billed: whole GiB, at least the minimum and what the IOPS need; or why there is none. */
function provisioned(
  bytes: Decimal,
  iops: Decimal | undefined,
  id: keyof typeof LIMITS,
): { readonly size: Decimal; readonly notes: string[] } | { readonly refused: string } {
  const limits = LIMITS[id];
  const [least, most] = limits.size;
  const wanted = inGiB(bytes);
  const notes: string[] = [];
  let size = ceiling(wanted);
  if (size.lt(whole(least))) {
    size = whole(least);
    notes.push(`The smallest ${id} volume has ${showNumber(size)} GiB, which is what is billed.`);
  } else if (!size.eq(wanted)) notes.push(`Billed as ${showNumber(size)} GiB: ${id} volumes have whole GiB.`);
  if (iops && "iops" in limits) {
    if (iops.gt(whole(limits.iops[1])))
      return {
        refused: `${id} has at most ${showNumber(whole(limits.iops[1]))} IOPS, and ${showNumber(iops)} are wanted`,
      };
    const needed = ceiling(iops.div(whole(limits.iopsPerGiB)));
    // What comes with every gp3 volume needs no size.
    if (needed.gt(size) && iops.gt(whole(limits.iops[0]))) {
      size = needed;
      notes.push(
        `Billed as ${showNumber(size)} GiB: ${id} has at most ${showNumber(whole(limits.iopsPerGiB))} IOPS a GiB, and ${showNumber(iops)} are wanted.`,
      );
    }
  }
  if (size.gt(whole(most)))
    return { refused: `${id} has at most ${showNumber(whole(most))} GiB, and ${showNumber(size)} GiB are wanted` };
  return { size, notes };
}

const gp3 = product("gp3", (need, copies, prices) => {
  const [freeIops] = LIMITS.gp3.iops;
  const [freeThroughput, mostThroughput] = LIMITS.gp3.throughput;
  const throughput = largest(whole(freeThroughput), need.throughput ?? whole(0));
  if (throughput.gt(whole(mostThroughput)))
    return nothing(
      `gp3 has at most ${showNumber(whole(mostThroughput))} MiB/s, and ${showQuantity(throughput)} are wanted`,
    );
  const forThroughput = ceiling(throughput.times(IOPS_PER_MIBPS));
  const iops = largest(whole(freeIops), need.iops ?? whole(0), forThroughput);
  const volume = provisioned(need.bytes, iops, "gp3");
  if ("refused" in volume) return nothing(volume.refused);
  const { size, notes } = volume;
  if (forThroughput.gt(largest(whole(freeIops), need.iops ?? whole(0))))
    notes.push(`${showQuantity(throughput)} MiB/s need ${showNumber(iops)} IOPS: gp3 has 4 IOPS for each MiB/s.`);
  const bill = new Bill(prices, PRODUCT, copies);
  bill.charge("storage", "gp3.storage", size, "GiB EBS gp3");
  bill.charge("iops", "gp3.iops", iops.minus(whole(freeIops)), "IOPS above the 3,000 that are included");
  bill.charge(
    "throughput",
    "gp3.throughput",
    throughput.minus(whole(freeThroughput)),
    "MiB/s above the 125 that are included",
  );
  notes.push(`It gives ${showNumber(iops)} IOPS and ${showQuantity(throughput)} MiB/s.`);
  return bill.offer([], notes);
});

const gp2 = product("gp2", (need, copies, prices) => {
  const volume = provisioned(need.bytes, undefined, "gp2");
  if ("refused" in volume) return nothing(volume.refused);
  const { size, notes } = volume;
  const baseline = largest(GP2.least, smallest(GP2.most, size.times(GP2.perGiB)));
  const bursts = size.lt(GP2.burstsBelow) ? ", in bursts 3,000" : "";
  notes.push(`It gives ${showNumber(baseline)} IOPS${bursts}.`);
  if (need.iops?.gt(baseline))
    notes.push(
      `The ${showNumber(need.iops)} IOPS that are wanted are more than it gives for long: gp3 or io2 can have them.`,
    );
  const bill = new Bill(prices, PRODUCT, copies);
  bill.charge("storage", "gp2.storage", size, "GiB EBS gp2");
  return bill.offer([], notes);
});

/** Volumes with provisioned IOPS: each of them is paid for. */
function withIops(id: "io1" | "io2", chargeIops: (bill: Bill, iops: Decimal) => void): Product {
  return product(id, (need, copies, prices) => {
    const least = whole(LIMITS[id].iops[0]);
    const iops = largest(least, need.iops ?? least);
    const volume = provisioned(need.bytes, iops, id);
    if ("refused" in volume) return nothing(volume.refused);
    const bill = new Bill(prices, PRODUCT, copies);
    bill.charge("storage", `${id}.storage`, volume.size, `GiB EBS ${id}`);
    chargeIops(bill, iops);
    const assumed = need.iops === undefined ? [`No IOPS are stated: priced with ${showNumber(least)}, the least.`] : [];
    return bill.offer(assumed, [...volume.notes, `It gives ${showNumber(iops)} IOPS.`]);
  });
}

const io1 = withIops("io1", (bill, iops) => bill.charge("iops", "io1.iops", iops, "IOPS"));

const io2 = withIops("io2", (bill, iops) => {
  const [first, second] = IO2_TIERS;
  bill.charge("iops", "io2.iops", smallest(iops, first), "IOPS up to 32,000");
  bill.charge("iops", "io2.iops-over-32000", smallest(iops, second).minus(first), "IOPS above 32,000");
  bill.charge("iops", "io2.iops-over-64000", iops.minus(second), "IOPS above 64,000");
});

const throughputOptimized = (id: "st1" | "sc1"): Product =>
  product(id, (need, copies, prices) => {
    const volume = provisioned(need.bytes, undefined, id);
    if ("refused" in volume) return nothing(volume.refused);
    const bill = new Bill(prices, PRODUCT, copies);
    bill.charge("storage", `${id}.storage`, volume.size, `GiB EBS ${id}`);
    return bill.offer([], volume.notes);
  });

/** Amazon Elastic Block Store; the first is what a disk is taken for when nothing says otherwise. */
export const EBS: readonly Product[] = [gp3, gp2, io1, io2, throughputOptimized("st1"), throughputOptimized("sc1")];
