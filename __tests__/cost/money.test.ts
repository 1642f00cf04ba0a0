import { describe, expect, it } from "vitest";
import {
  ceiling,
  decimal,
  largest,
  showMoney,
  showNumber,
  smallest,
  sum,
  toCents,
  totals,
  whole,
} from "../../src/model/money.ts";

describe("money", () => {
  it("is exact where binary numbers are not", () => {
    expect(decimal("0.1").plus(decimal("0.2")).toFixed()).toBe("0.3");
    expect(sum(Array.from({ length: 1000 }, () => decimal("0.01"))).toFixed()).toBe("10");
  });

  it("takes no binary number", () => {
    expect(() => decimal("0.1").times(0.1 as never)).toThrow();
    expect(() => whole(0.5)).toThrow("0.5 is not a whole number");
  });

  it.each([
    ["0.004", "0.01"],
    ["0.005", "0.01"],
    ["0.0149", "0.01"],
    ["0.015", "0.02"],
    ["8.8", "8.8"],
    ["0", "0"],
    ["1.005", "1.01"],
  ])("%s is %s in cents", (amount, cents) => expect(toCents(decimal(amount)).toFixed()).toBe(cents));

  it("is never added up over currencies", () => {
    const amounts = [
      { amount: "1.50", currency: "USD" },
      { amount: "2.00", currency: "EUR" },
      { amount: "0.50", currency: "USD" },
    ];
    expect(totals(amounts)).toEqual([
      { amount: "2.00", currency: "USD" },
      { amount: "2.00", currency: "EUR" },
    ]);
    expect(totals([])).toEqual([]);
  });

  it.each([
    ["1234567.5", "USD", "$1,234,567.5"],
    ["-3.00", "EUR", "-€3.00"],
    ["12.00", "CHF", "12.00 CHF"],
    ["0.0133", "USD", "$0.0133"],
  ])("%s %s is shown as %s", (amount, currency, text) => expect(showMoney({ amount, currency })).toBe(text));

  it("compares and rounds", () => {
    const [one, two, three] = [decimal("1"), decimal("2"), decimal("3")];
    expect([largest(two, three, one), smallest(two, three, one), ceiling(decimal("2.01"))].map(String)).toEqual([
      "3",
      "1",
      "3",
    ]);
    expect(showNumber(decimal("65536.25"))).toBe("65,536.25");
  });
});
