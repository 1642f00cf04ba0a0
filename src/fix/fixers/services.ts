import { remove, set } from "../../edit/change.ts";
import { parseConstraint } from "../../persistence/constraint.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import { isNewData } from "../deploy-effects.ts";
import type { FixContext, Fixer } from "../model.ts";
import { nodeAtPath, nodeAtPlace, serviceNode, writtenString } from "../yaml-nodes.ts";

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
function leavesOthers(exposure: Exposure, context: FixContext): boolean {
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

/** The service of a finding, in the file where it is written first. */
function ownNode(exposure: Exposure | undefined, context: FixContext) {
  return exposure && serviceNode(context, exposure.view.service.name);
}

/** One task has one name; several would need a volume each. */
export const setHostname: Fixer = function* ({ exposure }, context) {
  const node = ownNode(exposure, context);
  const { service, image } = exposure?.view ?? {};
  if (!node || !service || image?.family.nodeNameFrom !== "hostname" || service.hostname !== undefined) return;
  if (!/^[a-zA-Z0-9-]+$/.test(service.name) || (service.replicas && service.replicas.value !== 1)) return;
  yield {
    title: `Give every task the host name \`${service.name}\`; what earlier tasks wrote stays below their own names`,
    safe: false,
    changes: [set(node, ["hostname"], service.name)],
  };
};

/** A clean stop ends sooner: only one that would be cut off takes longer. */
export const extendStopGracePeriod: Fixer = function* ({ exposure }, context) {
  const { service, image } = exposure?.view ?? {};
  const node = ownNode(exposure, context);
  const seconds = image?.family.stopGraceSeconds;
  if (!node || !service || seconds === undefined || service.stopGracePeriod?.via !== undefined) return;
  yield {
    title: `Give it ${seconds} seconds to stop`,
    safe: true,
    changes: [set(node, ["stop_grace_period"], `${seconds}s`)],
  };
};

export const alwaysRestart: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const key = node?.path.at(-1);
  if (node && key === "condition") {
    yield { title: "Start the task again whenever it ends", safe: false, changes: [set(node, [], "any")] };
  } else if (node && key === "max_attempts") {
    yield { title: "Remove `max_attempts`: Swarm tries again without an end", safe: false, changes: [remove(node)] };
  }
};

export const runOneTask: Fixer = function* ({ place, service, exposure }, context) {
  const node = nodeAtPlace(context, place);
  if (node?.path.at(-1) !== "mode" || (exposure !== undefined && leavesOthers(exposure, context))) return;
  yield {
    title: `Run one task of \`${service}\` in the whole swarm`,
    safe: false,
    changes: [set(node, [], "replicated")],
  };
};
