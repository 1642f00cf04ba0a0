import type { StorageOption } from "../model/cost.ts";

/** What a reader must know about the prices behind an estimate: those that are old, and those that nobody read. */
export function warningsOn(options: readonly StorageOption[], day: string): string[] {
  const old = new Map<string, Set<string>>();
  const inferred = new Set<string>();
  for (const { storage, lines } of options) {
    for (const line of lines) {
      if (isOld(line.asOf, day)) old.set(line.asOf, (old.get(line.asOf) ?? new Set()).add(storage));
      if (line.inferred) inferred.add(storage);
    }
  }
  const aged = [...old]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([asOf, storages]) => `Prices of ${asOf} are more than a year old: ${[...storages].join("; ")}.`);
  const guessed = inferred.size === 0 ? [] : [`Prices that were inferred and not read: ${[...inferred].join("; ")}.`];
  return [...aged, ...guessed];
}

/** Whether more than a year lies between two days (YYYY-MM-DD). */
export function isOld(asOf: string, day: string): boolean {
  return `${Number(asOf.slice(0, 4)) + 1}${asOf.slice(4)}` < day;
}
