import type { RuleProblem } from "../rules/rule.ts";
import { set, spotAt } from "./find.ts";
import type { Fix, FixContext } from "./model.ts";

/** `version: 3.10` is the number 3.1: what counts is what is written. */
export function* quoteVersion({ place }: RuleProblem, context: FixContext): Iterable<Fix> {
  const { file, start, end } = place;
  const spot = spotAt(context, file, ["version"]);
  if (spot === undefined || spot.tree.start !== start) return;
  yield { title: "Put the version in quotes", safe: true, changes: [set(spot, [], file.text.slice(start, end))] };
}
