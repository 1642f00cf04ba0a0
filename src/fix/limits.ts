import { child } from "../yaml/tree.ts";
import { remove, set, spotAt, spotOf } from "./find.ts";
import type { Fixer } from "./model.ts";

/** Limits that a stack writes under `deploy`. */
export const moveLimit: Fixer = function* ({ place, service = "", subject }, context) {
  const spot = spotOf(context, place);
  const owner = spotAt(context, place.file, ["services", service]);
  if (spot === undefined || owner === undefined || spot.tree.kind !== "scalar") return;
  const limits = child(child(child(owner.tree, "deploy"), "resources"), "limits");
  const { value } = spot.tree;
  if (
    subject === "mem_limit" &&
    child(limits, "memory") === undefined &&
    value !== null &&
    typeof value !== "boolean"
  ) {
    yield {
      title: "Write the limit as `deploy.resources.limits.memory`",
      safe: false,
      changes: [remove(spot), set(owner, ["deploy", "resources", "limits", "memory"], value)],
    };
  } else {
    yield { title: `Remove \`${subject}\`, which deploy refuses`, safe: false, changes: [remove(spot)] };
  }
};

/** What `restart` says, as Swarm reads it: everything but `on-failure` is `any`. */
export const restartPolicy: Fixer = function* ({ place, service = "" }, context) {
  const spot = spotOf(context, place);
  const owner = spotAt(context, place.file, ["services", service]);
  if (spot?.tree.kind !== "scalar" || owner === undefined) return;
  const given = child(child(owner.tree, "deploy"), "restart_policy");
  const [, attempts] = /^on-failure(?::(\d+))?$/.exec(String(spot.tree.value)) ?? [];
  const onFailure = String(spot.tree.value).startsWith("on-failure");
  if (given !== undefined || String(spot.tree.value).includes("$")) {
    if (given !== undefined)
      yield { title: "Remove `restart`: `deploy.restart_policy` counts", safe: false, changes: [remove(spot)] };
    return;
  }
  const policy = {
    condition: onFailure ? "on-failure" : "any",
    ...(attempts === undefined ? {} : { max_attempts: Number(attempts) }),
  };
  yield {
    title: "Write it as `deploy.restart_policy`, which does the same",
    safe: false,
    changes: [remove(spot), set(owner, ["deploy", "restart_policy"], policy)],
  };
};
