import type { Money } from "../report.ts";

const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };

/** An amount for people: `$1,234.50`, `-€3.00`, `12.00 CHF`. */
export function showMoney({ amount, currency }: Money): string {
  const negative = amount.startsWith("-");
  const digits = grouped(negative ? amount.slice(1) : amount);
  const sign = SIGNS[currency];
  return `${negative ? "-" : ""}${sign === undefined ? `${digits} ${currency}` : sign + digits}`;
}

/** A plain decimal with its thousands set apart: `1,234.5`. */
export function grouped(plain: string): string {
  const [integer = "", fraction] = plain.split(".");
  const groups = integer.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
