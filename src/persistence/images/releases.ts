import { hasUnknown } from "../../yaml/unknown.ts";
import { SWITCHES } from "./facts/engine-switches.ts";
import type { ImageMatch } from "./facts/family.ts";
import { MOVING_TAGS } from "./facts/moving-tags.ts";
import type { MovingTag, Releases, Step, Switch } from "./facts/releases.ts";
import { APPLICATIONS_OF_RELEASES } from "./facts/releases-applications.ts";
import { DATABASES } from "./facts/releases-databases.ts";
import { STORES_OF_RELEASES } from "./facts/releases-stores.ts";
import { matchImage } from "./images.ts";
import { isGiven, type NeedsService } from "./needs/settings.ts";
import {
  compareVersions,
  type Fit,
  floats,
  readSpan,
  type Span,
  spanOf,
  tagNumbers,
  type Version,
  within,
} from "./versions.ts";

export type { MovingTag, Reading, Releases, Step } from "./facts/releases.ts";

/** Which release a reference means. */
export interface Release {
  /** The numbers that its tag names; empty where it names none. */
  readonly numbers: Version;
  /** The tag is the newest of all, whatever that is on the day of the deploy. */
  readonly floats: boolean;
  /** What the tag was when somebody looked; absent where nobody did, or the tag names the version itself. */
  readonly moving: MovingTag | undefined;
}

const BY_FAMILY = new Map(
  [...DATABASES, ...STORES_OF_RELEASES, ...APPLICATIONS_OF_RELEASES].flatMap((releases) =>
    releases.families.map((family) => [family, releases] as const),
  ),
);

/** What is known about the releases of an image's program, or of the engine that it is made from. */
export function releasesOf({ family }: ImageMatch): Releases | undefined {
  return BY_FAMILY.get(family.id) ?? BY_FAMILY.get(family.engine ?? family.id);
}

/** The release that a reference names; undefined where a variable or a digest alone hides it. */
export function releaseOf(reference: string, image: ImageMatch): Release | undefined {
  const last = reference.slice(reference.lastIndexOf("/") + 1);
  if (image.tag === undefined && (hasUnknown(last) || last.includes("@"))) return undefined;
  const named = tagNumbers(image.tag, image.family);
  const newest = named.length === 0 && floats(image.tag) && !reference.includes("@");
  if (named.length === 0 && !newest) return undefined;
  return { numbers: named, floats: newest, moving: movingTag(image, named) };
}

/** A tag's own row, or that of all tags without a version. */
function movingTag({ family, tag }: ImageMatch, named: Version): MovingTag | undefined {
  const rows = MOVING_TAGS.filter(({ families }) => families.includes(family.id));
  const words = new Set([named.join("."), ...(tag?.split("-") ?? [])]);
  const own = rows.find(({ tags }) => tags?.some((one) => words.has(one)));
  if (own) return own.tags?.includes(named.join(".")) || named.length === 0 ? own : undefined;
  return named.length === 0 && !words.has("lts") ? rows.find(({ tags }) => tags === undefined) : undefined;
}

/** The image as the newest release has it, where that is known: with the place of its data. */
export function newestOf({ name, family }: ImageMatch, { floats: newest, moving }: Release): ImageMatch | undefined {
  if (!newest || moving === undefined) return undefined;
  const found = matchImage(`${name}:${moving.is}`);
  return found?.family === family ? found : undefined;
}

/** A version that three numbers name is one; fewer are the last of a line of releases. */
const isExact = ({ length }: Version): boolean => length > 2;

/** What may have written the data under a tag: any version that it ever named. undefined: any at all. */
function oldSpan({ numbers }: Release): Span | undefined {
  if (numbers.length === 0) return undefined;
  return isExact(numbers) ? { from: spanOf(numbers).from, to: spanOf(numbers).from } : spanOf(numbers);
}

/** What starts under a tag from now on: never an older version than it was known to be, or than ran under it. */
function newSpan({ numbers, moving }: Release, before: Release): Span | undefined {
  const known = moving === undefined ? [] : tagNumbers(moving.is, {});
  if (numbers.length === 0) return known.length === 0 ? undefined : spanOf(known, [Number.POSITIVE_INFINITY]);
  if (isExact(numbers)) return { from: spanOf(numbers).from, to: spanOf(numbers).from };
  const span = spanOf(numbers);
  const starts = [known, ...(startsWith(before.numbers, numbers) ? [before.numbers] : [])].filter(
    (one) => one.length > 0,
  );
  const from = starts.map((one) => spanOf(one).from).reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), span.from);
  return { from, to: span.to };
}

function startsWith(version: Version, start: Version): boolean {
  return version.length >= start.length && start.every((number, index) => version[index] === number);
}

/** What a release does with the files of another one, as far as the two tags tell. */
export interface Judgement {
  /** The steps that may be the one; with `sure` it is the last of them, and else there may be nothing to say. */
  readonly steps: readonly (Step | Switch)[];
  readonly sure: boolean;
}

/** undefined where one of the tags does not say enough. */
export function judge(
  [before, old]: readonly [ImageMatch, Release],
  [after, now]: readonly [ImageMatch, Release],
  service: NeedsService,
): Judgement | undefined {
  const [from, to] = [releasesOf(before), releasesOf(after)];
  if (from === undefined || to === undefined) return undefined;
  const [was, is] = [oldSpan(old), newSpan(now, old)];
  if (from === to) {
    if (was === undefined || is === undefined) return undefined;
    return old.numbers.join() === now.numbers.join() && now.numbers.length > 0
      ? { steps: [], sure: true }
      : walk(to.steps, (step) => fitOf(step, was, is, to, service));
  }
  const rows = SWITCHES.filter((row) => row.from === from.title && row.to === to.title);
  if (rows.length === 0) return undefined;
  const any: Span = spanOf([], [Number.POSITIVE_INFINITY]);
  return walk(rows, (row) => fitOf(row, was ?? any, is ?? any, to, service));
}

/** What the data would meet if it was written by what the old tag was known to be last. */
export function judgeNewest(
  [before, old]: readonly [ImageMatch, Release],
  after: readonly [ImageMatch, Release],
  service: NeedsService,
): Judgement | undefined {
  if (old.moving === undefined) return undefined;
  const numbers = tagNumbers(old.moving.is, {});
  return judge([before, { ...old, numbers }], after, service);
}

function walk<T extends Step | Switch>(steps: readonly T[], holds: (step: T) => Fit): Judgement {
  const possible: T[] = [];
  for (const step of steps) {
    const found = holds(step);
    if (found !== "never") possible.push(step);
    if (found === "always") return { steps: possible, sure: true };
  }
  return { steps: possible, sure: possible.length === 0 };
}

function fitOf(step: Step | Switch, old: Span, now: Span, releases: Releases, service: NeedsService): Fit {
  const fits: Fit[] = [
    step.old === undefined ? "always" : within(old, readSpan(step.old)),
    step.now === undefined ? "always" : within(now, readSpan(step.now)),
  ];
  if ("way" in step) fits.push(byWay(step, old, now, releases));
  if ("apart" in step) fits.push(byDistance(step.apart ?? 0, old, now));
  if (step.unless) fits.push(withoutSetting(step.unless, service));
  return fits.includes("never") ? "never" : fits.includes("perhaps") ? "perhaps" : "always";
}

function byWay({ way }: Step, old: Span, now: Span, releases: Releases): Fit {
  if (way === undefined) return "always";
  if (way === "back") {
    if (compareVersions(now.to, old.from) < 0) return "always";
    return compareVersions(now.from, old.to) >= 0 ? "never" : "perhaps";
  }
  const series = (version: Version) => version.slice(0, seriesLength(version, releases));
  const up = isAfter(series(now.from), series(old.to));
  const down = isAfter(series(old.from), series(now.to));
  const notUp = !isAfter(series(now.to), series(old.from));
  const notDown = !isAfter(series(old.to), series(now.from));
  if (way === "up") return up ? "always" : notUp ? "never" : "perhaps";
  if (way === "down") return down ? "always" : notDown ? "never" : "perhaps";
  return up || down ? "always" : notUp && notDown ? "never" : "perhaps";
}

const isAfter = (one: Version, other: Version): boolean => compareVersions(one, other) > 0;

function seriesLength(version: Version, { series }: Releases): number {
  if (typeof series === "number") return series;
  const rows = series.filter(([from]) => compareVersions(version, readSpan(from).from) >= 0);
  return rows.at(-1)?.[1] ?? 1;
}

function byDistance(least: number, old: Span, now: Span): Fit {
  const [from = 0, to = 0] = [(now.from[0] ?? 0) - (old.to[0] ?? 0), (now.to[0] ?? 0) - (old.from[0] ?? 0)];
  return from >= least ? "always" : to < least ? "never" : "perhaps";
}

function withoutSetting({ env = [], flags = [] }: NonNullable<Step["unless"]>, service: NeedsService): Fit {
  const words = service.command.map(({ value }) => value);
  if (env.some((name) => service.environment.has(name)) || isGiven(words, flags)) return "never";
  return (service.envFiles?.length ?? 0) > 0 && env.length > 0 ? "perhaps" : "always";
}

/** The numbers by which people know a release: those of its series, and no more than its tag names. */
export function shownRelease({ numbers, moving }: Release, releases: Releases | undefined, patch = false): string {
  const named = numbers.length > 0 ? numbers : tagNumbers(moving?.is, {});
  if (patch || releases === undefined) return named.join(".");
  return named.slice(0, seriesLength(spanOf(named).from, releases)).join(".");
}
