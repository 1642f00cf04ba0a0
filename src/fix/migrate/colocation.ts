import { parseConstraint } from "../../persistence/constraint.ts";
import { locationKeys, locationOfExposure } from "../../persistence/data-location.ts";
import type { Exposure, ServiceView } from "../../persistence/exposure.ts";
import { relocationOf } from "../../persistence/relocation.ts";
import type { Service, Text } from "../../stack/model.ts";
import { hasUnknown, showUnknown } from "../../yaml/unknown.ts";
import type { FixContext } from "../model.ts";
import { nodeAtPlace, writtenString } from "../yaml-nodes.ts";
import type { DataToMove } from "./data-to-move.ts";

/** Services that have to run on one node, because each shares with another data that only that node has. */
export interface ColocationGroup {
  /** In the order of the stack. */
  readonly services: readonly Service[];
  /** Their mounts of data that no other node has; services without a task have none. */
  readonly exposures: readonly Exposure[];
  /** What they are called together: one service by its name, several by the first thing that they share. */
  readonly name: string;
}

/** All that must go along when the services of data are pinned. */
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

/** What each service shares with others, on one node. */
function sharedDataOf(context: FixContext): ReadonlyMap<Service, readonly SharedData[]> {
  const known = KNOWN.get(context.exposures);
  if (known !== undefined) return known;
  const byKey = new Map<string, SharedData>();
  for (const [order, exposure] of context.exposures.entries()) {
    const home = isOfOneNode(exposure) ? locationOfExposure(exposure, context) : undefined;
    if (home === undefined) continue;
    const keys = locationKeys({ ...home, inner: "" });
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

/** The one node that services are pinned to. */
export interface PinnedNode {
  /** As a constraint that others can take over: `node.hostname == n3`. */
  readonly constraint: string;
  /** Its host name, where the file says it. */
  readonly hostname: string | undefined;
  /** Those that are there already. */
  readonly services: readonly Service[];
}

/** The nodes to which services of a group are pinned already, each once. */
export function pinnedNodes({ services }: ColocationGroup, context: FixContext): PinnedNode[] {
  const own = new Set(services);
  const held = new Map<string, PinnedNode>();
  for (const { view } of context.exposures) {
    const { roam, everywhere, nodes, constraint } = view.placement;
    if (roam !== "node" || everywhere || !own.has(view.service)) continue;
    const listed = nodes?.length === 1 ? nodes[0]?.hostname : undefined;
    const node = listed !== undefined ? nodeNamed(listed) : constraint && nodeIn(constraint, context);
    if (node === undefined) continue;
    const key = node.constraint.toLowerCase();
    const there = new Set([...(held.get(key)?.services ?? []), view.service]);
    held.set(key, { ...node, services: [...there] });
  }
  return [...held.values()];
}

/** So many different ways to choose a node are not compared with each other: nobody means one node by them. */
const MOST_WAYS = 30;

/** Whether two of the services ask for labels or roles that no node has together. */
export function cannotMeet({ services }: ColocationGroup, { exposures }: FixContext): boolean {
  const own = new Set(services);
  const views = new Map<string, ServiceView>();
  for (const { view } of exposures) {
    if (!own.has(view.service) || view.placement.everywhere) continue;
    const constraints = view.service.constraints.filter((text) => !isAboutOneNode(text));
    const key = JSON.stringify(constraints.map(({ value }) => value));
    views.set(key, { ...view, service: { ...view.service, constraints } });
  }
  const all = [...views.values()];
  if (all.length > MOST_WAYS) return true;
  return all.some((one, index) => all.slice(index + 1).some((other) => relocationOf(one, other).nodes === "different"));
}

/** A node for which a pin is checked before anybody names one: where the nodes are listed, one that all services may have. */
export function standInNode(services: readonly Service[], { exposures, facts }: FixContext): string {
  const own = new Set(services);
  let names = facts.nodeList?.map(({ hostname }) => hostname) ?? [];
  for (const { view } of exposures) {
    const left = own.has(view.service) ? view.placement.nodes : undefined;
    if (left !== undefined) names = names.filter((name) => left.some(({ hostname }) => hostname === name));
  }
  return names[0] ?? "node-1";
}

/** A node by its host name. */
export function nodeNamed(hostname: string): PinnedNode {
  return { constraint: `node.hostname == ${hostname}`, hostname, services: [] };
}

/** With its variable as it is written, so that both are always the same. */
function nodeIn(constraint: Text, context: FixContext): PinnedNode | undefined {
  const written = writtenString(nodeAtPlace(context, constraint.place)?.tree);
  const parsed = parseConstraint(written?.includes("$") ? written : showUnknown(constraint.value));
  if (parsed === undefined) return undefined;
  const { key, value } = parsed;
  const plain = key.toLowerCase() === "node.hostname" && /^[\w.-]+$/.test(value);
  return { constraint: `${key} == ${value}`, hostname: plain ? value : undefined, services: [] };
}

const ONE_NODE = /^node\.(hostname|id|ip)$/i;

/** A subnet of `node.ip` leaves many nodes. */
export function isAboutOneNode(text: Text): boolean {
  if (!isKnown(text)) return true;
  const parsed = parseConstraint(text.value);
  return parsed !== undefined && ONE_NODE.test(parsed.key) && !(parsed.operator === "==" && parsed.value.includes("/"));
}

/** Whether it is plain what the constraint is about. */
export function isKnown({ value }: Text): boolean {
  return !hasUnknown(parseConstraint(value)?.key ?? value);
}
