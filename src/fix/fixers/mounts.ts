import { type Change, remove, set } from "../../edit/change.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import type { RuleProblem } from "../../rules/rule.ts";
import type { Mount, Service } from "../../stack/model.ts";
import { hasUnknown } from "../../yaml/unknown.ts";
import { pairOf } from "../deploy-effects.ts";
import type { FixContext, Fixer } from "../model.ts";
import { withTarget } from "../volumes.ts";
import { mountNode, writtenString } from "../yaml-nodes.ts";

/** The mount that a finding points at. */
function mountAt(
  { stack }: FixContext,
  { place, service }: RuleProblem,
): { service: Service; mount: Mount } | undefined {
  const owner = stack.services.find(({ name }) => name === service);
  const mount = owner?.mounts.find((one) => one.place.file === place.file && one.place.start === place.start);
  return owner && mount && { service: owner, mount };
}

/** `data` for `/data`: no task runs with it, and it can mean nothing else. */
export const makeTargetAbsolute: Fixer = function* (problem, context) {
  const found = mountAt(context, problem);
  const target = found?.mount.target.value ?? "";
  if (found === undefined || !/^\w[\w.-]*(\/[\w.-]+)*\/?$/.test(target)) return;
  const change = withTarget(context, found.service, found.mount, `/${target}`);
  if (change) yield { title: `Write \`/${target}\``, safe: false, changes: [change] };
};

/** Words of the third part: in small letters where Docker knows them, and away where they mean nothing on Linux nodes. */
export const correctMountModes: Fixer = function* (problem, context) {
  const found = mountAt(context, problem);
  const node = found && mountNode(context, found.service, found.mount);
  const written = writtenString(node?.tree);
  const at = written?.lastIndexOf(":") ?? -1;
  if (node === undefined || written === undefined || /[${}]/.test(written.slice(at))) return;
  const words = written.slice(at + 1).split(",");
  if (words.every((word) => /^(z|Z|cached|delegated|consistent|ro|rw|nocopy)$/.test(word))) {
    const kept = words.filter((word) => /^(ro|rw|nocopy)$/.test(word));
    const text = written.slice(0, at) + (kept.length > 0 ? `:${kept.join(",")}` : "");
    yield { title: "Remove the words that Docker drops", safe: false, changes: [set(node, [], text)] };
  } else if (words.every((word) => /^(ro|rw|nocopy)$/i.test(word))) {
    const text = `${written.slice(0, at)}:${words.join(",").toLowerCase()}`;
    yield { title: "Write the mode in small letters", safe: false, changes: [set(node, [], text)] };
  }
};

/** The same mount once more. */
export const removeDuplicateMount: Fixer = function* (problem, context) {
  const owner = context.stack.services.find(({ name }) => name === problem.service);
  const found = mountAt(context, problem);
  const node = found && mountNode(context, found.service, found.mount);
  if (owner === undefined || found === undefined || node === undefined) return;
  const { mount } = found;
  const same = (other: Mount) =>
    other !== mount &&
    other.target.value === mount.target.value &&
    other.source?.value === mount.source?.value &&
    other.type === mount.type &&
    other.readOnly === mount.readOnly &&
    other.options.size + mount.options.size === 0;
  if (hasUnknown(mount.target.value) || !owner.mounts.some(same)) return;
  yield { title: "Remove the second of the two equal mounts", safe: true, changes: [remove(node)] };
};

/** The container takes no source where it is memory. */
export const removeTmpfsSource: Fixer = function* (problem, context) {
  const found = mountAt(context, problem);
  const node = found && mountNode(context, found.service, found.mount);
  if (!found || !node || found.mount.type !== "tmpfs" || found.mount.source === undefined) return;
  yield { title: "Remove `source`, which a tmpfs has none of", safe: false, changes: [remove(node, ["source"])] };
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

export const mountReadOnly: Fixer = function* ({ exposure }, context) {
  const { mount, view } = exposure ?? {};
  const node = view && mount && mountNode(context, view.service, mount);
  if (node === undefined || view === undefined || mount === undefined) return;
  const written = writtenString(node.tree);
  const parts = written?.includes("$") ? [] : (written?.split(":") ?? []);
  const title = `Let \`${view.service.name}\` only read it`;
  if (mount.form === "long") yield { title, safe: false, changes: [set(node, ["read_only"], true)] };
  else if (parts.length === 2) yield { title, safe: false, changes: [set(node, [], `${written}:ro`)] };
  else if (parts.length === 3) {
    const modes = (parts[2] ?? "").split(",").filter((word) => word !== "rw");
    const text = [parts[0], parts[1], ["ro", ...modes].join(",")].join(":");
    yield { title, safe: false, changes: [set(node, [], text)] };
  }
};
