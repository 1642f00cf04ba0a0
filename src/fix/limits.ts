import { remove, set } from "../edit/change.ts";
import { child } from "../yaml/tree.ts";
import { nodeAtPath, nodeAtPlace } from "./find.ts";
import type { Fixer } from "./model.ts";

/** Limits that a stack writes under `deploy`. */
export const moveLimit: Fixer = function* ({ place, service = "", subject }, context) {
  const node = nodeAtPlace(context, place);
  const owner = nodeAtPath(context, place.file, ["services", service]);
  if (node === undefined || owner === undefined || node.tree.kind !== "scalar") return;
  const limits = child(child(child(owner.tree, "deploy"), "resources"), "limits");
  const { value } = node.tree;
  if (
    subject === "mem_limit" &&
    child(limits, "memory") === undefined &&
    value !== null &&
    typeof value !== "boolean"
  ) {
    yield {
      title: "Write the limit as `deploy.resources.limits.memory`",
      safe: false,
      changes: [remove(node), set(owner, ["deploy", "resources", "limits", "memory"], value)],
    };
  } else {
    yield { title: `Remove \`${subject}\`, which deploy refuses`, safe: false, changes: [remove(node)] };
  }
};

/** What `restart` says, as Swarm reads it: everything but `on-failure` is `any`. */
export const moveRestartPolicy: Fixer = function* ({ place, service = "" }, context) {
  const node = nodeAtPlace(context, place);
  const owner = nodeAtPath(context, place.file, ["services", service]);
  if (node?.tree.kind !== "scalar" || owner === undefined) return;
  const requiredVariable = child(child(owner.tree, "deploy"), "restart_policy");
  const [, attempts] = /^on-failure(?::(\d+))?$/.exec(String(node.tree.value)) ?? [];
  const onFailure = String(node.tree.value).startsWith("on-failure");
  if (requiredVariable !== undefined || String(node.tree.value).includes("$")) {
    if (requiredVariable !== undefined)
      yield { title: "Remove `restart`: `deploy.restart_policy` counts", safe: false, changes: [remove(node)] };
    return;
  }
  const policy = {
    condition: onFailure ? "on-failure" : "any",
    ...(attempts === undefined ? {} : { max_attempts: Number(attempts) }),
  };
  yield {
    title: "Write it as `deploy.restart_policy`, which does the same",
    safe: false,
    changes: [remove(node), set(owner, ["deploy", "restart_policy"], policy)],
  };
};
