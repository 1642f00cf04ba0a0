import { describe, expect, it } from "vitest";
import { EVENTS } from "../../src/model/outcome.ts";
import type { Placement, Roam } from "../../src/persistence/placement.ts";
import type { Reach, Storage, StorageKind } from "../../src/persistence/storage.ts";
import { predict } from "../../src/persistence/survival.ts";

/** Every kind of storage, with each reach that it can have. */
const REACHES: Readonly<Record<StorageKind, readonly Reach[]>> = {
  "container-layer": ["container"],
  "anonymous-volume": ["container"],
  "per-task-volume": ["container"],
  tmpfs: ["container"],
  "local-volume": ["node"],
  "host-path": ["node"],
  "named-pipe": ["unknown"],
  "block-volume": ["zone"],
  "network-volume": ["cluster"],
  "shared-volume": ["cluster"],
  "shared-path": ["cluster", "unknown"],
  "plugin-volume": ["unknown"],
  "external-volume": ["node", "zone", "cluster", "unknown"],
  "cluster-volume": ["node", "zone", "cluster", "unknown"],
  unknown: ["unknown"],
};
const ROAMS: readonly Roam[] = ["node", "zone", "cluster", "unknown"];
const TASKS = ["some", "everywhere"] as const;

/**
 * The whole table, row by row: storage, reach, how far the task may go (`*`: all the same), whether a task runs on
 * every node, and what is found when the task is replaced, moved, its node lost, its zone lost, and when it is scaled.
 */
const TABLE = `
  container-layer   container  *        *           lost     lost      lost      lost      split
  anonymous-volume  container  *        *           lost     lost      lost      lost      split
  per-task-volume   container  *        *           empty    empty     lost      lost      split
  tmpfs             container  *        *           lost     lost      lost      lost      split

  local-volume      node       node     some        kept     down      lost      lost      kept
  local-volume      node       zone     some        kept     empty     lost      lost      split
  local-volume      node       cluster  some        kept     empty     lost      lost      split
  local-volume      node       unknown  some        kept     unknown   lost      lost      unknown
  local-volume      node       *        everywhere  kept     down      lost      lost      split

  host-path         node       node     some        kept     down      lost      lost      kept
  host-path         node       zone     some        kept     unknown   lost      lost      unknown
  host-path         node       cluster  some        kept     unknown   lost      lost      unknown
  host-path         node       unknown  some        kept     unknown   lost      lost      unknown
  host-path         node       *        everywhere  kept     down      lost      lost      split

  named-pipe        unknown    node     *           kept     down      unknown   unknown   unknown
  named-pipe        unknown    zone     *           kept     unknown   unknown   unknown   unknown
  named-pipe        unknown    cluster  *           kept     unknown   unknown   unknown   unknown
  named-pipe        unknown    unknown  *           kept     unknown   unknown   unknown   unknown

  block-volume      zone       node     *           kept     down      down      down      unknown
  block-volume      zone       zone     *           kept     kept      kept      down      unknown
  block-volume      zone       cluster  *           kept     unknown   unknown   down      unknown
  block-volume      zone       unknown  *           kept     unknown   unknown   down      unknown

  network-volume    cluster    node     some        kept     down      down      unknown   kept
  network-volume    cluster    zone     *           kept     kept      kept      unknown   kept
  network-volume    cluster    cluster  *           kept     kept      kept      unknown   kept
  network-volume    cluster    unknown  *           kept     kept      kept      unknown   kept
  network-volume    cluster    node     everywhere  kept     kept      kept      unknown   kept

  shared-volume     cluster    node     some        kept     down      down      unknown   kept
  shared-volume     cluster    zone     *           kept     kept      kept      unknown   kept
  shared-volume     cluster    cluster  *           kept     kept      kept      unknown   kept
  shared-volume     cluster    unknown  *           kept     kept      kept      unknown   kept
  shared-volume     cluster    node     everywhere  kept     kept      kept      unknown   kept

  shared-path       cluster    node     some        kept     down      down      unknown   kept
  shared-path       cluster    zone     *           kept     kept      kept      unknown   kept
  shared-path       cluster    cluster  *           kept     kept      kept      unknown   kept
  shared-path       cluster    unknown  *           kept     kept      kept      unknown   kept
  shared-path       cluster    node     everywhere  kept     kept      kept      unknown   kept

  shared-path       unknown    node     *           kept     down      unknown   unknown   unknown
  shared-path       unknown    zone     *           kept     unknown   unknown   unknown   unknown
  shared-path       unknown    cluster  *           kept     unknown   unknown   unknown   unknown
  shared-path       unknown    unknown  *           kept     unknown   unknown   unknown   unknown
  plugin-volume     unknown    node     *           kept     down      unknown   unknown   unknown
  plugin-volume     unknown    zone     *           kept     unknown   unknown   unknown   unknown
  plugin-volume     unknown    cluster  *           kept     unknown   unknown   unknown   unknown
  plugin-volume     unknown    unknown  *           kept     unknown   unknown   unknown   unknown
  external-volume   unknown    node     *           kept     down      unknown   unknown   unknown
  external-volume   unknown    zone     *           kept     unknown   unknown   unknown   unknown
  external-volume   unknown    cluster  *           kept     unknown   unknown   unknown   unknown
  external-volume   unknown    unknown  *           kept     unknown   unknown   unknown   unknown
  cluster-volume    unknown    node     *           kept     down      unknown   unknown   unknown
  cluster-volume    unknown    zone     *           kept     unknown   unknown   unknown   unknown
  cluster-volume    unknown    cluster  *           kept     unknown   unknown   unknown   unknown
  cluster-volume    unknown    unknown  *           kept     unknown   unknown   unknown   unknown
  unknown           unknown    *        *           unknown  unknown   unknown   unknown   unknown

  external-volume   node       node     some        kept     down      lost      lost      kept
  external-volume   node       zone     some        kept     empty     lost      lost      split
  external-volume   node       cluster  some        kept     empty     lost      lost      split
  external-volume   node       unknown  some        kept     unknown   lost      lost      unknown
  external-volume   node       *        everywhere  kept     down      lost      lost      split
  external-volume   zone       node     *           kept     down      down      down      unknown
  external-volume   zone       zone     *           kept     kept      kept      down      unknown
  external-volume   zone       cluster  *           kept     unknown   unknown   down      unknown
  external-volume   zone       unknown  *           kept     unknown   unknown   down      unknown
  external-volume   cluster    node     some        kept     down      down      unknown   kept
  external-volume   cluster    zone     *           kept     kept      kept      unknown   kept
  external-volume   cluster    cluster  *           kept     kept      kept      unknown   kept
  external-volume   cluster    unknown  *           kept     kept      kept      unknown   kept
  external-volume   cluster    node     everywhere  kept     kept      kept      unknown   kept

  cluster-volume    node       node     some        kept     down      lost      lost      kept
  cluster-volume    node       zone     some        kept     empty     lost      lost      split
  cluster-volume    node       cluster  some        kept     empty     lost      lost      split
  cluster-volume    node       unknown  some        kept     unknown   lost      lost      unknown
  cluster-volume    node       *        everywhere  kept     down      lost      lost      split
  cluster-volume    zone       node     *           kept     down      down      down      unknown
  cluster-volume    zone       zone     *           kept     kept      kept      down      unknown
  cluster-volume    zone       cluster  *           kept     unknown   unknown   down      unknown
  cluster-volume    zone       unknown  *           kept     unknown   unknown   down      unknown
  cluster-volume    cluster    node     some        kept     down      down      unknown   kept
  cluster-volume    cluster    zone     *           kept     kept      kept      unknown   kept
  cluster-volume    cluster    cluster  *           kept     kept      kept      unknown   kept
  cluster-volume    cluster    unknown  *           kept     kept      kept      unknown   kept
  cluster-volume    cluster    node     everywhere  kept     kept      kept      unknown   kept
`;

const rows = TABLE.trim()
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => line.trim().split(/\s+/));

const keyOf = (...parts: readonly string[]): string => parts.join(" ");

/** One entry for every combination; a combination that two rows name is an error in the table. */
function expand(): Map<string, readonly string[]> {
  const table = new Map<string, readonly string[]>();
  for (const [kind = "", reach = "", roam = "", tasks = "", ...outcomes] of rows) {
    for (const oneRoam of roam === "*" ? ROAMS : [roam]) {
      for (const oneTasks of tasks === "*" ? TASKS : [tasks]) {
        const key = keyOf(kind, reach, oneRoam, oneTasks);
        if (table.has(key)) throw new Error(`two rows for ${key}`);
        table.set(key, outcomes);
      }
    }
  }
  return table;
}

describe("predict", () => {
  const table = expand();
  const wanted: string[] = [];
  for (const [kind, reaches] of Object.entries(REACHES) as [StorageKind, readonly Reach[]][]) {
    for (const reach of reaches) {
      for (const roam of ROAMS) {
        for (const tasks of TASKS) {
          const key = keyOf(kind, reach, roam, tasks);
          wanted.push(key);
          it(key, () => {
            const storage: Storage = { kind, reach, why: "" };
            const placement: Placement = { roam, pin: "none", why: "", everywhere: tasks === "everywhere" };
            const survival = predict(storage, placement);
            expect(EVENTS.map((event) => survival[event])).toEqual(table.get(key));
          });
        }
      }
    }
  }

  it("has a row for every combination, and no row for another", () => {
    expect([...table.keys()].sort()).toEqual([...wanted].sort());
  });

  it("says that no task starts where the constraints leave no node", () => {
    const placement: Placement = { roam: "node", pin: "node", why: "", everywhere: false, nodes: [] };
    const survival = predict({ kind: "network-volume", reach: "cluster", why: "" }, placement);
    expect(new Set(Object.values(survival))).toEqual(new Set(["rejected"]));
  });

  const some: Placement = { roam: "cluster", pin: "none", why: "", everywhere: false };
  const pinned: Placement = { ...some, roam: "node" };
  const global: Placement = { ...pinned, everywhere: true };
  const outcomes = (storage: Omit<Storage, "why">, placement: Placement) => {
    const survival = predict({ ...storage, why: "" }, placement);
    return EVENTS.map((event) => survival[event]).join(" ");
  };

  it("splits what each slot has of its own, and nothing else", () => {
    expect(outcomes({ kind: "network-volume", reach: "cluster", each: "slot" }, some)).toBe(
      "kept kept kept unknown split",
    );
    expect(outcomes({ kind: "local-volume", reach: "node", each: "slot" }, pinned)).toBe("kept down lost lost split");
    expect(outcomes({ kind: "shared-path", reach: "cluster", each: "slot" }, global)).toBe(
      "kept down down unknown split",
    );
  });

  it("leaves on the server what each node has of its own there", () => {
    expect(outcomes({ kind: "shared-path", reach: "node", each: "node" }, some)).toBe("kept empty empty unknown split");
    expect(outcomes({ kind: "network-volume", reach: "node", each: "node" }, pinned)).toBe(
      "kept down down unknown kept",
    );
    expect(outcomes({ kind: "local-volume", reach: "node", each: "node" }, some)).toBe("kept empty lost lost split");
  });

  it("says something about every event and nothing else", () => {
    const survival = predict(
      { kind: "local-volume", reach: "node", why: "" },
      { roam: "cluster", pin: "none", why: "", everywhere: false },
    );
    expect(Object.keys(survival).sort()).toEqual([...EVENTS].sort());
  });
});
