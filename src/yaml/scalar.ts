/**
 * How Docker's YAML reader (go-yaml v3) types a plain scalar. It differs from YAML 1.2 in octal
 * (`0440` is 288), binary, digit separators and dates; and from YAML 1.1 in `yes`/`no`/`on`/`off`,
 * which stay strings. Found by running `docker stack config`.
 */
export interface ResolvedScalar {
  readonly value: string | number | boolean | null;
  /** What Docker prints when it turns the value into a string, where that is not `String(value)`. */
  readonly printed?: string;
}

const WORDS = new Map<string, ResolvedScalar>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, { value: null }] as const),
  ...["true", "True", "TRUE"].map((word) => [word, { value: true }] as const),
  ...["false", "False", "FALSE"].map((word) => [word, { value: false }] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, { value: Number.NaN }] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, { value: Infinity }] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, { value: -Infinity }] as const),
]);

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/;
/** go-yaml's second attempt at `0b` and `0o` takes a sign behind the prefix. */
const INNER_SIGN = /^(0b[-+][01]+|0o[-+][0-7]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const UINT64_LIMIT = 1n << 64n;
const INT64_LIMIT = 1n << 63n;

/** A float as Go's `fmt.Sprint` prints it: with an exponent, of at least two digits, below 1e-4 and from 1e6. */
export function printFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(value);
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function integer(text: string): ResolvedScalar | undefined {
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return { value: Number(text) };
  const sign = /[-+]/.exec(text)?.[0];
  let digits = text.replace(/[-+]/, "");
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  const exact = sign === "-" ? -BigInt(digits) : BigInt(digits);
  if (exact < -INT64_LIMIT || exact >= (sign === undefined ? UINT64_LIMIT : INT64_LIMIT)) return undefined;
  const value = Number(exact);
  return Number.isSafeInteger(value) ? { value } : { value, printed: exact.toString() };
}

/** The type and value of an unquoted scalar without a tag. */
export function resolvePlain(text: string): ResolvedScalar {
  const printed = printTimestamp(text);
  return printed === undefined ? resolveUndated(text) : { value: text, printed };
}

function resolveUndated(text: string): ResolvedScalar {
  const word = WORDS.get(text);
  if (word) return word;
  if (!/^[-+.0-9]/.test(text)) return { value: text };
  const digits = withoutSeparators(text);
  if (INTEGER.test(digits) || INNER_SIGN.test(digits)) {
    const resolved = integer(digits);
    if (resolved) return resolved;
  }
  const value = FLOAT.test(digits) ? Number(digits) : Infinity;
  return Number.isFinite(value) ? { value, printed: printFloat(value) } : { value: text };
}

/** `_` may stand anywhere, but in a number that starts with a point only between digits. */
function withoutSeparators(text: string): string {
  if (text.startsWith(".") && /(?<![0-9])_|_(?![0-9])/.test(text)) return text;
  return text.replaceAll("_", "");
}

const RESOLVED_TYPES: Readonly<Record<string, (resolved: ResolvedScalar) => boolean>> = {
  null: ({ value }) => value === null,
  bool: ({ value }) => typeof value === "boolean",
  int: ({ value, printed }) => Number.isInteger(value) && (printed === undefined || isLarge(value, printed)),
  float: ({ value }) => typeof value === "number",
};

/** Every float has a printed form, an integer only where JavaScript cannot hold it. */
function isLarge(value: unknown, printed: string): boolean {
  return !Number.isSafeInteger(value) && !printed.includes("e");
}

/** The value of a scalar with the tag `!!name`, quoted or not; undefined when Docker refuses the two together. */
export function resolveTagged(name: string, text: string): ResolvedScalar | undefined {
  if (name === "binary") return decodeBase64(text);
  if (name === "timestamp") {
    const printed = printTimestamp(text);
    return printed === undefined ? undefined : { value: text, printed };
  }
  const fits = Object.hasOwn(RESOLVED_TYPES, name) ? RESOLVED_TYPES[name] : undefined;
  if (!fits) return { value: text };
  const resolved = resolveUndated(text);
  return fits(resolved) ? resolved : undefined;
}

function decodeBase64(written: string): ResolvedScalar | undefined {
  const text = written.replace(/[\r\n]/g, "");
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return { value: new TextDecoder().decode(bytes) };
}

const FORM =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})| +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?)?$/;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (month: number, year: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
const two = (value: number): string => String(value).padStart(2, "0");

/**
 * A date or a time as Docker prints it when it turns one into a string; undefined when the text is none.
 * What Docker prints for an offset depends on the time zone of the machine; this is what it prints in UTC.
 */
export function printTimestamp(text: string): string | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return undefined;
  const [hour, minute, second] = [4, 5, 6].map((at) => Number(match[at] ?? match[at + 5] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = match[8] ?? "Z";
  if (Number(offset.slice(1, 3)) > 24 || Number(offset.slice(4)) > 60) return undefined;
  const fraction = (match[7] ?? match[12] ?? ".").slice(1, 10).replace(/0+$/, "");
  const zone = /[1-9]/.test(offset) ? offset.replace(":", "") : "+0000";
  const time = `${two(hour)}:${two(minute)}:${two(second)}${fraction && `.${fraction}`}`;
  return `${match[1]}-${two(month)}-${two(day)} ${time} ${zone} ${zone === "+0000" ? "UTC" : zone}`;
}
