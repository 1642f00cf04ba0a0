import type { PriceLine } from "../model/cost.ts";
import { type Decimal, exactMoney, money, showNumber, toCents, whole } from "../model/money.ts";
import type { Price, PriceCatalog } from "./price-catalog.ts";

/** What one volume must hold and do. All but the size may be unknown. */
export interface Need {
  readonly bytes: Decimal;
  /** Shares of the size, from 0 to 1. */
  readonly infrequent: Decimal;
  readonly archive: Decimal;
  /** MiB a second. */
  readonly throughput: Decimal | undefined;
  /** I/O operations a second. */
  readonly iops: Decimal | undefined;
  /** Bytes a month. */
  readonly read: Decimal | undefined;
  readonly write: Decimal | undefined;
}

/** The prices of one provider in one region. */
export interface RegionPrices {
  readonly provider: string;
  readonly region: string | undefined;
  price(product: string, key: string): Price | undefined;
}

export function pricesIn(book: PriceCatalog, provider: string, region: string | undefined): RegionPrices {
  return { provider, region, price: (product, key) => book.find(provider, region, product, key) };
}

/** What a product charges for a need. */
export interface Offer {
  readonly lines: readonly PriceLine[];
  readonly assumptions: readonly string[];
  /** What the money buys, and what does not suffice. */
  readonly notes: readonly string[];
  /** What to call it where the amount is not the whole; otherwise the product's label. */
  readonly label?: string;
  /** Why there is no amount: nothing here is for sale, or a price is not known. */
  readonly refused?: string;
  /** The stated throughput is more than it gives: what is missing, in MiB/s, and in words. */
  readonly shortfall?: string;
}

/** One way to store a volume that somebody sells. */
export interface Product {
  /** As written in a `storage` label: `gp3`. */
  readonly id: string;
  readonly provider: string;
  /** For people, without the region: `EBS gp3`. */
  readonly label: string;
  /** A disk is attached to one node; a network file system is mounted by all. */
  readonly kind: "disk" | "network";
  /** Stated needs that the offer takes into account; of the others it is not known whether they are met. */
  readonly judges: readonly ("iops" | "throughput")[];
  offer(need: Need, copies: number, prices: RegionPrices): Offer;
}

export const nothing = (refused: string, notes: readonly string[] = []): Offer => ({
  lines: [],
  assumptions: [],
  notes,
  refused,
});

/** Collects the lines of an offer; a price that is missing refuses the whole. */
export class Bill {
  readonly #prices: RegionPrices;
  readonly #product: string;
  readonly #copies: Decimal;
  readonly #lines: PriceLine[] = [];
  #missing: string | undefined;

  constructor(prices: RegionPrices, product: string, copies: number) {
    this.#prices = prices;
    this.#product = product;
    this.#copies = whole(copies);
  }

  /** Charges a quantity for each copy. A quantity of 0 makes no line. */
  charge(what: PriceLine["what"], key: string, quantity: Decimal, label: string): void {
    if (quantity.lte(whole(0))) return;
    const price = this.#prices.price(this.#product, key);
    if (price === undefined) {
      this.#missing ??= `there is no price of ${label} in ${this.#prices.region ?? "any region"}`;
      return;
    }
    const all = quantity.times(this.#copies);
    const times = this.#copies.eq(whole(1)) ? "" : `${showNumber(this.#copies)} x `;
    this.#lines.push({
      what,
      label: `${times}${showQuantity(quantity)} ${label}`,
      quantity: all.toFixed(),
      unit: price.unit,
      price: exactMoney(price.amount, price.currency),
      monthly: money(toCents(all.times(price.amount)), price.currency),
      source: price.source,
      asOf: price.asOf,
      ...(price.inferred ? { inferred: true } : {}),
    });
  }

  offer(assumptions: readonly string[], notes: readonly string[]): Offer {
    if (this.#missing !== undefined) return nothing(this.#missing, notes);
    return { lines: this.#lines, assumptions, notes };
  }
}

/** With at most three decimals: a quantity for people. */
export function showQuantity(quantity: Decimal): string {
  return showNumber(quantity.round(3));
}
