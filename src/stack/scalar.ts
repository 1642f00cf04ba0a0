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
  ["", { value: null }],
  ["~", { value: null }],
  ["null", { value: null }],
  ["Null", { value: null }],
  ["NULL", { value: null }],
  ["true", { value: true }],
  ["True", { value: true }],
  ["TRUE", { value: true }],
  ["false", { value: false }],
  ["False", { value: false }],
  ["FALSE", { value: false }],
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, { value: Number.NaN }] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, { value: Infinity }] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, { value: -Infinity }] as const),
]);

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DATE = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/;
const UINT64_LIMIT = 1n << 64n;
const INT64_MINIMUM = -(1n << 63n);

/** A float as Go's `fmt.Sprint` prints it: exponents below 1e-4 and from 1e21, at least two digits long. */
export function printFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e21) return String(value);
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function integer(text: string): ResolvedScalar | undefined {
  const negative = text.startsWith("-");
  let digits = text.replace(/^[-+]/, "");
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  const exact = negative ? -BigInt(digits) : BigInt(digits);
  if (exact < INT64_MINIMUM || exact >= UINT64_LIMIT) return undefined;
  const value = Number(exact);
  return Number.isSafeInteger(value) ? { value } : { value, printed: exact.toString() };
}

/** The type and value of an unquoted scalar without a tag. */
export function resolvePlain(text: string): ResolvedScalar {
  const word = WORDS.get(text);
  if (word) return word;
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!numeric) return { value: text };
  const date = DATE.exec(text);
  if (date) return resolveDate(text, date);
  const plain = first === 46 ? text : text.replaceAll("_", "");
  if (INTEGER.test(plain)) {
    const resolved = integer(plain);
    if (resolved) return resolved;
  }
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    return { value, printed: printFloat(value) };
  }
  return { value: text };
}

function resolveDate(text: string, [, year, month, day]: RegExpExecArray): ResolvedScalar {
  const iso = `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
  return exists ? { value: text, printed: `${iso} 00:00:00 +0000 UTC` } : { value: text };
}
