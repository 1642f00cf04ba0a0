import { remove, set } from "../edit/change.ts";
import { nodeAtPath, nodeAtPlace, writtenString } from "./find.ts";
import type { Fixer } from "./model.ts";

/** `version: 3.10` is the number 3.1: what counts is what is written. */
export const quoteVersion: Fixer = function* ({ place }, context) {
  const { file, start, end } = place;
  const node = nodeAtPath(context, file, ["version"]);
  if (node === undefined || node.tree.start !== start) return;
  yield { title: "Put the version in quotes", safe: true, changes: [set(node, [], file.text.slice(start, end))] };
};

/** A `$` that starts neither a variable nor an escaped one belongs to the value: nobody can have meant anything else. */
export const escapeDollar: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const written = writtenString(node?.tree);
  if (node === undefined || written === undefined) return;
  const escaped = written.replace(/\$\$|\$(?![A-Za-z_{])/g, "$$$$");
  if (escaped === written) return;
  yield {
    title: "Write `$$` for the dollar sign, which belongs to the value",
    safe: true,
    changes: [set(node, [], escaped)],
  };
};

/** A key that changes nothing where the stack is deployed; `docker compose` may still read it. */
export const removeIgnoredKey: Fixer = function* ({ place, subject }, context) {
  const node = nodeAtPlace(context, place);
  const key = node?.path.at(-1);
  if (node === undefined || typeof key !== "string" || !subject.endsWith(key)) return;
  yield { title: `Remove \`${key}\`, which Swarm ignores`, safe: false, changes: [remove(node)] };
};
