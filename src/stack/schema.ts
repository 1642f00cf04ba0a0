import { describe } from "./schema-messages.ts";
import { byPlace, type Path } from "./schema-path.ts";
import { type SchemaError, validate } from "./schema-validator.generated.js";
import { checkVersion } from "./schema-versions.ts";

/** One reason why deploy refuses the file's shape or a value. */
export interface Violation {
  /** From the root of the file. A wrong key is its last step; for a missing key it is the mapping that lacks it. */
  readonly path: readonly (string | number)[];
  readonly at: "key" | "value";
  /** What is wrong, without any value of the file: it may be a secret. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  /** Where the file alone cannot tell that it is a mistake. */
  readonly severity?: "warning";
}

const NEWEST = 13;

/** Whether `docker stack deploy` of CLI 28 reads this (normalised) version of the format: 3.0 to 3.13. */
export function isSupportedVersion(version: string): boolean {
  return minorOf(version) !== undefined;
}

function minorOf(version: string): number | undefined {
  const minor = /^3\.(0|[1-9]\d?)$/.exec(version)?.[1];
  return minor !== undefined && Number(minor) <= NEWEST ? Number(minor) : undefined;
}

/**
 * Every reason why deploy refuses the shape of a file, in the order of the file.
 * `version` is normalised: "3.13" when the file has none. One that deploy does not know counts as the newest.
 */
export function validateStack(plain: unknown, version: string): Violation[] {
  const minor = minorOf(version) ?? NEWEST;
  const { violations, unchecked } = minor < NEWEST ? checkVersion(plain, minor) : { violations: [], unchecked: [] };
  if (!validate(plain)) {
    for (const error of validate.errors ?? []) {
      const { path, value } = resolve(error, plain);
      if (!unchecked.some((place) => isWithin(path, place))) violations.push(...describe(error, path, value));
    }
  }
  if (violations.length === 0) return [];
  return withoutDoubles(violations).sort(byPlace(plain));
}

/** The steps of a JSON pointer, positions in lists as numbers, and what stands there. */
function resolve({ instancePath }: SchemaError, plain: unknown): { path: Path; value: unknown } {
  const path: (string | number)[] = [];
  let value = plain;
  for (const written of instancePath.split("/").slice(1)) {
    const step = written.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(value) ? Number(step) : step);
    value = (value as Record<string, unknown>)[step];
  }
  return { path, value };
}

function isWithin(path: Path, place: Path): boolean {
  return place.every((step, depth) => path[depth] === step);
}

/** Equal entries of a wrong type, or a name that two rules refuse, are one mistake. */
function withoutDoubles(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ path, at }) => {
    const place = JSON.stringify([at, ...path]);
    return !seen.has(place) && seen.add(place);
  });
}
