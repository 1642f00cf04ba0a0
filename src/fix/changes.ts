import { type Change, set } from "../edit/change.ts";
import { pairUp } from "../persistence/change/pairs.ts";
import type { Exposure } from "../persistence/exposure.ts";
import type { RuleProblem } from "../rules/rule.ts";
import { volumeDeclaration } from "./find.ts";
import type { FixContext, Fixer } from "./model.ts";
import { withTarget } from "./mounting.ts";
import { underNewName } from "./renewing.ts";

/** What ran before the change, beside what a finding speaks of. */
function pairOf({ exposure }: RuleProblem, context: FixContext) {
  const { base } = context;
  return base && exposure && pairUp(base, context).pairs.find(({ head }) => head === exposure);
}

/** The new key with the old volume behind it. */
export const keepOldVolumeName: Fixer = function* (problem, context) {
  const pair = pairOf(problem, context);
  const [old, next] = [pair?.base.volume, pair?.head.volume];
  if (!pair || !old || !next || next.external || old.external) return;
  // It was there before the change, with files of its own.
  if (next.key !== old.key && context.base?.stack.volumes.has(next.key)) return;
  const declared = volumeDeclaration(context, next);
  const name = pair.baseHome?.volume;
  if (declared === undefined || name === undefined || /[{}$\uFDD0]|^_/.test(name)) return;
  yield {
    title: `Keep the volume \`${name}\` behind the new key`,
    safe: false,
    changes: [set(declared, ["name"], name)],
  };
};

/** The image without its tag. */
function nameOf({ view }: Exposure): string | undefined {
  return view.service.image?.value.replace(/[:@][^/]*$/, "");
}

/** Where the volume was mounted before the change. */
export const restoreMountTarget: Fixer = function* (problem, context) {
  const pair = pairOf(problem, context);
  const target = pair?.base.mount?.target.value;
  if (!pair?.head.mount || target === undefined || target === pair.head.target) return;
  // Another program has other paths: what it keeps at the new one nobody knows.
  if (nameOf(pair.base) !== nameOf(pair.head)) return;
  const change: Change | undefined = withTarget(context, pair.head.view.service, pair.head.mount, target);
  if (change) yield { title: `Mount it at \`${target}\` again`, safe: false, changes: [change] };
};

/** Docker never changes a volume that exists: what is new gets a new name. */
export const declareUnderNewName: Fixer = function* ({ volume: key = "" }, context) {
  const volume = context.stack.volumes.get(key);
  const moved = volume && underNewName(volume, context);
  if (!moved) return;
  yield {
    title: `Declare it under the new volume name \`${moved.key}\`; copy the data there before the deploy`,
    safe: false,
    changes: moved.changes,
    accepts: ["volume-renamed"],
  };
};
