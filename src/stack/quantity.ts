const DIGITS = "[0-9](?:_?[0-9])*";
const DECIMAL = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const HEX_DIGITS = "[0-9a-fA-F](?:_?[0-9a-fA-F])*";
const HEXADECIMAL = new RegExp(
  `^[+-]?0[xX](?:_?${HEX_DIGITS}(?:\\.(?:${HEX_DIGITS})?)?|\\.${HEX_DIGITS})[pP][+-]?${DIGITS}$`,
);
const UNIT = /^(?:b|[kmgtp](?:b|ib)?)?$/;

/** Whether Docker reads a text as a number of bytes (go-units `RAMInBytes`): `512M`, `1.5 GiB`, `1e6`. */
export function isByteSize(text: string): boolean {
  const last = text.search(/[0-9. ][^0-9. ]*$/);
  if (last === -1) return false;
  const number = text.slice(0, text[last] === " " ? last : last + 1);
  if (!UNIT.test(text.slice(last + 1).toLowerCase())) return false;
  if (HEXADECIMAL.test(number)) return !number.startsWith("-");
  const value = Number(number.replaceAll("_", ""));
  return DECIMAL.test(number) && Number.isFinite(value) && value >= 0;
}

/** The number of bytes that such a text means, rounded down; undefined when Docker does not read it. */
export function byteSize(text: string): number | undefined {
  if (!isByteSize(text)) return undefined;
  const [, number = "", unit = ""] = /^(.*?) ?([a-z]*)$/i.exec(text) ?? [];
  const power = "bkmgtp".indexOf(unit.charAt(0).toLowerCase() || "b");
  return Math.floor(Number(number.replaceAll("_", "")) * 1024 ** power);
}

const PREFIXES = new Map([
  ["0b", 2],
  ["0o", 8],
  ["0x", 16],
]);
const FRACTION = /^[+-]?(0[box]_?[0-9a-f_]+|[0-9][0-9_]*)\/(0[box]_?[0-9a-f_]+|[0-9][0-9_]*)$/i;
const FLOAT = /^[+-]?(0[box])?([0-9a-f_]*)(?:\.([0-9a-f_]*))?$/i;
/** Go reads no larger exponents in rational numbers. */
const LARGEST_EXPONENT = 1_000_000;

/** Why Docker refuses a text as a number of CPUs: no number, or finer than a billionth. undefined when it does not. */
export function cpusProblem(text: string): "form" | "precision" | undefined {
  const fraction = FRACTION.exec(text);
  if (fraction) {
    const [top, bottom] = [wholeNumber(fraction[1] as string), wholeNumber(fraction[2] as string)];
    if (top === undefined || bottom === undefined || bottom === 0n) return "form";
    return (top * 1_000_000_000n) % bottom === 0n ? undefined : "precision";
  }
  const isHexadecimal = /^[+-]?0x/i.test(text);
  const split = isHexadecimal ? /^([^p]*)(p)(.*)$/i : /^([^ep]*)([ep])(.*)$/i;
  const [, mantissa = text, letter = "e", exponent = "0"] = split.exec(text) ?? [];
  const parts = FLOAT.exec(mantissa);
  if (!parts || misplacedSeparator(mantissa) || misplacedSeparator(exponent) || !/^[+-]?[0-9][0-9_]*$/.test(exponent)) {
    return "form";
  }
  const [, prefix = "", whole = "", decimals = ""] = parts;
  const base = PREFIXES.get(prefix.toLowerCase()) ?? 10;
  const [digits, places] = [`${whole}${decimals}`.replaceAll("_", ""), decimals.replaceAll("_", "").length];
  const value = digitsToNumber(digits, base);
  if (value === undefined) return "form";
  if (value === 0n) return undefined;
  const radix = letter.toLowerCase() === "p" ? 2 : 10;
  const power = Number(exponent.replaceAll("_", ""));
  if (Math.abs(power) > LARGEST_EXPONENT) return "form";
  return isBillionths(value, base, places, radix, power) ? undefined : "precision";
}

/** Whether value / base^places * radix^power is a whole number of billionths. */
function isBillionths(value: bigint, base: number, places: number, radix: number, power: number): boolean {
  // No text of a sensible length has so many factors of the radix; and the numbers would get huge.
  if (power < -5_000) return false;
  const above = value * 1_000_000_000n * BigInt(radix) ** BigInt(Math.min(Math.max(power, 0), 5_000));
  const below = BigInt(base) ** BigInt(places) * BigInt(radix) ** BigInt(Math.max(-power, 0));
  return above % below === 0n;
}

/** Separators stand between digits, or between a prefix and a digit. */
function misplacedSeparator(text: string): boolean {
  return /^[+-]?_|__|_$|_\.|\._/.test(text);
}

/** A whole number as in Go source text: `08` is none, `010` is eight. */
function wholeNumber(text: string): bigint | undefined {
  if (misplacedSeparator(text)) return undefined;
  const plain = text.replaceAll("_", "").toLowerCase();
  const base = PREFIXES.get(plain.slice(0, 2));
  if (base) return digitsToNumber(plain.slice(2), base);
  return plain.length > 1 && plain.startsWith("0") ? digitsToNumber(plain.slice(1), 8) : digitsToNumber(plain, 10);
}

function digitsToNumber(digits: string, base: number): bigint | undefined {
  const allowed = base === 16 ? /^[0-9a-f]+$/i : new RegExp(`^[0-${base - 1}]+$`);
  if (!allowed.test(digits)) return undefined;
  return BigInt(base === 10 ? digits : `${{ 2: "0b", 8: "0o", 16: "0x" }[base]}${digits}`);
}

// ---- Durations ----

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
