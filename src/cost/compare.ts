import type { CostDifference, StackEstimate, VolumeDifference, VolumeEstimate } from "../model/cost.ts";
import { type Decimal, decimal, type Money, money, sum, ZERO } from "../model/money.ts";

/** One stack before and after a change; absent: there was none, or there is none any more. */
export interface EstimatePair {
  readonly before: StackEstimate | undefined;
  readonly after: StackEstimate | undefined;
}

/** A volume on both sides of a change. */
interface Sides {
  readonly volume: string;
  readonly before: VolumeEstimate | undefined;
  readonly after: VolumeEstimate | undefined;
}

/**
 * Monthly storage before and after, one entry for each currency. A volume whose amount is known on one side only,
 * although it is there on both, is left out of both totals: nothing can be said of how it changes.
 */
export function compareEstimates(pairs: readonly EstimatePair[]): CostDifference[] {
  const sides = pairs.flatMap(sidesOf);
  const atLeast = sides.some(isUnknown);
  const known = sides.filter((one) => !isUnknown(one));
  const currencies = new Set(
    known.flatMap(({ before, after }) => [before, after].flatMap((one) => amountOf(one)?.currency ?? [])),
  );
  return Array.from(currencies, (currency) => differenceIn(currency, known, atLeast));
}

function sidesOf({ before, after }: EstimatePair): Sides[] {
  const old = new Map(before?.volumes.map((one) => [one.volume, one]));
  const current = new Map(after?.volumes.map((one) => [one.volume, one]));
  return [...new Set([...current.keys(), ...old.keys()])].map((volume) => ({
    volume,
    before: old.get(volume),
    after: current.get(volume),
  }));
}

const amountOf = (estimate: VolumeEstimate | undefined): Money | undefined => estimate?.today.monthly;

/** Whether a side that is there has no amount. */
const isUnknown = ({ before, after }: Sides): boolean =>
  (before !== undefined && amountOf(before) === undefined) || (after !== undefined && amountOf(after) === undefined);

function differenceIn(currency: string, sides: readonly Sides[], atLeast: boolean): CostDifference {
  const inCurrency = (estimate: VolumeEstimate | undefined): Decimal | undefined => {
    const amount = amountOf(estimate);
    return amount?.currency === currency ? decimal(amount.amount) : undefined;
  };
  const rows = sides.map(({ volume, before, after }) => ({
    volume,
    before: inCurrency(before),
    after: inCurrency(after),
  }));
  const before = sum(rows.map((row) => row.before ?? ZERO));
  const after = sum(rows.map((row) => row.after ?? ZERO));
  const change = after.minus(before);
  return {
    before: money(before, currency),
    after: money(after, currency),
    change: money(change, currency),
    ...(before.eq(ZERO) ? {} : { percent: change.div(before).times(decimal("100")).round(1).toFixed() }),
    atLeast,
    volumes: rows.flatMap((row) => changeOf(row, currency)),
  };
}

function changeOf(
  { volume, before, after }: { volume: string; before: Decimal | undefined; after: Decimal | undefined },
  currency: string,
): VolumeDifference[] {
  if (before !== undefined && after !== undefined) {
    if (before.eq(after)) return [];
    return [{ volume, change: "changed", before: money(before, currency), after: money(after, currency) }];
  }
  if (after !== undefined) return [{ volume, change: "added", after: money(after, currency) }];
  return before === undefined ? [] : [{ volume, change: "removed", before: money(before, currency) }];
}
