import type { Exposure } from "../persistence/exposure.ts";
import { homeFor, homeKeys } from "../persistence/home.ts";
import type { Service } from "../stack/model.ts";
import type { FixContext } from "./model.ts";
import type { DataToMove } from "./seat.ts";

/** Services that have to run on one node, because each shares with another data that only that node has. */
export interface ColocationGroup {
  /** In the order of the stack. */
  readonly services: readonly Service[];
  /** Their mounts of data that no other node has; services without a task have none. */
  readonly exposures: readonly Exposure[];
  /** What they are called together: one service by its name, several by the first thing that they share. */
  readonly name: string;
}

/** All that must go along when the services of a seat are pinned. */
export function colocationGroup({ exposure, services: own, name }: DataToMove, context: FixContext): ColocationGroup {
  const all = sharedDataOf(context);
  const members = new Set(own);
  const joined = new Set<SharedData>();
  for (const service of members) {
    for (const shared of all.get(service) ?? []) {
      if (!shared.certain && exposure.storage.reach !== "unknown") continue;
      joined.add(shared);
      for (const { view } of shared.exposures) members.add(view.service); // which this loop comes to as well
    }
  }
  if (members.size === 1) return { services: own, exposures: exposuresOf(joined), name: exposure.view.service.name };
  const services = context.stack.services.filter((service) => members.has(service));
  const [first] = [...joined].filter(isShared).sort((one, other) => one.order - other.order);
  return { services, exposures: exposuresOf(joined), name: first?.name ?? name };
}

const exposuresOf = (all: ReadonlySet<SharedData>): Exposure[] => [...all].flatMap(({ exposures }) => exposures);

const isShared = ({ exposures }: SharedData): boolean => exposures.some(({ view }) => view !== exposures[0]?.view);

/** A volume or a folder of one node, and all mounts of it. */
interface SharedData {
  readonly name: string;
  /** False for an external volume, which may be one on each node. */
  readonly certain: boolean;
  readonly exposures: Exposure[];
  /** Of its first mount in the stack. */
  readonly order: number;
}

const KNOWN = new WeakMap<FixContext["exposures"], ReadonlyMap<Service, readonly SharedData[]>>();

/** The ties of each service. */
function sharedDataOf(context: FixContext): ReadonlyMap<Service, readonly SharedData[]> {
  const known = KNOWN.get(context.exposures);
  if (known !== undefined) return known;
  const byKey = new Map<string, SharedData>();
  for (const [order, exposure] of context.exposures.entries()) {
    const home = isOfOneNode(exposure) ? homeFor(exposure, context) : undefined;
    if (home === undefined) continue;
    const keys = homeKeys({ ...home, inner: "" });
    const shared = keys.map((key) => byKey.get(key)).find((one) => one !== undefined) ?? newSharedData(exposure, order);
    shared.exposures.push(exposure);
    for (const key of keys) byKey.set(key, shared);
  }
  const all = new Map<Service, SharedData[]>();
  for (const shared of new Set(byKey.values())) {
    if (!shared.exposures.some(keeps)) continue;
    for (const service of new Set(shared.exposures.map(({ view }) => view.service))) {
      all.set(service, [...(all.get(service) ?? []), shared]);
    }
  }
  KNOWN.set(context.exposures, all);
  return all;
}

function newSharedData({ volume, mount, storage }: Exposure, order: number): SharedData {
  const path = mount?.source?.value.split("/").filter((part) => /\w/.test(part)) ?? [];
  return { name: volume?.key ?? path.at(-1) ?? "data", certain: storage.reach === "node", exposures: [], order };
}

/** A task on every node has each node's own. The system's folders, and files of settings, are on every node anyway. */
function isOfOneNode({ mount, storage, role, view }: Exposure): boolean {
  const external = storage.kind === "external-volume" && storage.reach === "unknown";
  if (view.placement.everywhere || (storage.reach !== "node" && !external)) return false;
  return mount?.type === "volume" || !(role === "system" || role === "cache" || role === "config");
}

/** Whether a mount leaves something that would be missed on another node. */
function keeps({ role }: Exposure): boolean {
  return role === "data" || role === "state" || role === "idle";
}
