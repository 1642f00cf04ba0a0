import { ceiling, showNumber, whole } from "../model/money.ts";
import { Bill, nothing, type Product } from "./offer.ts";
import { inUnit } from "./units.ts";

/** A service with one price for a unit of size and nothing else that the book can price. */
interface FlatRate {
  readonly id: string;
  readonly provider: string;
  readonly product: string;
  readonly key: string;
  readonly label: string;
  readonly kind: Product["kind"];
  /** What `GB` is on the bill. */
  readonly unit: "GiB" | "GB";
  /** In that unit; absent where no source says. */
  readonly least?: number;
  readonly most?: number;
  /** Paid by what is stored, to the byte; otherwise by what is provisioned, in whole units. */
  readonly stored?: true;
  readonly assumptions?: readonly string[];
}

const GB_IS_DECIMAL = "GB are taken as 10^9 bytes.";
const NET = "The price is without VAT.";
const TRANSACTIONS = "Transactions are billed besides and are not counted.";

const disk = (
  id: string,
  provider: string,
  product: string,
  label: string,
  rest: Partial<FlatRate> = {},
): FlatRate => ({
  id,
  provider,
  product,
  key: "volume.storage",
  label,
  kind: "disk",
  unit: "GB",
  assumptions: [GB_IS_DECIMAL],
  ...rest,
});

/** Sizes of DigitalOcean: documentation of pydo, 2025-10-20; of Hetzner, Linode and Vultr: the sources of their prices. */
const RATES: readonly FlatRate[] = [
  disk("hetzner-volume", "hetzner", "Volumes", "Hetzner Volume", {
    least: 10,
    most: 10_240,
    assumptions: [GB_IS_DECIMAL, NET],
  }),
  disk("digitalocean-volume", "digitalocean", "Volumes", "DigitalOcean Volume", {
    unit: "GiB",
    least: 1,
    most: 16_384,
    assumptions: [],
  }),
  disk("linode-volume", "linode", "Block Storage", "Linode Block Storage", {
    least: 10,
    most: 16_384,
    assumptions: [GB_IS_DECIMAL, "Some regions of Linode are dearer."],
  }),
  disk("vultr-volume", "vultr", "Block Storage (NVMe)", "Vultr Block Storage", { least: 10 }),
  disk("scaleway-volume", "scaleway", "Block Storage 5K", "Scaleway Block Storage 5K"),
  ...["pd-balanced", "pd-standard", "pd-ssd"].map((id) =>
    disk(id, "gcp", "Persistent Disk", `Persistent Disk ${id}`, { key: `${id}.storage`, unit: "GiB", assumptions: [] }),
  ),
  ...["transaction-optimized", "hot", "cool", "premium"].map(
    (tier): FlatRate => ({
      id: `azure-files-${tier}`,
      provider: "azure",
      product: "Files",
      key: `${tier}.storage`,
      label: `Azure Files ${tier}`,
      kind: "network",
      unit: "GiB",
      ...(tier === "premium" ? {} : { stored: true, assumptions: [TRANSACTIONS] }),
    }),
  ),
];

function productOf(rate: FlatRate): Product {
  const { id, provider, label, kind, unit, least, most, stored, assumptions = [] } = rate;
  return {
    id,
    provider,
    label,
    kind,
    judges: [],
    offer(need, copies, shelf) {
      const wanted = inUnit(need.bytes, unit);
      const notes: string[] = [];
      let size = stored ? wanted : ceiling(wanted);
      if (least !== undefined && size.lt(whole(least))) {
        size = whole(least);
        notes.push(`The smallest has ${showNumber(size)} ${unit}, which is what is billed.`);
      } else if (!size.eq(wanted)) notes.push(`Billed as ${showNumber(size)} ${unit}: sizes are whole ${unit}.`);
      if (most !== undefined && size.gt(whole(most)))
        return nothing(
          `the largest has ${showNumber(whole(most))} ${unit}, and ${showNumber(size)} ${unit} are wanted`,
        );
      const bill = new Bill(shelf, rate.product, copies);
      bill.charge("storage", rate.key, size, `${unit} ${label}`);
      return bill.offer(assumptions, notes);
    },
  };
}

export const FLAT: readonly Product[] = RATES.map(productOf);

/**
 * Azure sells disks in fixed sizes: a wish is rounded up to the next, and each has its own price. Only the sizes
 * whose prices were seen in a dated source are sold here. Sizes in GiB; `above` is the next smaller one.
 */
const AZURE_DISKS = [
  { id: "premium-ssd", name: "P4", above: 16, size: 32 },
  { id: "standard-ssd", name: "E30", above: 512, size: 1024 },
  { id: "standard-hdd", name: "S4", above: 0, size: 32 },
] as const;

export const AZURE: readonly Product[] = AZURE_DISKS.map(({ id, name, above, size }) => ({
  id,
  provider: "azure",
  label: `Azure managed disk ${id}`,
  kind: "disk",
  judges: [],
  offer(need, copies, shelf) {
    const wanted = ceiling(inUnit(need.bytes, "GiB"));
    if (wanted.gt(whole(size)) || wanted.lte(whole(above)))
      return nothing(`of ${id} only the price of ${name} (${showNumber(whole(size))} GiB) is known`);
    const bill = new Bill(shelf, "Managed Disks", copies);
    bill.charge("storage", `${id}.disk-${size}`, whole(1), `disk ${name} of ${showNumber(whole(size))} GiB`);
    const rounded = wanted.eq(whole(size))
      ? []
      : [`Billed as ${showNumber(whole(size))} GiB: ${name} is the next size.`];
    return bill.offer(id === "premium-ssd" ? [] : [TRANSACTIONS], rounded);
  },
}));
