import { remove, set, spotAt, spotOf, writtenText } from "./find.ts";
import type { Fixer } from "./model.ts";

/** `version: 3.10` is the number 3.1: what counts is what is written. */
export const quoteVersion: Fixer = function* ({ place }, context) {
  const { file, start, end } = place;
  const spot = spotAt(context, file, ["version"]);
  if (spot === undefined || spot.tree.start !== start) return;
  yield { title: "Put the version in quotes", safe: true, changes: [set(spot, [], file.text.slice(start, end))] };
};

/** A `$` that starts neither a variable nor an escaped one belongs to the value: nobody can have meant anything else. */
export const escapeDollar: Fixer = function* ({ place }, context) {
  const spot = spotOf(context, place);
  const written = writtenText(spot?.tree);
  if (spot === undefined || written === undefined) return;
  const escaped = written.replace(/\$\$|\$(?![A-Za-z_{])/g, "$$$$");
  if (escaped === written) return;
  yield {
    title: "Write `$$` for the dollar sign, which belongs to the value",
    safe: true,
    changes: [set(spot, [], escaped)],
  };
};

/** A key that changes nothing where the stack is deployed; `docker compose` may still read it. */
export const removeKey: Fixer = function* ({ place, subject }, context) {
  const spot = spotOf(context, place);
  const key = spot?.path.at(-1);
  if (spot === undefined || typeof key !== "string" || !subject.endsWith(key)) return;
  yield { title: `Remove \`${key}\`, which Swarm ignores`, safe: false, changes: [remove(spot)] };
};
