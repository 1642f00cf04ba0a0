import type { Event, Outcome } from "../model/outcome.ts";
import type { Placement, Roam } from "./placement.ts";
import type { Storage, StorageKind } from "./storage.ts";

export type Survival = Readonly<Record<Event, Outcome>>;

/**
 * What a service finds after each event. `empty`: it starts on nothing while the old data still lies on
 * another node; `lost`: the old data is gone; `split`: every task has data of its own; `down`: no task
 * runs until the node or zone is back, and the data waits there; `rejected`: the task cannot start.
 * Every outcome that can be observed on three nodes is, in `lab/`.
 */
export function predict(storage: Storage, placement: Placement): Survival {
  if (placement.nodes?.length === 0) return NEVER;
  if (storage.kind === "unknown") return UNSURE;
  const survival = byReach(storage, placement);
  return storage.each === "slot" ? { ...survival, "scaled-out": "split" } : survival;
}

/** What nobody finds, because no task starts. */
export const NEVER: Survival = { replaced: "rejected", ...elsewhere("rejected") };

/**
 * For a mount of one folder of a volume: a volume that Docker makes anew on another node lacks the folder, and from
 * Engine 26.1 on the task fails there for ever. Older ones mount the whole, empty volume.
 */
export function withoutFolder({ moved, "scaled-out": scaledOut, ...rest }: Survival): Survival {
  const there = (outcome: Outcome): Outcome => (outcome === "empty" || outcome === "split" ? "rejected" : outcome);
  return { ...rest, moved: there(moved), "scaled-out": there(scaledOut) };
}

/** Whether a task starts at all depends on what the file does not tell. */
export const UNSURE: Survival = { replaced: "unknown", ...elsewhere("unknown") };

/**
 * What the services of a volume find that is meant to be shared, when each node of theirs has its own: from the first
 * deploy on, whatever one of them writes, others never see. What already waits, is gone or is refused stays so.
 */
export function apart(survival: Survival, certain: boolean): Survival {
  const shared = (outcome: Outcome): Outcome => {
    if (certain) return outcome === "kept" || outcome === "empty" || outcome === "unknown" ? "split" : outcome;
    return outcome === "kept" ? "unknown" : outcome;
  };
  const { replaced, moved, "scaled-out": scaledOut } = survival;
  return { ...survival, replaced: shared(replaced), moved: shared(moved), "scaled-out": shared(scaledOut) };
}

function byReach(storage: Storage, placement: Placement): Survival {
  switch (storage.reach) {
    case "container":
      return inContainer(storage);
    case "node":
      return onNode(storage, placement);
    case "zone":
      return inZone(placement);
    case "cluster":
      return inCluster(storage, placement);
    case "unknown":
      return { replaced: "kept", ...elsewhere("unknown"), ...(placement.roam === "node" ? { moved: "down" } : {}) };
  }
}

function elsewhere(outcome: Outcome): Omit<Survival, "replaced"> {
  return { moved: outcome, "node-lost": outcome, "zone-lost": outcome, "scaled-out": outcome };
}

/** A volume with the task's id in its name stays on its node when the next task makes another. */
function inContainer({ kind }: Storage): Survival {
  const next = kind === "per-task-volume" ? "empty" : "lost";
  return { replaced: next, moved: next, "node-lost": "lost", "zone-lost": "lost", "scaled-out": "split" };
}

/** What stays on a server when a node is lost, although a template gives each node data of its own there. */
const ON_SERVER: ReadonlySet<StorageKind> = new Set(["network-volume", "shared-volume", "shared-path"]);

function onNode(storage: Storage, { roam, everywhere, full }: Placement): Survival {
  const moved = movedFromNode(storage, roam);
  const gone = ON_SERVER.has(storage.kind)
    ? ({ replaced: "kept", "node-lost": moved, "zone-lost": "unknown" } as const)
    : ({ replaced: "kept", "node-lost": "lost", "zone-lost": "lost" } as const);
  if (everywhere) return { ...gone, moved: "down", "scaled-out": "split" };
  if (roam === "node") return { ...gone, moved: "down", "scaled-out": "kept" };
  // The task waits for its old node, which is the only one that will be free; more tasks need more nodes.
  if (full) return { ...gone, moved: "down", "scaled-out": "split" };
  return { ...gone, moved, "scaled-out": moved === "unknown" ? "unknown" : "split" };
}

/** Which nodes have a folder of the host is not in the file: without it the task is refused, with it it starts anew. */
function movedFromNode({ kind }: Storage, roam: Roam): Outcome {
  if (roam === "node") return "down";
  return roam === "unknown" || kind === "host-path" ? "unknown" : "empty";
}

function inZone({ roam }: Placement): Survival {
  const base = { replaced: "kept", "zone-lost": "down", "scaled-out": "unknown" } as const;
  if (roam === "node") return { ...base, moved: "down", "node-lost": "down" };
  if (roam === "zone") return { ...base, moved: "kept", "node-lost": "kept" };
  return { ...base, moved: "unknown", "node-lost": "unknown" };
}

/**
 * The server behind network storage has a zone of its own, which the file does not tell. A global service has no task
 * on a node that is drained or lost, and those that are left find the data, unless each has its own.
 */
function inCluster({ each }: Storage, { roam, everywhere }: Placement): Survival {
  const waits = roam === "node" && (!everywhere || each === "slot");
  return {
    replaced: "kept",
    moved: waits ? "down" : "kept",
    "node-lost": waits ? "down" : "kept",
    "zone-lost": "unknown",
    "scaled-out": "kept",
  };
}
