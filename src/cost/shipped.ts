import { type PriceBook, type PriceTable, priceBook } from "./price-book.ts";
import { shippedPrices } from "./prices.generated.js";

let tables: readonly PriceTable[] | undefined;

/** The tables that come with the program. They are parsed when somebody first asks for a price. */
export function shippedTables(): readonly PriceTable[] {
  tables ??= JSON.parse(shippedPrices) as readonly PriceTable[];
  return tables;
}

/** The shipped prices, and over them those of a refresh. */
export function bookWith(refreshed: readonly PriceTable[] = []): PriceBook {
  return priceBook([...shippedTables(), ...refreshed]);
}
