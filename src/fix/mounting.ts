import { type Change, remove, set } from "../edit/change.ts";
import type { Mount, Service } from "../stack/model.ts";
import { mountNode, writtenString } from "./find.ts";
import type { FixContext } from "./model.ts";

/** The mount with another volume as its source. */
export function withSource(context: FixContext, service: Service, mount: Mount, key: string): Change | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") return set(node, ["source"], key);
  const written = writtenString(node.tree);
  const source = mount.source?.value ?? "";
  if (!written?.startsWith(`${source}:`)) return undefined;
  return set(node, [], key + written.slice(source.length));
}

/** A mount that has no name yet, with the volume `key` as its source. */
export function withName(context: FixContext, service: Service, mount: Mount, key: string): Change[] | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") return [set(node, ["source"], key)];
  const written = writtenString(node.tree);
  return written === undefined || written.includes(":") ? undefined : [set(node, [], `${key}:${written}`)];
}

/** A mount of another type as one of the volume `key`. */
export function asVolume(context: FixContext, service: Service, mount: Mount, key: string): Change[] | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "short") {
    const change = withSource(context, service, mount, key);
    return change && !mount.options.has("bind") ? [change] : undefined;
  }
  const options = [...mount.options].filter((name) => name !== "volume");
  return [set(node, ["type"], "volume"), set(node, ["source"], key), ...options.map((name) => remove(node, [name]))];
}

/** The mount at another path of the container. */
export function withTarget(context: FixContext, service: Service, mount: Mount, target: string): Change | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") return set(node, ["target"], target);
  const old = mount.target.value;
  const head = mount.source === undefined ? "" : `${mount.source.value}:`;
  const written = writtenString(node.tree);
  if (!written?.startsWith(head + old)) return undefined;
  return set(node, [], head + target + written.slice(head.length + old.length));
}

/** A mount of any type as one of the volume `key`, at another path of the container. */
export function withSourceAndTarget(
  context: FixContext,
  service: Service,
  mount: Mount,
  to: { readonly key: string; readonly target: string },
): Change[] | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") {
    const changes = asVolume(context, service, mount, to.key);
    return changes && [...changes, set(node, ["target"], to.target)];
  }
  const head = `${mount.source?.value ?? ""}:${mount.target.value}`;
  const written = writtenString(node.tree);
  if (!written?.startsWith(head) || mount.options.has("bind")) return undefined;
  return [set(node, [], `${to.key}:${to.target}${written.slice(head.length)}`)];
}
