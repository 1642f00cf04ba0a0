import { append, type Change, remove, set, type Value } from "../edit/change.ts";
import { byteSize } from "../stack/quantity.ts";
import { itemsOf, type Tree } from "../yaml/tree.ts";
import { nodeAtPath, writtenString, type YamlNode } from "./find.ts";
import type { Fixer } from "./model.ts";

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
export const moveTmpfs: Fixer = function* ({ place, service = "" }, context) {
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
export const moveSharedMemory: Fixer = function* ({ place, service = "" }, context) {
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
