import type { ClusterFacts } from "../model/cluster.ts";
import type { Place } from "../model/text.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import type { StorageKind } from "../persistence/storage.ts";
import type { Service, Volume } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";

/** One thing that takes up storage: a volume, a host path, or a data directory without a mount. */
export interface StoredVolume {
  /** The volume's key, the host path, or `service:directory`. */
  readonly name: string;
  readonly volume: Volume | undefined;
  readonly place: Place;
  /** Everyone who mounts it; never empty. */
  readonly exposures: readonly [Exposure, ...Exposure[]];
  readonly kind: StorageKind;
}

/** Memory and pipes take no storage. */
const NO_STORAGE: ReadonlySet<StorageKind> = new Set(["tmpfs", "named-pipe"]);

/** What takes up storage in a stack. Named volumes all do; of the rest, what holds data. */
export function storedVolumesIn(exposures: readonly Exposure[]): StoredVolume[] {
  const byName = new Map<string, Exposure[]>();
  for (const exposure of exposures) {
    const holdsData = exposure.role === "data" || exposure.role === "state";
    if (NO_STORAGE.has(exposure.storage.kind) || (exposure.volume === undefined && !holdsData)) continue;
    const name = nameOf(exposure);
    const others = byName.get(name);
    if (others) others.push(exposure);
    else byName.set(name, [exposure]);
  }
  return Array.from(byName, ([name, found]) => {
    const [first, ...rest] = found as [Exposure, ...Exposure[]];
    const { volume } = first;
    return {
      name,
      volume,
      place: volume?.place ?? about(first).place,
      exposures: [first, ...rest],
      kind: first.storage.kind,
    };
  });
}

function nameOf({ volume, mount, view, target }: Exposure): string {
  const source = volume?.key ?? mount?.source?.value;
  return showUnknown(source ?? `${view.service.name}:${target}`);
}

/** Storage of which Swarm makes one for each task or node, as tasks come and go. */
const PER_TASK: ReadonlySet<StorageKind> = new Set(["container-layer", "anonymous-volume", "per-task-volume"]);
const PER_NODE: ReadonlySet<StorageKind> = new Set(["local-volume", "host-path"]);

/** How many copies there are, and why when it is not one; undefined when the file alone cannot tell, or nobody may know. */
export function copiesOf(
  stored: StoredVolume,
  facts: ClusterFacts,
  hides: (count: number) => boolean = () => false,
): { count: number | undefined; why?: string } {
  const counts = stored.exposures
    .map((exposure) => copiesFor(exposure, stored, facts))
    .map((one) =>
      one.count !== undefined && hides(one.count)
        ? { count: undefined, why: "one for each replica, and a variable whose value is not shown says how many" }
        : one,
    );
  const unknown = counts.find(({ count }) => count === undefined);
  if (unknown) return unknown;
  // Services that share a volume are meant to see the same data.
  return counts.reduce((most, one) => ((one.count ?? 0) > (most.count ?? 0) ? one : most));
}

function copiesFor({ view, volume }: Exposure, { kind }: StoredVolume, facts: ClusterFacts) {
  const { service, placement } = view;
  const templated = /\{\{\s*\.(Task|Node)\./.test(volume?.name?.value ?? "");
  if (!templated && !PER_TASK.has(kind) && !PER_NODE.has(kind)) return { count: 1 };
  if (service.mode.value === "unknown")
    return { count: undefined, why: "how many depends on the mode, which waits for a variable" };
  const nodes = placement.nodes?.length ?? facts.nodes;
  if (placement.everywhere) {
    if (nodes === undefined)
      return { count: undefined, why: "one for each node, and `--nodes` says how many there are" };
    return { count: nodes, why: `one for each of ${nodes} nodes` };
  }
  const tasks = tasksOf(service);
  const onOneNode = placement.roam === "node" && PER_NODE.has(kind) && !templated;
  if (onOneNode || tasks === 1) return { count: 1 };
  if (tasks === undefined)
    return { count: undefined, why: "one for each replica, and their number waits for a variable" };
  const atMost = PER_NODE.has(kind) && !templated && nodes !== undefined && nodes < tasks;
  if (atMost) return { count: nodes, why: `one for each of ${nodes} nodes, which ${tasks} replicas share` };
  return { count: tasks, why: `one for each of ${tasks} replicas` };
}

/** undefined when the number of replicas waits for a variable. */
function tasksOf({ replicas }: Service): number | undefined {
  return replicas === undefined ? 1 : replicas.value;
}

/** How many copies there would be on storage that the nodes share: one, unless the volume's name tells tasks apart. */
export function sharedCopies({ exposures: [first] }: StoredVolume, today: number | undefined): number | undefined {
  return /\{\{\s*\.Task\./.test(first.volume?.name?.value ?? "") ? today : 1;
}
