import type { Event, Outcome } from "../report.ts";
import type { Placement } from "./placement.ts";
import type { Storage } from "./storage.ts";

export type Survival = Readonly<Record<Event, Outcome>>;

/**
 * What a service finds after each event. `empty`: it starts on nothing while the old data still lies on
 * another node; `lost`: the old data is gone; `split`: every task has data of its own; `down`: no task
 * runs until the node or zone is back, and the data waits there; `rejected`: the task cannot start.
 */
export function predict(storage: Storage, placement: Placement): Survival {
  if (placement.nodes?.length === 0) return { replaced: "rejected", ...elsewhere("rejected") };
  if (storage.kind === "unknown") return { replaced: "unknown", ...elsewhere("unknown") };
  switch (storage.reach) {
    case "container":
      return inContainer(storage);
    case "node":
      return onNode(storage, placement);
    case "zone":
      return inZone(placement);
    case "cluster":
      return inCluster(placement);
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

function onNode(storage: Storage, { roam, everywhere }: Placement): Survival {
  const gone = { replaced: "kept", "node-lost": "lost", "zone-lost": "lost" } as const;
  if (everywhere) return { ...gone, moved: "down", "scaled-out": "split" };
  if (roam === "node") return { ...gone, moved: "down", "scaled-out": "kept" };
  if (roam === "unknown") return { ...gone, moved: "unknown", "scaled-out": "unknown" };
  const moved = storage.kind === "host-path" ? "rejected" : "empty";
  return { ...gone, moved, "scaled-out": "split" };
}

function inZone({ roam }: Placement): Survival {
  const base = { replaced: "kept", "zone-lost": "down", "scaled-out": "unknown" } as const;
  if (roam === "node") return { ...base, moved: "down", "node-lost": "down" };
  if (roam === "zone") return { ...base, moved: "kept", "node-lost": "kept" };
  return { ...base, moved: "unknown", "node-lost": "unknown" };
}

/** The server behind network storage has a zone of its own, which the file does not tell. */
function inCluster({ roam, everywhere }: Placement): Survival {
  const stuck = roam === "node";
  return {
    replaced: "kept",
    moved: stuck ? "down" : "kept",
    "node-lost": stuck && !everywhere ? "down" : "kept",
    "zone-lost": "unknown",
    "scaled-out": "kept",
  };
}
