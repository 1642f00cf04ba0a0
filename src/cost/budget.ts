import type { BudgetLimit, Config } from "../config/model.ts";
import type { CostDifference, StackEstimate } from "../model/cost.ts";
import { decimal, type Money, money, showMoney } from "../model/money.ts";
import type { Problem } from "../model/problem.ts";
import type { Place } from "../model/text.ts";
import { parseAmount, parsePercent } from "./units.ts";

type Budget = Config["budget"];

/** One stack's estimate, what changed in it, and where its volumes are declared. */
interface Spending {
  readonly estimate: StackEstimate;
  /** Absent when there is nothing to compare with. */
  readonly difference: readonly CostDifference[] | undefined;
  /** Where to point for a volume, or for the whole stack. */
  readonly placeOf: (volume: string | undefined) => Place;
}

/** What goes beyond the budget of a stack. Amounts in a currency that no limit is written in are not judged. */
export function budgetProblems(spending: Spending, budget: Budget): Problem[] {
  return [
    ...overMonthly(spending, budget.monthly),
    ...overIncrease(spending, budget.increase),
    ...overPercent(spending, budget.increasePercent),
  ];
}

function overMonthly({ estimate, placeOf }: Spending, limit: BudgetLimit | undefined): Problem[] {
  return inCurrency(estimate.monthly, limit, (total) => total).flatMap(({ one: total, most, limit: set }) => {
    if (decimal(total.amount).lte(decimal(most.amount))) return [];
    const volume = dearest(estimate, total.currency);
    const least = estimate.atLeast ? "at least " : "";
    const message = `The storage of this stack costs ${least}${showMoney(total)} a month, and the budget allows ${showMoney(most)}.`;
    return [problem("budget-monthly", set, placeOf(volume), `${message}${largest(volume)}`, certaintyOf(estimate))];
  });
}

function overIncrease({ estimate, difference, placeOf }: Spending, limit: BudgetLimit | undefined): Problem[] {
  return inCurrency(difference ?? [], limit, ({ change }) => change).flatMap(({ one, most, limit: set }) => {
    if (decimal(one.change.amount).lte(decimal(most.amount))) return [];
    const volume = steepest(one);
    const message = `This change raises monthly storage by ${showMoney(one.change)} to ${showMoney(one.after)}, and the budget allows ${showMoney(most)} more.`;
    return [problem("budget-increase", set, placeOf(volume), `${message}${largest(volume)}`, certaintyOf(estimate))];
  });
}

function overPercent({ estimate, difference, placeOf }: Spending, limit: BudgetLimit | undefined): Problem[] {
  const most = limit && parsePercent(limit.limit);
  if (limit === undefined || most === undefined || "wrong" in most) return [];
  return (difference ?? []).flatMap((one) => {
    const { before, after, change } = one;
    // What was nothing before has risen by no percentage.
    const allowed = decimal(before.amount).times(most.value).div(decimal("100"));
    if (one.percent === undefined || decimal(change.amount).lte(allowed)) return [];
    const volume = steepest(one);
    const message = `This change raises monthly storage by ${one.percent} %, from ${showMoney(before)} to ${showMoney(after)}, and the budget allows ${limit.limit.trim()}.`;
    return [
      problem("budget-increase-percent", limit, placeOf(volume), `${message}${largest(volume)}`, certaintyOf(estimate)),
    ];
  });
}

/** Pairs amounts with a limit in their currency; a limit without one is in whatever currency the prices are. */
function inCurrency<T>(all: readonly T[], limit: BudgetLimit | undefined, amountOf: (one: T) => Money) {
  const most = limit && parseAmount(limit.limit);
  if (limit === undefined || most === undefined || "wrong" in most) return [];
  const { amount, currency } = most.value;
  return all
    .filter((one) => currency === undefined || amountOf(one).currency === currency)
    .map((one) => ({ one, limit, most: money(amount, amountOf(one).currency) }));
}

/** An inferred price backs no error. */
function certaintyOf({ volumes }: StackEstimate): "read" | "inferred" {
  return volumes.some(({ today }) => today.lines.some(({ inferred }) => inferred)) ? "inferred" : "read";
}

function dearest({ volumes }: StackEstimate, currency: string): string | undefined {
  const priced = volumes.flatMap(({ volume, today: { monthly } }) =>
    monthly?.currency === currency ? [{ volume, monthly }] : [],
  );
  return greatest(priced, ({ monthly }) => monthly.amount)?.volume;
}

function steepest({ volumes }: CostDifference): string | undefined {
  const rise = ({ before, after }: CostDifference["volumes"][number]) =>
    decimal(after?.amount ?? "0")
      .minus(decimal(before?.amount ?? "0"))
      .toFixed();
  const still = volumes.filter(({ change }) => change !== "removed");
  return greatest(still, rise)?.volume;
}

function greatest<T>(all: readonly T[], amountOf: (one: T) => string): T | undefined {
  return all.reduce<T | undefined>(
    (most, one) => (most === undefined || decimal(amountOf(one)).gt(decimal(amountOf(most))) ? one : most),
    undefined,
  );
}

const largest = (volume: string | undefined): string =>
  volume === undefined ? "" : ` The largest part of it is \`${volume}\`.`;

const HELP =
  "Store less or cheaper, raise the budget in the configuration, or accept it there: an entry of `ignore` with a reason.";

function problem(
  rule: string,
  { action }: BudgetLimit,
  place: Place,
  message: string,
  certainty: "read" | "inferred",
): Problem {
  const severity = action === "fail" && certainty === "read" ? "error" : "warning";
  return { rule, place, message, help: HELP, severity, subject: "stack" };
}
