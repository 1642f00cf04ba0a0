import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import { type Mapping, printScalar } from "../yaml/tree.ts";
import { describe, repeated, typeOf } from "./schema-messages.ts";
import {
  findRepeats,
  type SchemaError,
  type VersionTable,
  validate,
  versionTable,
} from "./schema-validator.generated.js";
import { byPlace, type Path, subject, type Violation } from "./violation.ts";

/** The version that a file without one, or with `"3"`, counts as (CLI 27 to 29). */
export const DEFAULT_VERSION = "3.13";

/** The file's version, normalised; undefined when deploy refuses it. */
export function readVersion(root: Mapping, problems: Problem[]): string | undefined {
  const entry = root.entries.get("version");
  if (!entry) return DEFAULT_VERSION;
  const { value } = entry;
  const refused = (rule: string, message: string, help: string): undefined => {
    problems.push({
      rule,
      place: placeOf(value.start < value.end ? value : entry.key),
      message,
      help,
      subject: "version",
    });
  };
  if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean") {
    return refused(
      "schema-invalid",
      "`version` is there without a number in quotes; deploy refuses the file.",
      "Remove the line: it is optional.",
    );
  }
  const text = printScalar(value);
  const normal = text === "" || text === "3" ? DEFAULT_VERSION : text;
  if (!isSupportedVersion(normal)) {
    const message = "`docker stack deploy` reads versions 3.0 to 3.13 only; it refuses the file.";
    const why = text.includes("$") ? " No variable is filled in here." : "";
    return refused("schema-invalid", message, `Remove the line: it is optional. Or write \`version: "3.8"\`.${why}`);
  }
  if (typeof value.value === "number") {
    const help = `Write \`version: "${text}"\`, or remove the line: it is optional.`;
    refused(
      "unquoted-version",
      "`version` is written as a number and must be a text in quotes; deploy refuses the file.",
      help,
    );
  }
  return normal;
}

/** Two files that cannot be deployed together. */
export function mismatch(root: Mapping, first: string, own: string): Problem {
  const entry = root.entries.get("version");
  const message = `This file counts as version ${own} and the first as ${first}; deploy refuses to combine them.`;
  const place = entry ? placeOf(entry.value) : { file: root.file, start: root.start, end: root.start };
  const help = "Give all files the same `version`, or none.";
  return { rule: "schema-invalid", place, message, help, subject: "version" };
}

// ---- The shape ----

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

// ---- What older versions lack ----

interface Walk {
  readonly minor: number;
  readonly violations: Violation[];
  /** Places that this version does not look at. */
  readonly unchecked: Path[];
}

/** What version 3.`minor` refuses and the newest accepts, and the places that it accepts unseen. */
function checkVersion(data: unknown, minor: number): Pick<Walk, "violations" | "unchecked"> {
  const walk: Walk = { minor, violations: [], unchecked: [] };
  visit(data, versionTable, [], walk);
  return walk;
}

function visit(value: unknown, table: VersionTable, path: Path, walk: Walk): void {
  const { minor } = walk;
  if ((table.checkedSince ?? 0) > minor) walk.unchecked.push(path);
  const needed = table.forms?.[typeOf(value)] ?? 0;
  if (needed > minor) {
    walk.violations.push(tooNew(path, "value", `${subject(path)} is a mapping, which`, needed, minor));
    return;
  }
  if (Array.isArray(value)) {
    if (minor <= (table.distinctUntil ?? -1)) {
      for (const [first, later] of findRepeats(value)) walk.violations.push(repeated(path, first, later));
    }
    const { items } = table;
    if (items) for (const [index, item] of value.entries()) visit(item, items, [...path, index], walk);
  } else if (value !== null && typeof value === "object") {
    for (const [key, below] of tablesBelow(value, table)) {
      const inside = [...path, key];
      const since = below.since ?? 0;
      if (since > minor) walk.violations.push(tooNew(inside, "key", `\`${key}\``, since, minor));
      else visit((value as Record<string, unknown>)[key], below, inside, walk);
    }
  }
}

/** The keys of a mapping that the table, or a pattern in it, speaks of. */
function tablesBelow(value: object, table: VersionTable): [key: string, table: VersionTable][] {
  const { keys = {}, rest } = table;
  const found: [string, VersionTable][] = [];
  for (const key in keys) if (Object.hasOwn(value, key)) found.push([key, keys[key] as VersionTable]);
  const patterns = patternsOf(table);
  if (patterns.length === 0 && !rest) return found;
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(keys, key)) continue;
    const below = patterns.find(([pattern]) => pattern.test(key))?.[1] ?? rest;
    if (below) found.push([key, below]);
  }
  return found;
}

/** By a table of the generated file, which never changes: valid for ever. Without it each mapping would compile its patterns again. */
const compiled = new Map<VersionTable, [RegExp, VersionTable][]>();

function patternsOf(table: VersionTable): [RegExp, VersionTable][] {
  let patterns = compiled.get(table);
  if (!patterns) {
    patterns = Object.entries(table.patterns ?? {}).map(([pattern, below]) => [new RegExp(pattern, "u"), below]);
    compiled.set(table, patterns);
  }
  return patterns;
}

function tooNew(path: Path, at: "key" | "value", what: string, needed: number, minor: number): Violation {
  return {
    path,
    at,
    message: `${what} needs version 3.${needed}; this file says 3.${minor}, so deploy refuses it.`,
    help: `Write \`version: "3.${needed}"\` or a higher one, or remove \`version\`: then the newest counts.`,
  };
}
