import type { Change, Value } from "../edit/model.ts";
import { byteSize } from "../stack/quantity.ts";
import { itemsOf, type Tree } from "../yaml/tree.ts";
import { append, remove, type Spot, set, spotAt, writtenText } from "./find.ts";
import type { Fixer } from "./model.ts";

/** Mounts at the end of a service's list, which is made when it is missing. */
function mounting(owner: Spot, mounts: readonly Value[]): Change[] {
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
export const tmpfsMounts: Fixer = function* ({ place, service = "" }, context) {
  const owner = spotAt(context, place.file, ["services", service]);
  const spot = spotAt(context, place.file, ["services", service, "tmpfs"]);
  if (owner === undefined || spot === undefined) return;
  const items: readonly Tree[] = spot.tree.kind === "scalar" ? [spot.tree] : itemsOf(spot.tree);
  const mounts = items.map((item) => {
    const [target = "", ...options] = (writtenText(item) ?? "").split(/[:,]/);
    const [, size] = /^size=(\w+)$/.exec(options.join(",")) ?? [];
    const bytes = size === undefined ? undefined : byteSize(size);
    const plain = options.length === 0 || bytes !== undefined;
    return plain && /^\/[\w./-]+$/.test(target) ? tmpfs(target, bytes) : undefined;
  });
  if (mounts.length === 0 || mounts.includes(undefined)) return;
  yield {
    title: "Mount it as a tmpfs under `volumes`",
    safe: false,
    changes: [remove(spot), ...mounting(owner, mounts as Value[])],
  };
};

/** `/dev/shm` with another size is a tmpfs in its place. */
export const sharedMemory: Fixer = function* ({ place, service = "" }, context) {
  const owner = spotAt(context, place.file, ["services", service]);
  const spot = spotAt(context, place.file, ["services", service, "shm_size"]);
  const bytes = spot?.tree.kind === "scalar" ? byteSize(String(spot.tree.value)) : undefined;
  if (owner === undefined || spot === undefined || bytes === undefined) return;
  yield {
    title: "Mount a tmpfs of this size at `/dev/shm`",
    safe: false,
    changes: [remove(spot), ...mounting(owner, [tmpfs("/dev/shm", bytes)])],
  };
};
