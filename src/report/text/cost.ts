import type { CostDifference, StackEstimate, StorageOption } from "../../model/cost.ts";
import type { Finding } from "../../model/finding.ts";
import { type Money, showMoney } from "../../model/money.ts";
import { printable } from "../../model/printable.ts";
import type { ReportedStack } from "../../model/report.ts";
import { cropped, type Paint, padded, textWidth } from "./terminal.ts";

interface CostTextOptions {
  readonly paint: Paint;
  /** The terminal's width; undefined when there is none. */
  readonly columns: number | undefined;
}

const GAP = "  ";

/** What each volume of a stack costs as it is stored and with each remedy. */
export function costTable({ volumes, region }: StackEstimate, { paint, columns }: CostTextOptions): string[] {
  const rows = volumes.flatMap(({ volume, size, copies, today, alternatives }) =>
    [today, ...alternatives].map((option, index) => {
      const name = `${printable(volume)}${copies !== undefined && copies > 1 ? ` (${copies} copies)` : ""}`;
      return [
        index === 0 ? name : "",
        index === 0 ? (size === undefined ? "unknown" : printable(size.text)) : "",
        option.way,
        place(option, region),
        option.monthly === undefined ? "unknown" : showMoney(option.monthly),
        option.per100GiB === undefined ? "" : showMoney(option.per100GiB),
      ];
    }),
  );
  const headings = ["volume", "size", "way", "storage", "a month", "100 GiB"];
  const widths = headings.map((heading, at) =>
    rows.reduce((width, row) => Math.max(width, textWidth(row[at] as string)), heading.length),
  );
  const others = widths.slice(1).reduce((total, width) => total + GAP.length + width, GAP.length);
  widths[0] = Math.max(
    headings[0]?.length ?? 0,
    Math.min(widths[0] as number, (columns ?? Number.POSITIVE_INFINITY) - others),
  );
  const line = (cells: readonly string[]) => {
    const shown = cells.map((cell, at) => {
      const width = widths[at] as number;
      return at < 4 ? padded(at === 0 ? cropped(cell, width) : cell, width) : cell.padStart(width);
    });
    return `${GAP}${shown.join(GAP).trimEnd()}`;
  };
  return [paint("dim", line(headings)), ...rows.map(line)];
}

/** The region is the same on every line, so it stands above them. */
function place({ storage }: StorageOption, region: string | undefined): string {
  const end = `, ${region}`;
  return printable(region !== undefined && storage.endsWith(end) ? storage.slice(0, -end.length) : storage);
}

/** `$42.10 a month`, `at least ...`, or that nothing is known. */
export function totalText({ monthly, atLeast, volumes }: StackEstimate): string {
  if (volumes.length === 0) return "no volumes";
  if (monthly.length === 0) return "unknown: no size is known, or no price";
  const least = atLeast ? "at least " : "";
  const unknown = volumes
    .filter(({ today }) => today.monthly === undefined)
    .map(({ volume }) => `\`${printable(volume)}\``);
  const without = unknown.length === 0 ? "" : `, without ${unknown.join(", ")}`;
  return `${least}${monthly.map(showMoney).join(" and ")} a month${without}`;
}

/** How each amount comes about, what was assumed, and what the money buys. */
export function costDetails({ volumes }: StackEstimate, { paint }: CostTextOptions): string[][] {
  return volumes.map(({ volume, today, alternatives }) => [
    paint("bold", printable(volume)),
    ...[today, ...alternatives].flatMap((option) => [
      `${GAP}${option.way}: ${printable(option.storage)}${option.monthly === undefined ? "" : `: ${showMoney(option.monthly)}`}`,
      ...option.lines.map(
        ({ label, quantity, unit, price, monthly, asOf, inferred }) =>
          `    ${label}: ${rounded(quantity)} ${unit} x ${showMoney(price)} = ${showMoney(monthly)}  ${paint("dim", `(price of ${asOf}${inferred ? ", inferred" : ""})`)}`,
      ),
      ...[...option.notes, ...option.assumptions].map((text) => `    ${paint("dim", printable(text))}`),
    ]),
  ]);
}

/** Without the digits that nobody reads. */
function rounded(quantity: string): string {
  const [integer = "", fraction = ""] = quantity.split(".");
  const kept = fraction.slice(0, 3).replace(/0+$/, "");
  return kept === "" ? integer : `${integer}.${kept}`;
}

/** Bars of the volumes by what they cost a month today; nothing where there is no terminal, or nothing to compare. */
export function costChart(stacks: readonly ReportedStack[], { paint, columns }: CostTextOptions): string[] {
  const bars = stacks
    .flatMap(({ cost }) => cost?.volumes ?? [])
    .flatMap(({ volume, today: { monthly } }) => (monthly ? [{ name: printable(volume), monthly }] : []));
  const [first] = bars;
  const oneCurrency = bars.every(({ monthly }) => monthly.currency === first?.monthly.currency);
  if (columns === undefined || bars.length < 2 || !oneCurrency) return [];
  bars.sort((a, b) => Number(b.monthly.amount) - Number(a.monthly.amount));
  const names = Math.min(24, Math.max(...bars.map(({ name }) => textWidth(name))));
  const amounts = Math.max(...bars.map(({ monthly }) => showMoney(monthly).length));
  const room = columns - names - amounts - 3 * GAP.length;
  if (room < 10) return [];
  const most = Number(bars[0]?.monthly.amount);
  return bars.map(({ name, monthly }) => {
    // A bar's length is a picture; the amount stands beside it.
    const length = Math.max(1, Math.round((Number(monthly.amount) / most) * room));
    return `${GAP}${padded(cropped(name, names), names)}${GAP}${showMoney(monthly).padStart(amounts)}${GAP}${paint("cyan", "█".repeat(length))}`;
  });
}

const SIGNS = { added: "+", changed: "~", removed: "-" } as const;

/** By how much a change alters the monthly storage, in total and by volume. */
export function differenceText(differences: readonly CostDifference[], { paint }: CostTextOptions): string[] {
  return differences.flatMap(({ before, after, change, percent, atLeast, volumes }) => {
    const head = `Monthly storage ${movement(change, before, after, percent)}${atLeast ? ", as far as it is known" : ""}.`;
    const lines = volumes.map(({ volume, change: how, before: was, after: is }) => {
      const amounts = [was, is].flatMap((one) => (one === undefined ? [] : [showMoney(one)])).join(" -> ");
      return `${GAP}${SIGNS[how]} ${printable(volume)}: ${amounts}`;
    });
    return [paint("bold", head), ...lines];
  });
}

/** `rises by $17.75 to $42.10 (+73 %)`. */
function movement(change: Money, before: Money, after: Money, percent: string | undefined): string {
  if (!/[1-9]/.test(change.amount)) return `stays at ${showMoney(after)}`;
  const falls = change.amount.startsWith("-");
  const by = showMoney({ ...change, amount: change.amount.replace("-", "") });
  const share = percent === undefined ? "" : ` (${falls ? "" : "+"}${percent} %)`;
  return `${falls ? "falls" : "rises"} by ${by} from ${showMoney(before)} to ${showMoney(after)}${share}`;
}

/** What the storage that a finding speaks of costs, today and with each remedy; undefined unless the amounts are known. */
export function priceRemark({ category, volume }: Finding, stack: ReportedStack | undefined): string | undefined {
  if (category !== "persistence" || volume === undefined) return undefined;
  const priced = stack?.cost?.volumes.find((one) => one.volume === volume);
  if (priced?.size === undefined) return undefined;
  const options = [priced.today, ...priced.alternatives].flatMap(({ way, storage, monthly }) =>
    monthly === undefined ? [] : [`${label(way, storage)}: ${showMoney(monthly)}`],
  );
  return options.length === 0 ? undefined : `${options.join(" · ")} a month for ${printable(priced.size.text)}`;
}

function label(way: StorageOption["way"], storage: string): string {
  return way === "network" ? (storage.split(",")[0] as string) : way;
}
