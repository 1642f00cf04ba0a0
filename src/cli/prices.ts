import { resolve } from "node:path";
import { isOld, type Price, type PriceCatalog, type PriceTable } from "../cost/price-catalog.ts";
import { PRICE_FILE, priceFileText } from "../cost/price-file.ts";
import { SERVICES, tableFrom } from "../cost/price-list.ts";
import { catalogWith, shippedTables } from "../cost/providers.ts";
import { exactMoney, showMoney } from "../model/money.ts";
import { printableJson } from "../model/printable.ts";
import { padded } from "../report/text/terminal.ts";
import { knownProvider, knownRegion } from "../session/prices.ts";
import { didYouMean, UsageError } from "../session/usage.ts";
import { isFile } from "../source/disk.ts";
import { DownloadError, downloadPriceList, PRICE_LIST_URL } from "../source/price-list.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { Complaints } from "./messages.ts";
import { writeReport } from "./outputs.ts";
import { DownloadBar } from "./progress.ts";
import { priceDay, refreshedTables } from "./setup.ts";

/** Lists the price book, or reads AWS's current prices into a file. Returns the exit code. */
export async function prices(args: Arguments, io: Io): Promise<number> {
  const [action = "list", extra] = args.operands;
  const known = "write `prices` or `prices refresh`";
  if (extra !== undefined) throw new UsageError(`\`prices\` takes no \`${extra}\``, known);
  if (action === "list") return list(args, io);
  if (action === "refresh") return refresh(args, io);
  throw new UsageError(`\`prices\` does not know \`${action}\``, didYouMean(action, ["list", "refresh"], known));
}

function list(args: Arguments, io: Io): number {
  const book = catalogWith(refreshedTables(args.prices, io));
  if (args.provider !== undefined) knownProvider(args.provider, book);
  const provider = args.provider ?? (args.region === undefined ? undefined : "aws");
  if (provider !== undefined && args.region !== undefined) knownRegion(args.region, provider, book);
  const chosen = book
    .prices()
    .filter((price) => provider === undefined || price.provider === provider)
    .filter(({ region }) => args.region === undefined || region === args.region || region === "*");
  if (args.reports[0]?.format === "json") {
    const plain = chosen.map(({ amount, ...rest }) => ({ ...rest, amount: amount.toFixed() }));
    io.stdout(`${printableJson(JSON.stringify(plain, null, 2))}\n`);
  } else if (provider === undefined) io.stdout(overview(book, priceDay(io)));
  else io.stdout(rows(chosen));
  return 0;
}

/** Products with the number of their prices and the days on which they were so. */
function overview(book: PriceCatalog, day: string): string {
  const products = new Map<string, Price[]>();
  for (const price of book.prices()) {
    const name = `${price.provider} ${price.product}`;
    products.set(name, [...(products.get(name) ?? []), price]);
  }
  const lines = Array.from(products, ([name, all]) => {
    const regions = new Set(all.map(({ region }) => region));
    const days = all.map(({ asOf }) => asOf).sort();
    const [first, last] = [days[0] as string, days.at(-1) as string];
    const old = isOld(first, day) ? "  (older than a year)" : "";
    const inferred = all.filter((price) => price.inferred).length;
    const where = regions.has("*") ? "all regions" : `${regions.size} region${regions.size === 1 ? "" : "s"}`;
    const count = `${all.length} price${all.length === 1 ? "" : "s"}${inferred > 0 ? `, ${inferred} inferred` : ""}`;
    return [name, where, count, `as of ${first === last ? first : `${first} to ${last}`}${old}`];
  });
  const help =
    "`prices --provider aws --region eu-west-1` lists the prices of a region, `--format json` all with their sources.";
  return `${columns(lines)}\n\n${help}\n`;
}

function rows(all: readonly Price[]): string {
  const lines = all.map(({ region, product, key, amount, currency, unit, asOf, inferred }) => [
    region,
    product,
    key,
    `${showMoney(exactMoney(amount, currency))} for a ${unit}`,
    `as of ${asOf}${inferred ? ", inferred" : ""}`,
  ]);
  return `${columns(lines)}\n\nSources: \`--format json\`.\n`;
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => padded(cell, widths[at] as number))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const DOWNLOAD = { attempts: 3, timeout: 30_000, pause: 1_000 };

async function refresh(args: Arguments, io: Io): Promise<number> {
  if ((args.provider ?? "aws") !== "aws")
    throw new UsageError(
      `prices of ${args.provider} cannot be refreshed`,
      "only AWS publishes a list that is read here",
    );
  if (args.region === undefined)
    throw new UsageError("which region?", "write `prices refresh --region eu-west-1`; the list of all is very large");
  const complaints = new Complaints(io);
  const tables: PriceTable[] = [];
  const bar = new DownloadBar(io);
  for (const service of SERVICES) {
    const progress = (received: number, total: number | undefined) =>
      bar.step(`${service} ${args.region}`, received, total);
    try {
      const base = args.from ?? PRICE_LIST_URL;
      const found = tableFrom(
        service,
        args.region,
        await downloadPriceList(service, args.region, { ...DOWNLOAD, base, progress }),
      );
      if ("table" in found) tables.push(found.table);
      else {
        for (const problem of found.problems)
          complaints.add(
            `${service} in ${args.region}: ${problem}`,
            "AWS's list is not as expected: no price was changed",
          );
      }
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      complaints.add(error.message, error.help);
    }
    bar.end();
  }
  if (complaints.any) return 2;
  const path = args.reports[0]?.path ?? PRICE_FILE;
  const failure = writeReport(path, priceFileText([...others(tables, path, io), ...tables]), io);
  if (failure !== undefined) {
    complaints.add(`${path}: ${failure.message}`, failure.help);
    return 2;
  }
  io.stdout(
    `${path}: prices of ${args.region} as of ${tables.map(({ product, asOf }) => `${asOf} (${product})`).join(", ")}\n`,
  );
  for (const line of changed(tables)) io.stdout(`  ${line}\n`);
  return 0;
}

/** What the file holds already of other regions. */
function others(tables: readonly PriceTable[], path: string, io: Io): readonly PriceTable[] {
  const name = ({ provider, product, regions }: PriceTable) => [provider, product, ...Object.keys(regions)].join("\n");
  const fresh = new Set(tables.map(name));
  const kept = isFile(resolve(io.cwd, path)) ? refreshedTables(path, io) : [];
  return kept.filter((table) => !fresh.has(name(table)));
}

/** Prices that are not what the program came with. */
function changed(tables: readonly PriceTable[]): string[] {
  const shipped = new Map(shippedTables().map((table) => [`${table.provider} ${table.product}`, table]));
  return tables.flatMap((table) => {
    const before = shipped.get(`${table.provider} ${table.product}`);
    const keys = table.columns.split(" ");
    return Object.entries(table.regions).flatMap(([region, row]) => {
      const old = before?.regions[region]?.split(" ") ?? [];
      return row.split(" ").flatMap((price, at) => {
        const was = old[before?.columns.split(" ").indexOf(keys[at] as string) ?? -1];
        return was === undefined || was === price ? [] : [`${table.product} ${keys[at]}: ${was} -> ${price}`];
      });
    });
  });
}
