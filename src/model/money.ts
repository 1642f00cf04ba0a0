import Big from "big.js";

const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };

/** An amount for people: `$1,234.50`, `-€3.00`, `12.00 CHF`. */
export function showMoney({ amount, currency }: Money): string {
  const negative = amount.startsWith("-");
  const digits = grouped(negative ? amount.slice(1) : amount);
  const sign = SIGNS[currency];
  return `${negative ? "-" : ""}${sign === undefined ? `${digits} ${currency}` : sign + digits}`;
}

/** A plain decimal with its thousands set apart: `1,234.5`. */
function grouped(plain: string): string {
  const [integer = "", fraction] = plain.split(".");
  const groups = integer.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** An exact decimal number: amounts, prices and quantities are never binary floats. */
export type Decimal = Big;

/** A constructor of our own: strict, so that a JavaScript number cannot slip in where it is not whole. */
const Exact = Big();
Exact.strict = true;
Exact.DP = 30;
Exact.RM = Big.roundHalfUp;

export const ZERO: Decimal = new Exact("0");
const CENT = new Exact("0.01");

/** The number that a text such as `0.088` writes. Throws when it writes none. */
export function decimal(text: string): Decimal {
  return new Exact(text);
}

/** A whole number of JavaScript's as a decimal. */
export function whole(count: number): Decimal {
  if (!Number.isSafeInteger(count)) throw new RangeError(`${count} is not a whole number`);
  return new Exact(String(count));
}

export function sum(numbers: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const number of numbers) total = total.plus(number);
  return total;
}

export function largest(first: Decimal, ...others: readonly Decimal[]): Decimal {
  return others.reduce((most, one) => (one.gt(most) ? one : most), first);
}

export function smallest(first: Decimal, ...others: readonly Decimal[]): Decimal {
  return others.reduce((least, one) => (one.lt(least) ? one : least), first);
}

/** Rounded up to a whole number. */
export function ceiling(number: Decimal): Decimal {
  return number.round(0, Big.roundUp);
}

/** To the cent, half a cent up. What costs something costs a cent at least: no price is rounded down to nothing. */
export function toCents(amount: Decimal): Decimal {
  const rounded = amount.round(2, Big.roundHalfUp);
  return amount.gt(ZERO) && rounded.eq(ZERO) ? CENT : rounded;
}

/** An amount of whole cents, for the report. */
export function money(amount: Decimal, currency: string): Money {
  return { amount: amount.toFixed(2), currency };
}

/** A price for one unit, with all its digits. */
export function exactMoney(amount: Decimal, currency: string): Money {
  return { amount: amount.toFixed(), currency };
}

/** One total for each currency, in the order in which the currencies appear. */
export function totals(amounts: Iterable<Money>): Money[] {
  const byCurrency = new Map<string, Decimal>();
  for (const { amount, currency } of amounts) {
    byCurrency.set(currency, (byCurrency.get(currency) ?? ZERO).plus(decimal(amount)));
  }
  return Array.from(byCurrency, ([currency, amount]) => money(amount, currency));
}

/** A number for people: `1,234.5`. */
export function showNumber(number: Decimal): string {
  return grouped(number.toFixed());
}

/** An amount; `amount` is a plain decimal such as `17.75`, never a binary float. */
export interface Money {
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}
