import { remove, set } from "../edit/change.ts";
import { parseConstraint } from "../persistence/constraint.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { nodeAtPath, nodeAtPlace, serviceNode, writtenString } from "./find.ts";
import { isNewData } from "./first-deploy.ts";
import type { FixContext, Fixer } from "./model.ts";

/** The tasks that run are left alone: only the next update takes another order. */
export const stopOldTaskFirst: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  if (node?.path.at(-1) !== "order" || writtenString(node.tree)?.includes("$")) return;
  yield {
    title: "Stop the old task before the new one starts: the service pauses for a few seconds",
    safe: true,
    changes: [set(node, [], "stop-first")],
  };
};

/** Whether every node has data of its own: with one task, what is on the other nodes would be left behind. */
export function leavesOthers(exposure: Exposure, context: FixContext): boolean {
  const { storage, view } = exposure;
  const apart = storage.reach === "node" || storage.each === "node";
  return apart && (view.placement.pin !== "node" || view.placement.everywhere) && !isNewData(exposure, context);
}

export const runOneReplica: Fixer = function* ({ place, service, exposure }, context) {
  const node = nodeAtPlace(context, place);
  // Tasks of an image that is not known may be the members of a cluster.
  if (node?.path.at(-1) !== "replicas" || exposure?.view.image === undefined || leavesOthers(exposure, context)) return;
  yield { title: `Run one task of \`${service}\``, safe: false, changes: [set(node, [], 1)] };
};

/** `replicas` beside a mode that has none, or a mode in other letters. */
export const correctDeployMode: Fixer = function* ({ place, service = "" }, context) {
  const node = nodeAtPlace(context, place);
  const mode = writtenString(serviceNode(context, service, "deploy", "mode")?.tree);
  if (node?.path.at(-1) === "replicas") {
    const title = `Remove \`replicas\`: a \`${mode}\` service has one task a node`;
    yield { title, safe: false, changes: [remove(node)] };
    const holder = nodeAtPath(context, node.file, [...node.path.slice(0, -1), "mode"]);
    const replicated = mode?.endsWith("-job") ? "replicated-job" : "replicated";
    if (holder) yield { title: `Write \`mode: ${replicated}\``, safe: false, changes: [set(holder, [], replicated)] };
  } else if (node?.path.at(-1) === "mode" && mode !== undefined) {
    const known = mode.trim().toLowerCase().replaceAll("_", "-");
    if (/^(replicated|global)(-job)?$/.test(known) && known !== mode) {
      yield { title: `Write \`mode: ${known}\``, safe: false, changes: [set(node, [], known)] };
    }
  }
};

/** One `=` in place of two: the engine refuses it, and it can mean nothing else. */
export const writeEqualityOperator: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const written = writtenString(node?.tree);
  const parts = /^([\w.-]+)(\s*)=(\s*)([^=]+)$/.exec(written ?? "");
  if (node === undefined || parts === null) return;
  const [, key, before, after, value] = parts;
  const text = `${key}${before}==${after}${value}`;
  yield { title: `Write \`==\``, safe: false, changes: [set(node, [], text)] };
};

/** Keys that people write for one that Swarm knows. */
const MISSPELT: readonly (readonly [RegExp, string])[] = [
  [/^(node|engine)\.label\./i, "$1.labels."],
  [/^nodes\.labels?\./i, "node.labels."],
  [/^labels?\./i, "node.labels."],
  [/^(node\.)?host-?name$/i, "node.hostname"],
  [/^node\.(host|name)$/i, "node.hostname"],
  [/^role$/i, "node.role"],
  [/^node\.(platform\.)?(os|arch)$/i, "node.platform.$2"],
];

export const correctConstraintKey: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const written = writtenString(node?.tree);
  const key = parseConstraint(written ?? "")?.key;
  if (node === undefined || written === undefined || key === undefined) return;
  const found = MISSPELT.find(([pattern]) => pattern.test(key));
  if (found === undefined || found[1] === key.toLowerCase()) return;
  const known = key.replace(...(found as [RegExp, string]));
  yield { title: `Write \`${known}\``, safe: false, changes: [set(node, [], written.replace(key, known))] };
};
