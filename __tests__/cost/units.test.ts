import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseAmount,
  parseIops,
  parsePercent,
  parseShare,
  parseSize,
  parseThroughput,
  type Reading,
} from "../../src/cost/units.ts";
import type { Decimal } from "../../src/model/money.ts";

const shown = (reading: Reading<Decimal>): string =>
  "value" in reading ? reading.value.toFixed() : `! ${reading.wrong}`;

describe("a size", () => {
  it.each([
    ["1B", "1"],
    ["1kB", "1000"],
    ["1KiB", "1024"],
    ["1MB", "1000000"],
    ["1.5GiB", "1610612736"],
    ["100 GiB", "107374182400"],
    [" 100GB ", "100000000000"],
    ["2TiB", "2199023255552"],
    ["1PB", "1000000000000000"],
    ["0.1GiB", "107374182.4"],
    ["1024PiB", "1152921504606846976"],
  ])("%s", (text, bytes) => expect(shown(parseSize(text))).toBe(bytes));

  it.each([
    ["", "a size is a number with a unit"],
    ["GiB", "a size is a number with a unit"],
    ["100", "the unit is missing"],
    ["100G", "`GiB` (2^30 bytes) or `GB` (10^9)"],
    ["100g", "`GiB` (2^30 bytes) or `GB` (10^9)"],
    ["100Gb", "can mean"],
    ["100KB", "`KiB` (2^10 bytes) or `kB` (10^3)"],
    ["100 EiB", "is no unit of size"],
    ["1e3GiB", "is no unit of size"],
    ["-1GiB", "not negative"],
    ["−1GiB", "not negative"],
    ["0GiB", "more than 0"],
    ["1,000GiB", "a size is a number with a unit"],
    ["1025PiB", "is the unit right?"],
  ])("%s is refused", (text, why) => expect(shown(parseSize(text))).toContain(why));

  it("is read as it was written, whatever the number", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom("kB", "MB", "MiB", "GiB", "GB"),
        (count, unit) => {
          const bytes = { kB: 1000n, MB: 10n ** 6n, MiB: 2n ** 20n, GiB: 2n ** 30n, GB: 10n ** 9n }[unit];
          expect(shown(parseSize(`${count}${unit}`))).toBe(String(BigInt(count) * bytes));
        },
      ),
    );
  });
});

describe("other quantities", () => {
  it.each([
    ["0%", "0"],
    ["50%", "0.5"],
    ["33.3 %", "0.333"],
    ["100%", "1"],
    ["101%", "! a share is at most `100%`"],
    ["-1%", "! a share is not negative"],
    ["50", "! a share is written in percent, such as `50%`"],
    ["half%", "! a share is written in percent, such as `50%`"],
  ])("a share: %s", (text, share) => expect(shown(parseShare(text))).toBe(share));

  it.each([
    ["10MiB/s", "10"],
    ["1GiB/s", "1024"],
    ["1048576 B/s", "1"],
    ["10MiB", "! a throughput is a size a second, such as `10MiB/s`"],
    ["0MiB/s", "! a throughput is more than 0"],
    ["10M/s", "! `M` can mean `MiB` (2^20 bytes) or `MB` (10^6): write which"],
  ])("a throughput: %s", (text, mibps) => expect(shown(parseThroughput(text))).toBe(mibps));

  it.each([
    ["3000", "3000"],
    ["0", "! IOPS are more than 0"],
    ["3k", "! IOPS are a whole number, such as `6000`"],
    ["-1", "! IOPS are a whole number, such as `6000`"],
  ])("IOPS: %s", (text, iops) => expect(shown(parseIops(text))).toBe(iops));

  it.each([
    ["100 USD", "100 USD"],
    ["$100.50", "100.5 USD"],
    ["€20", "20 EUR"],
    ["7", "7 undefined"],
    ["€20 USD", "wrong"],
    ["lots", "wrong"],
    ["100 US", "wrong"],
    ["-5 USD", "wrong"],
  ])("an amount: %s", (text, amount) => {
    const reading = parseAmount(text);
    expect("value" in reading ? `${reading.value.amount.toFixed()} ${reading.value.currency}` : "wrong").toBe(amount);
  });

  it.each([
    ["20%", "20"],
    ["20", "20"],
    ["12.5 %", "12.5"],
    ["twenty", "! a percentage is a number such as `20%`"],
  ])("a percentage: %s", (text, percent) => expect(shown(parsePercent(text))).toBe(percent));
});
