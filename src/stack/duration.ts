const UNITS = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const LONGEST = (1n << 63n) - 1n;
const LONGEST_DIGITS = LONGEST.toString().length;

/** Why Go's `time.ParseDuration` refuses a text: not of its form, or beyond 292 years. undefined when it does not. */
export function durationProblem(text: string): "form" | "range" | undefined {
  const read = parseDuration(text);
  return typeof read === "string" ? read : undefined;
}

/** Seconds of a duration such as `1m30s`; undefined when Go would refuse it. */
export function durationSeconds(text: string): number | undefined {
  const read = parseDuration(text);
  return typeof read === "string" ? undefined : Number(read) / 1e9;
}

/** Nanoseconds, or why Go refuses the text. */
function parseDuration(text: string): bigint | "form" | "range" {
  const isNegative = text.startsWith("-");
  const unsigned = text.replace(/^[-+]/, "");
  if (unsigned === "0") return 0n;
  let total = 0n;
  PART.lastIndex = 0;
  do {
    const [, whole = "", fraction = "", unit] = PART.exec(unsigned) ?? [];
    if (unit === undefined || (whole === "" && fraction === "")) return "form";
    if (whole.replace(/^0+/, "").length > LONGEST_DIGITS) return "range";
    const factor = UNITS.get(unit) as bigint;
    // Nineteen digits of a fraction are more than a nanosecond in an hour; longer ones only take time.
    const digits = fraction.slice(0, 19);
    total += BigInt(whole || 0) * factor + (BigInt(digits || 0) * factor) / 10n ** BigInt(digits.length);
  } while (PART.lastIndex < unsigned.length);
  if (total > LONGEST + (isNegative ? 1n : 0n)) return "range";
  return isNegative ? -total : total;
}
