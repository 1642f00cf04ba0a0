import { type Decimal, decimal, ZERO } from "../model/money.ts";
import type { PriceTable } from "./price-catalog.ts";

/** The services of AWS's Price List whose prices are read. */
export const SERVICES = ["AmazonEC2", "AmazonEFS"] as const;
export type Service = (typeof SERVICES)[number];

/** What is kept of one document `{service}/current/{region}/index.json`. */
export interface PriceList {
  readonly version: string;
  /** ISO 8601. */
  readonly publicationDate: string;
  readonly products: ReadonlyMap<string, PriceListProduct>;
  /** `terms.OnDemand`, by SKU. */
  readonly terms: ReadonlyMap<string, unknown>;
}

export interface PriceListProduct {
  readonly productFamily?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** How a price of the book is found in the document: every attribute must be as stated. */
interface Wanted {
  readonly key: string;
  readonly family: string | undefined;
  /** Without the region's prefix. */
  readonly usage: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The document's unit, in small letters. */
  readonly unit: string;
  /** Where the document counts in larger units than the book. */
  readonly divisor?: string;
  readonly from?: string;
}

const ebsStorage = (type: string, usage = type): Wanted => ({
  key: `${type}.storage`,
  family: "Storage",
  usage: `EBS:VolumeUsage.${usage}`,
  unit: "gb-mo",
});
const ebsIops = (key: string, usage: string, from?: string): Wanted => ({
  key,
  family: "System Operation",
  usage: `EBS:VolumeP-IOPS.${usage}`,
  unit: "iops-mo",
  ...(from === undefined ? {} : { from }),
});
const efsStorage = (key: string, usage: string, storageClass: string): Wanted => ({
  key: `${key}.storage`,
  family: "Storage",
  usage,
  attributes: { storageClass },
  unit: "gb-mo",
});
const efsAccess = (key: string, usage: string): Wanted[] =>
  ["Read", "Write"].map((accessType) => ({
    key: `${key}.${accessType.toLowerCase()}`,
    family: undefined,
    usage,
    attributes: { accessType },
    unit: "gb",
  }));

/** In the order of the shipped tables' columns. */
const WANTED: Readonly<Record<Service, readonly Wanted[]>> = {
  AmazonEC2: [
    ebsStorage("gp3"),
    ebsIops("gp3.iops", "gp3", "3000"),
    {
      key: "gp3.throughput",
      family: "Provisioned Throughput",
      usage: "EBS:VolumeP-Throughput.gp3",
      unit: "gibps-mo",
      divisor: "1024",
    },
    ebsStorage("gp2"),
    ebsStorage("io1", "piops"),
    ebsIops("io1.iops", "piops"),
    ebsStorage("io2"),
    ebsIops("io2.iops", "io2"),
    ebsIops("io2.iops-over-32000", "io2.tier2"),
    ebsIops("io2.iops-over-64000", "io2.tier3"),
    ebsStorage("st1"),
    ebsStorage("sc1"),
  ],
  AmazonEFS: [
    efsStorage("standard", "TimedStorage-ByteHrs", "General Purpose"),
    efsStorage("one-zone", "TimedStorage-Z-ByteHrs", "One Zone-General Purpose"),
    efsStorage("infrequent", "IATimedStorage-ByteHrs", "Infrequent Access"),
    efsStorage("infrequent-elastic", "IATimedStorage-ET-ByteHrs", "Infrequent Access-ET"),
    efsStorage("one-zone-infrequent", "IATimedStorage-Z-ByteHrs", "One Zone-Infrequent Access"),
    efsStorage("archive", "ArchiveTimedStorage-ByteHrs", "Archive"),
    ...efsAccess("infrequent", "IADataAccess-Bytes"),
    ...efsAccess("archive", "ArchiveDataAccess-Bytes"),
    ...efsAccess("elastic", "ETDataAccess-Bytes"),
    {
      key: "provisioned.throughput",
      family: "Provisioned Throughput",
      usage: "ProvisionedTP-MiBpsHrs",
      attributes: { throughputClass: "Provisioned" },
      unit: "mibps-mo",
    },
  ],
};

const PRODUCTS: Readonly<Record<Service, string>> = { AmazonEC2: "EBS", AmazonEFS: "EFS" };

/** Whether a product of the document has one of the prices, so that its terms must be kept. */
export function isWanted(service: Service, product: PriceListProduct): boolean {
  return WANTED[service].some((wanted) => matches(wanted, product));
}

function matches({ family, usage, attributes = {} }: Wanted, product: PriceListProduct): boolean {
  const own = product.attributes ?? {};
  // Local Zones stand in the same document as their region.
  if (own.locationType !== undefined && own.locationType !== "AWS Region") return false;
  if (family !== undefined && product.productFamily !== family) return false;
  if ((own.usagetype ?? "").replace(/^[A-Z0-9]+-/, "") !== usage) return false;
  return Object.entries(attributes).every(([name, value]) => own[name] === value);
}

/** The prices of one region, or everything that is wrong with the document: each price must be there once, and cost something. */
export function tableFrom(
  service: Service,
  region: string,
  list: PriceList,
): { readonly table: PriceTable } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const amounts = WANTED[service].map((wanted) => {
    const found = priceOf(wanted, list);
    if ("problem" in found) problems.push(`${wanted.key}: ${found.problem}`);
    return "amount" in found ? found.amount.toFixed() : "-";
  });
  const asOf = list.publicationDate.slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) problems.push("the document has no `publicationDate`");
  if (problems.length > 0) return { problems };
  const table: PriceTable = {
    provider: "aws",
    product: PRODUCTS[service],
    currency: "USD",
    sizeUnit: "GiB",
    source: `AWS Price List, ${service}, version ${list.version}`,
    asOf,
    columns: WANTED[service].map(({ key }) => key).join(" "),
    regions: { [region]: amounts.join(" ") },
  };
  return { table };
}

interface Dimension {
  readonly unit?: string;
  readonly beginRange?: string;
  readonly pricePerUnit?: Readonly<Record<string, string>>;
}

function priceOf(wanted: Wanted, { products, terms }: PriceList): { amount: Decimal } | { problem: string } {
  const dimensions = [...products]
    .filter(([, product]) => matches(wanted, product))
    .flatMap(([sku]) => dimensionsOf(terms.get(sku)));
  if (dimensions.length === 0) return { problem: "there is no such price" };
  const priced = dimensions.flatMap((dimension) => {
    const text = dimension.pricePerUnit?.USD;
    return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? [{ dimension, amount: decimal(text) }] : [];
  });
  if (priced.length === 0) return { problem: "it has no price in USD" };
  const costing = priced.filter(({ amount }) => amount.gt(ZERO));
  const [only, other] = costing;
  if (only === undefined) return { problem: "it costs nothing, which cannot be" };
  if (other !== undefined) return { problem: `there are ${costing.length} prices, and one is expected` };
  const { unit = "", beginRange = "0" } = only.dimension;
  if (unit.toLowerCase().replace("-month", "-mo") !== wanted.unit && unit !== "")
    return { problem: `it is counted in \`${unit}\`, and \`${wanted.unit}\` is expected` };
  if (wanted.from !== undefined && beginRange !== wanted.from)
    return { problem: `it counts from ${beginRange}, and from ${wanted.from} is expected` };
  return { amount: wanted.divisor === undefined ? only.amount : only.amount.div(decimal(wanted.divisor)) };
}

/** The price dimensions of all terms of one SKU. */
function dimensionsOf(terms: unknown): Dimension[] {
  const all = Object.values((terms ?? {}) as Record<string, { readonly priceDimensions?: Record<string, Dimension> }>);
  return all.flatMap(({ priceDimensions }) => Object.values(priceDimensions ?? {}));
}
