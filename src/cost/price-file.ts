import type { PriceTable } from "./price-catalog.ts";
import { words } from "./price-catalog.ts";

/** What `prices refresh` writes and later runs read, where it lies in the folder that they run in. */
export const PRICE_FILE = "swarm-volume-check.prices.json";

const VERSION = 1;

export function priceFileText(tables: readonly PriceTable[]): string {
  return `${JSON.stringify({ version: VERSION, tables }, null, 2)}\n`;
}

/** The tables of a price file, or what is wrong with it. */
export function readPriceFile(text: string): { readonly tables: readonly PriceTable[] } | { readonly wrong: string } {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { wrong: "it is not JSON" };
  }
  const { version, tables } = (file ?? {}) as { version?: unknown; tables?: unknown };
  if (version !== VERSION || !Array.isArray(tables)) return { wrong: "it is no price file of this program" };
  for (const [index, table] of tables.entries()) {
    const wrong = wrongIn(table as Partial<PriceTable>);
    if (wrong !== undefined) return { wrong: `its table ${index + 1} ${wrong}` };
  }
  return { tables };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^\d+(\.\d+)?$/;

function wrongIn(table: Partial<PriceTable> | null): string | undefined {
  if (typeof table !== "object" || table === null) return "is no table";
  for (const key of ["provider", "product", "currency", "source", "columns"] as const) {
    if (typeof table[key] !== "string" || table[key] === "") return `has no \`${key}\``;
  }
  if (typeof table.asOf !== "string" || !DAY.test(table.asOf)) return "has no `asOf` such as `2026-09-25`";
  if (table.sizeUnit !== "GiB" && table.sizeUnit !== "GB") return "has a `sizeUnit` other than `GiB` and `GB`";
  if (typeof table.regions !== "object" || table.regions === null) return "has no `regions`";
  const columns = words(table.columns as string).length;
  for (const [region, row] of Object.entries(table.regions)) {
    const cells = typeof row === "string" ? words(row) : [];
    if (cells.length !== columns) return `has ${cells.length} prices for ${region}, and ${columns} columns`;
    const wrong = cells.find((cell) => cell !== "-" && (!AMOUNT.test(cell) || !/[1-9]/.test(cell)));
    if (wrong !== undefined) return `has a price \`${wrong}\` for ${region}`;
  }
  return undefined;
}
