import type { ImageFamily } from "./facts/family.ts";

/** Numbers of a version, the greatest part first. */
export type Version = readonly number[];

/** Versions from one to another, both with it. */
export interface Span {
  readonly from: Version;
  readonly to: Version;
}

/** Whether something holds of every version that is meant, of some, or of none. */
export type Fit = "always" | "perhaps" | "never";

const LENGTH = 4;

/** Both ends as far as tags go: what is not said is everything. `8.0` is 8.0.0 up to the last 8.0. */
export function spanOf(from: Version, to: Version = from): Span {
  return { from: filled(from, 0), to: filled(to, Number.POSITIVE_INFINITY) };
}

function filled(version: Version, rest: number): Version {
  return Array.from({ length: LENGTH }, (_, index) => version[index] ?? rest);
}

/** A span as the tables write it: `8.0`, `8.1..8.3`, `..5.7`, `9..`. */
export function readSpan(text: string): Span {
  const [from = "", to = from] = text.split("..");
  return spanOf(numbers(from), to === "" ? [Number.POSITIVE_INFINITY] : numbers(to));
}

function numbers(text: string): Version {
  return text === "" ? [] : text.split(".").map(Number);
}

/** Negative where the first is older; what one of them lacks does not count. */
export function compareVersions(one: Version, other: Version): number {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const [a, b] = [one[index] as number, other[index] as number];
    if (a !== b) return a - b;
  }
  return 0;
}

/** Whether the versions of a span are within another one. */
export function within({ from, to }: Span, limits: Span): Fit {
  if (compareVersions(to, limits.from) < 0 || compareVersions(from, limits.to) > 0) return "never";
  return compareVersions(from, limits.from) >= 0 && compareVersions(to, limits.to) <= 0 ? "always" : "perhaps";
}

/**
 * The numbers of a tag: at its start, after one word of letters (`community-7.6.2`), after `pg`, or the day of a
 * `RELEASE.`. Five digits or more are a date or a commit. Empty where it names none.
 */
export function tagNumbers(tag: string | undefined, { versionAfter }: Pick<ImageFamily, "versionAfter">): Version {
  if (tag === undefined) return [];
  const day = /^RELEASE\.(\d{4})-(\d\d)-(\d\d)/.exec(tag);
  if (day) return day.slice(1).map(Number);
  const pattern =
    versionAfter === "pg"
      ? /(?:^|[-_.])pg(\d{1,2}(?:\.\d+)*)(?!\d)/i
      : /^(?:[a-z]+-)?v?(\d{1,4}(?:\.\d{1,4})*)(?!\d|-\d\d-\d\d)(?=$|[-._+]|rc|beta|alpha)/;
  const found = pattern.exec(tag)?.[1];
  return found === undefined ? [] : numbers(found).slice(0, LENGTH);
}

/** Words of tags that say what an image is built on or with, or that it is the newest: none names a version. */
const NO_VERSION =
  /^(latest|stable|lts|alpine(\d+(\.\d+)?)?|slim|bookworm|trixie|bullseye|buster|jammy|noble|focal|debian|ubuntu|oracle|oraclelinux\d*|ubi\d*|management|fpm|apache|innovation|community|enterprise|server|cli|core|ce|ee|rootless)$/;

/** Whether a tag is the newest of something: there is none, or no word of it names a version. */
export function floats(tag: string | undefined): boolean {
  return tag === undefined || tag.split("-").every((word) => NO_VERSION.test(word));
}
