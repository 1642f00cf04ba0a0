import { type Decimal, decimal } from "../model/money.ts";

/** The price of one unit, and where it comes from. */
export interface Price {
  readonly provider: string;
  readonly region: string;
  /** The provider's name for the service: `EBS`. */
  readonly product: string;
  /** Within the product: `gp3.storage`. */
  readonly key: string;
  readonly amount: Decimal;
  /** ISO 4217. */
  readonly currency: string;
  /** What the amount is for: `GiB-month`, `IOPS-month`, `MiB/s-month`, `GiB`, `disk-month`. */
  readonly unit: string;
  readonly source: string;
  /** The day on which it was so (YYYY-MM-DD). */
  readonly asOf: string;
  /** True when it follows from other prices and was read nowhere. */
  readonly inferred: boolean;
}

/** Prices of one product as they are stored: one row of texts for each region. */
export interface PriceTable {
  readonly provider: string;
  readonly product: string;
  readonly currency: string;
  /** What `GB` is on this provider's bills: 2^30 bytes or 10^9. */
  readonly sizeUnit: "GiB" | "GB";
  readonly source: string;
  readonly asOf: string;
  /** Keys, separated by spaces. */
  readonly columns: string;
  /** Amounts by region, separated by spaces; `-` where there is none. The region `*` is any region. */
  readonly regions: Readonly<Record<string, string>>;
  /** Cells that were worked out from others. */
  readonly inferred?: { readonly regions: string; readonly columns: string; readonly source: string };
  /** Cells that were seen again, later, with the same amount. */
  readonly confirmed?: readonly {
    readonly region: string;
    readonly column: string;
    readonly price: string;
    readonly asOf: string;
    readonly source: string;
  }[];
}

export interface PriceCatalog {
  /** The price that counts: from the last table that has one. */
  find(provider: string, region: string | undefined, product: string, key: string): Price | undefined;
  readonly providers: readonly string[];
  /** Empty when the provider has the same prices everywhere. */
  regions(provider: string): readonly string[];
  /** All prices that count, in the order of the tables. */
  prices(): Price[];
}

const ANY_REGION = "*";

/** A book of tables; a later table wins over an earlier one, price by price. */
export function priceCatalog(tables: readonly PriceTable[]): PriceCatalog {
  const readings = tables.map(readTable);
  const latestFirst = readings.toReversed();
  const find: PriceCatalog["find"] = (provider, region, product, key) => {
    for (const { table, price } of latestFirst) {
      if (table.provider !== provider || table.product !== product) continue;
      const found = price(region ?? ANY_REGION, key) ?? price(ANY_REGION, key);
      if (found) return found;
    }
    return undefined;
  };
  const regions = (provider: string): string[] => {
    const all = tables.filter((table) => table.provider === provider).flatMap((table) => Object.keys(table.regions));
    return [...new Set(all)].filter((region) => region !== ANY_REGION);
  };
  const prices = (): Price[] => {
    const all = new Map<string, Price>();
    for (const { table, keys, price } of readings) {
      for (const region of Object.keys(table.regions)) {
        for (const key of keys) {
          const found = price(region, key);
          if (found) all.set([table.provider, table.product, region, key].join("\n"), found);
        }
      }
    }
    return [...all.values()];
  };
  return { find, regions, prices, providers: [...new Set(tables.map(({ provider }) => provider))] };
}

function readTable(table: PriceTable) {
  const keys = words(table.columns);
  const inferred = table.inferred && {
    regions: new Set(words(table.inferred.regions)),
    keys: new Set(words(table.inferred.columns)),
  };
  const rows = new Map<string, readonly string[]>();
  const price = (region: string, key: string): Price | undefined => {
    const text = table.regions[region];
    if (text === undefined) return undefined;
    const row = rows.get(region) ?? words(text);
    rows.set(region, row);
    const cell = row[keys.indexOf(key)];
    if (cell === undefined || cell === "-") return undefined;
    const isInferred = inferred?.regions.has(region) === true && inferred.keys.has(key);
    const again = table.confirmed?.find((one) => one.region === region && one.column === key);
    const source = again?.source ?? (isInferred ? (table.inferred?.source as string) : table.source);
    return {
      provider: table.provider,
      product: table.product,
      region,
      key,
      amount: decimal(cell),
      currency: table.currency,
      unit: unitOf(key, table.sizeUnit),
      source,
      asOf: again?.asOf ?? table.asOf,
      inferred: isInferred,
    };
  };
  return { table, keys, price };
}

export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** What is counted, from the end of the key. */
export function unitOf(key: string, sizeUnit: string): string {
  const measure = key.slice(key.indexOf(".") + 1);
  if (measure === "storage") return `${sizeUnit}-month`;
  if (measure === "throughput") return "MiB/s-month";
  if (measure.startsWith("iops")) return "IOPS-month";
  return measure.startsWith("disk-") ? "disk-month" : sizeUnit;
}

/** Whether more than a year lies between two days (YYYY-MM-DD). */
export function isOld(asOf: string, day: string): boolean {
  return `${Number(asOf.slice(0, 4)) + 1}${asOf.slice(4)}` < day;
}
