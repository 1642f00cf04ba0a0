import type { Violation } from "./schema.ts";
import { repeated, typeOf } from "./schema-messages.ts";
import { type Path, subject } from "./schema-path.ts";
import { findRepeats, type VersionTable, versionTable } from "./schema-validator.generated.js";

interface Walk {
  readonly minor: number;
  readonly violations: Violation[];
  /** Places that this version does not look at. */
  readonly unchecked: Path[];
}

/** What version 3.`minor` refuses and the newest accepts, and the places that it accepts unseen. */
export function checkVersion(data: unknown, minor: number): Pick<Walk, "violations" | "unchecked"> {
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
