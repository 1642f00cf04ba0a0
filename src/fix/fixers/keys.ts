import { append, type Change, remove, set, type Value } from "../../edit/change.ts";
import { byteSize } from "../../stack/quantity.ts";
import { child, itemsOf, type Tree } from "../../yaml/tree.ts";
import type { Fixer } from "../model.ts";
import { nodeAtPath, nodeAtPlace, writtenString, type YamlNode } from "../yaml-nodes.ts";

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
const removeIgnoredKey: Fixer = function* ({ place, subject }, context) {
  const node = nodeAtPlace(context, place);
  const key = node?.path.at(-1);
  if (node === undefined || typeof key !== "string" || !subject.endsWith(key)) return;
  yield { title: `Remove \`${key}\`, which Swarm ignores`, safe: false, changes: [remove(node)] };
};

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
const moveRestartPolicy: Fixer = function* ({ place, service = "" }, context) {
  const node = nodeAtPlace(context, place);
  const owner = nodeAtPath(context, place.file, ["services", service]);
  if (node?.tree.kind !== "scalar" || owner === undefined) return;
  const declared = child(child(owner.tree, "deploy"), "restart_policy");
  const [, attempts] = /^on-failure(?::(\d+))?$/.exec(String(node.tree.value)) ?? [];
  const onFailure = String(node.tree.value).startsWith("on-failure");
  if (declared !== undefined || String(node.tree.value).includes("$")) {
    if (declared !== undefined)
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

/** Mounts at the end of a service's list, which is made when it is missing. */
function mounting(owner: YamlNode, mounts: readonly Value[]): Change[] {
  const { tree } = owner;
  const listed = tree.kind === "mapping" && tree.entries.has("volumes");
  return listed ? mounts.map((mount) => append(owner, ["volumes"], mount)) : [set(owner, ["volumes"], mounts)];
}

const tmpfs = (target: string, size: number | undefined): Value => ({
  type: "tmpfs",
  target,
  ...(size === undefined ? {} : { tmpfs: { size } }),
});

/** The service's own `tmpfs`, which Swarm drops, as mounts. Options other than the size cannot be said there. */
const moveTmpfs: Fixer = function* ({ place, service = "" }, context) {
  const owner = nodeAtPath(context, place.file, ["services", service]);
  const node = nodeAtPath(context, place.file, ["services", service, "tmpfs"]);
  if (owner === undefined || node === undefined) return;
  const items: readonly Tree[] = node.tree.kind === "scalar" ? [node.tree] : itemsOf(node.tree);
  const mounts = items.map((item) => {
    const [target = "", ...options] = (writtenString(item) ?? "").split(/[:,]/);
    const [, size] = /^size=(\w+)$/.exec(options.join(",")) ?? [];
    const bytes = size === undefined ? undefined : byteSize(size);
    const plain = options.length === 0 || bytes !== undefined;
    return plain && /^\/[\w./-]+$/.test(target) ? tmpfs(target, bytes) : undefined;
  });
  if (mounts.length === 0 || mounts.includes(undefined)) return;
  yield {
    title: "Mount it as a tmpfs under `volumes`",
    safe: false,
    changes: [remove(node), ...mounting(owner, mounts as Value[])],
  };
};

/** `/dev/shm` with another size is a tmpfs in its place. */
const moveSharedMemory: Fixer = function* ({ place, service = "" }, context) {
  const owner = nodeAtPath(context, place.file, ["services", service]);
  const node = nodeAtPath(context, place.file, ["services", service, "shm_size"]);
  const bytes = node?.tree.kind === "scalar" ? byteSize(String(node.tree.value)) : undefined;
  if (owner === undefined || node === undefined || bytes === undefined) return;
  yield {
    title: "Mount a tmpfs of this size at `/dev/shm`",
    safe: false,
    changes: [remove(node), ...mounting(owner, [tmpfs("/dev/shm", bytes)])],
  };
};

/** Keys whose removal would take something from people who read them, or that say what is missing. */
const KEPT = new Set(["build", "devices", "privileged", "network_mode"]);

/** Keys that a stack writes in another place. */
const WRITTEN_ELSEWHERE = new Map<string, Fixer>([
  ["restart", moveRestartPolicy],
  ["tmpfs", moveTmpfs],
  ["shm_size", moveSharedMemory],
]);

export const moveOrRemoveIgnoredKey: Fixer = (problem, context) => {
  const { subject } = problem;
  return KEPT.has(subject) ? [] : (WRITTEN_ELSEWHERE.get(subject) ?? removeIgnoredKey)(problem, context);
};
