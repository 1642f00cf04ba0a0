/** What happens to a running task: `schemas/report.schema.json` describes each. */
export const EVENTS = ["replaced", "moved", "node-lost", "zone-lost", "scaled-out"] as const;

export type Event = (typeof EVENTS)[number];

/** What the service finds afterwards. `may-be-empty`: of a deploy that replaces the task, perhaps on another node. */
export type Outcome = "kept" | "may-be-empty" | "empty" | "lost" | "split" | "down" | "rejected" | "stale" | "unknown";
