import { type PriceCatalog, type PriceTable, priceCatalog } from "./price-catalog.ts";
import { shippedProviders } from "./prices.generated.js";

/** Who sells storage: one file of `data/`, as `schemas/provider.schema.json` describes it. */
export interface Provider {
  /** As people write it after `--provider`. */
  readonly provider: string;
  readonly name: string;
  /** A pattern for the names (in small letters) of volume drivers that mount its disks or file systems. */
  readonly drivers: string;
  /** Whether its servers bring a disk of their own, which is part of their price. */
  readonly serverHasDisk?: boolean;
  /** What a number without a unit is in the option `size` of these drivers. */
  readonly sizeOption?: { readonly drivers: string; readonly unit: "GiB" | "GB" };
  /** How its network file system shows, by the driver or by the address that is mounted. */
  readonly fileServer?: { readonly drivers: string; readonly addresses: string };
  readonly products: readonly ListedProduct[];
  readonly prices: readonly Omit<PriceTable, "provider">[];
}

/** A product with one price for a unit of size, or for each of some sizes, and nothing else that is priced. */
export interface ListedProduct {
  readonly id: string;
  readonly label: string;
  readonly kind: "disk" | "network";
  /** The table of `prices`; its `sizeUnit` is the unit of all sizes here. */
  readonly product: string;
  /** The column of the table. */
  readonly price?: string;
  /** Absent where no source says. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** By how much a size can grow; 1 by default. */
  readonly step?: number;
  /** `stored`: what is stored is paid, to the byte; otherwise what is provisioned. */
  readonly billed?: "provisioned" | "stored";
  /** The only sizes that are sold, from the smallest; `above` is the next smaller one, sold or not. */
  readonly sizes?: readonly {
    readonly name: string;
    readonly above: number;
    readonly size: number;
    readonly price: string;
  }[];
  readonly assumptions?: readonly string[];
}

/** In the order of their names. */
export const PROVIDERS = JSON.parse(shippedProviders) as readonly Provider[];

const TABLES: readonly PriceTable[] = PROVIDERS.flatMap(({ provider, prices }) =>
  prices.map((table) => ({ provider, ...table })),
);

/** The tables that come with the program. */
export function shippedTables(): readonly PriceTable[] {
  return TABLES;
}

/** The shipped prices, and over them those of a refresh. */
export function catalogWith(refreshed: readonly PriceTable[] = []): PriceCatalog {
  return priceCatalog([...TABLES, ...refreshed]);
}
