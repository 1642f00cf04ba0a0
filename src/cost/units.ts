import { type Decimal, decimal, ZERO } from "../model/money.ts";

/** What a text means, or what is wrong with it in a few words. */
export type Reading<T> = { readonly value: T } | { readonly wrong: string };

const BINARY = ["KiB", "MiB", "GiB", "TiB", "PiB"];
const DECIMAL = ["kB", "MB", "GB", "TB", "PB"];
const BYTES: ReadonlyMap<string, Decimal> = new Map([
  ["B", decimal("1")],
  ...BINARY.map((unit, index): [string, Decimal] => [unit, decimal("1024").pow(index + 1)]),
  ...DECIMAL.map((unit, index): [string, Decimal] => [unit, decimal("1000").pow(index + 1)]),
]);

const KIB = decimal("1024");
const MIB = KIB.pow(2);
const GIB = KIB.pow(3);
const GB = decimal("1000").pow(3);
/** 2^60 bytes: more than any service here holds in one volume. */
const LARGEST = KIB.pow(6);

const NUMBER = /^[0-9]{1,15}(?:\.[0-9]{1,9})?$/;

/** `100GiB`, `1.5 TB`: bytes. The unit is never guessed: `100`, `100G` and `100 gb` are refused. */
export function parseSize(text: string): Reading<Decimal> {
  const [, number = "", unit = ""] = /^\s*([^A-Za-z\s]*)\s*(.*?)\s*$/.exec(text) ?? [];
  if (/^[-−]/.test(number)) return { wrong: "a size is not negative" };
  if (!NUMBER.test(number)) return { wrong: "a size is a number with a unit, such as `100GiB`" };
  const bytes = BYTES.get(unit);
  if (bytes === undefined) return { wrong: unknownUnit(unit) };
  const value = decimal(number).times(bytes);
  if (value.eq(ZERO)) return { wrong: "a size is more than 0" };
  if (value.gt(LARGEST)) return { wrong: "no volume holds more than 1024 PiB; is the unit right?" };
  return { value };
}

function unknownUnit(unit: string): string {
  if (unit === "") return "the unit is missing: `GiB` is 2^30 bytes, `GB` is 10^9";
  const letter = /^([kmgtp])(i?)b?$/i.exec(unit);
  if (letter === null) return `\`${unit}\` is no unit of size: write \`GiB\` or \`GB\``;
  const prefix = (letter[1] as string).toUpperCase();
  return `\`${unit}\` can mean \`${prefix}iB\` (2^${"KMGTP".indexOf(prefix) * 10 + 10} bytes) or \`${prefix === "K" ? "k" : prefix}B\` (10^${"KMGTP".indexOf(prefix) * 3 + 3}): write which`;
}

/** `50%`: a share between 0 and 1. */
export function parseShare(text: string): Reading<Decimal> {
  const number = /^\s*(.*?)\s*%\s*$/.exec(text)?.[1];
  if (number === undefined) return { wrong: "a share is written in percent, such as `50%`" };
  if (/^[-−]/.test(number)) return { wrong: "a share is not negative" };
  if (!NUMBER.test(number)) return { wrong: "a share is written in percent, such as `50%`" };
  const value = decimal(number).div(decimal("100"));
  return value.gt(decimal("1")) ? { wrong: "a share is at most `100%`" } : { value };
}

/** `10MiB/s`: MiB a second. */
export function parseThroughput(text: string): Reading<Decimal> {
  const size = /^(.*?)\/s\s*$/.exec(text)?.[1];
  if (size === undefined) return { wrong: "a throughput is a size a second, such as `10MiB/s`" };
  const bytes = parseSize(size);
  if ("wrong" in bytes) return { wrong: bytes.wrong.replace("a size", "a throughput") };
  return { value: bytes.value.div(MIB) };
}

/** `6000`: I/O operations a second. */
export function parseIops(text: string): Reading<Decimal> {
  if (!/^\s*[0-9]{1,9}\s*$/.test(text)) return { wrong: "IOPS are a whole number, such as `6000`" };
  const value = decimal(text.trim());
  return value.eq(ZERO) ? { wrong: "IOPS are more than 0" } : { value };
}

/** `100 USD`, `$100`, `100`: an amount, and its currency when one is written. */
export function parseAmount(
  text: string,
): Reading<{ readonly amount: Decimal; readonly currency: string | undefined }> {
  const [, sign = "", number = "", code = ""] = /^\s*([$€£]?)\s*([0-9.]*)\s*([A-Z]{0,3})\s*$/.exec(text) ?? [];
  const bySign = { $: "USD", "€": "EUR", "£": "GBP" }[sign];
  const currency = code === "" ? bySign : code;
  const contradicts = bySign !== undefined && code !== "" && bySign !== code;
  if (!NUMBER.test(number) || contradicts || (code !== "" && code.length !== 3)) {
    return { wrong: "an amount is a number with a currency, such as `100 USD`" };
  }
  return { value: { amount: decimal(number), currency } };
}

/** `20%` or `20`: percent. */
export function parsePercent(text: string): Reading<Decimal> {
  const number = text.trim().replace(/\s*%$/, "");
  if (!NUMBER.test(number)) return { wrong: "a percentage is a number such as `20%`" };
  return { value: decimal(number) };
}

export const inGiB = (bytes: Decimal): Decimal => bytes.div(GIB);

/** In the unit of a provider's bills. */
export const inUnit = (bytes: Decimal, unit: string): Decimal => bytes.div(unit === "GB" ? GB : GIB);

export const gib = (count: string): Decimal => GIB.times(decimal(count));
