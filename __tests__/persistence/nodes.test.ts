import { describe, expect, it } from "vitest";
import type { ClusterFacts, ClusterNode } from "../../src/model/cluster.ts";
import { candidatesOf, commonZone, parseConstraint } from "../../src/persistence/constraint.ts";
import { exposuresOf } from "../../src/persistence/find-exposures.ts";
import { readStack } from "../../src/stack/load.ts";

const node = (hostname: string, rest: Partial<ClusterNode> = {}): ClusterNode => {
  return { hostname, role: "worker", labels: new Map(), zone: undefined, ...rest };
};
const labels = (pairs: Readonly<Record<string, string>>) => ({ labels: new Map(Object.entries(pairs)) });

/** A manager, three workers of which two have disks, in two zones. */
const NODES: readonly ClusterNode[] = [
  node("m1", { role: "manager", zone: "a" }),
  node("w1", { zone: "a", ...labels({ disk: "SSD", Rack: "1" }) }),
  node("w2", { zone: "b", ...labels({ disk: "ssd" }) }),
  node("w3", { zone: "b", ...labels({ gpu: "true" }) }),
];

describe("candidatesOf", () => {
  const CASES: readonly (readonly [constraints: string, left: string, exact?: boolean])[] = [
    ["", "m1 w1 w2 w3"],
    ["node.hostname == w1", "w1"],
    ["NODE.HOSTNAME == W1", "w1"],
    ["node.hostname != w1", "m1 w2 w3"],
    ["node.hostname == gone", ""],
    ["node.role == manager", "m1"],
    ["node.role != manager", "w1 w2 w3"],
    ["node.labels.disk == ssd", "w1 w2"],
    ["node.labels.disk != ssd", "m1 w3"],
    ["node.labels.rack == 1", ""],
    ["Node.Labels.Rack == 1", "w1"],
    ["node.labels.disk == ssd, node.hostname != w2", "w1"],
    ["node.labels.disk == ssd, node.labels.gpu == true", ""],
    ["node.labels.zone == a", ""],
    ["node.labels.az == a", "m1 w1"],
    ["node.id == x", "m1 w1 w2 w3", false],
    ["node.ip == 10.0.0.1", "m1 w1 w2 w3", false],
    ["engine.labels.disk == ssd", "m1 w1 w2 w3", false],
    ["node.labels.disk == ssd, node.platform.os == linux", "w1 w2", false],
    ["nonsense", "m1 w1 w2 w3", false],
  ];
  for (const [constraints, left, exact = true] of CASES) {
    it(`"${constraints}" leaves ${left === "" ? "none" : left}`, () => {
      const parsed = constraints === "" ? [] : constraints.split(", ").map(parseConstraint);
      const found = candidatesOf(NODES, parsed, "az");
      expect([found.nodes.map(({ hostname }) => hostname).join(" "), found.exact]).toEqual([left, exact]);
    });
  }

  it("does not tell what is not stated", () => {
    const plain = [
      node("a", { role: undefined, labels: undefined }),
      node("b", { role: undefined, labels: undefined }),
    ];
    const of = (text: string) => candidatesOf(plain, [parseConstraint(text)], undefined);
    for (const text of ["node.role == manager", "node.labels.x == y", "node.labels.x != y"]) {
      expect(of(text)).toEqual({ nodes: plain, exact: false });
    }
  });
});

describe("commonZone", () => {
  it("is the one zone of all", () => {
    expect(commonZone(NODES.slice(0, 2))).toBe("a");
    expect(commonZone(NODES.slice(1, 3))).toBeUndefined();
    expect(commonZone([node("x"), ...NODES.slice(0, 1)])).toBeUndefined();
    expect(commonZone([node("x"), node("y")])).toBeUndefined();
  });
});

describe("with every node listed", () => {
  const FACTS: ClusterFacts = { nodes: 4, sharedPaths: [], nodeList: NODES, zoneLabel: "az" };

  function placed(constraints: string, { mode = "replicated", facts = FACTS, mount = "data:/data" } = {}): string {
    const list = JSON.stringify(constraints === "" ? [] : constraints.split(", "));
    const text = `services:\n  a:\n    image: redis:7\n    volumes: ["${mount}"]\n    deploy: {mode: ${mode}, placement: {constraints: ${list}}}\nvolumes:\n  data:\n`;
    const stack = readStack([{ path: "stack.yml", text }], { variables: new Map(), unset: "unknown" });
    const [exposure] = exposuresOf(stack, facts);
    if (exposure === undefined) throw new Error("nothing is exposed");
    const { roam, pin, why, everywhere } = exposure.view.placement;
    const { replaced, moved } = exposure.survival;
    return `${roam} ${pin}${everywhere ? " everywhere" : ""}: ${why} | ${replaced} ${moved}`;
  }

  const ROWS: readonly (readonly [constraints: string, expected: string, mode?: string])[] = [
    ["", "cluster none: the task may run on any of the cluster's nodes | kept empty"],
    [
      "node.labels.disk == ssd",
      "cluster none: the task may run on any of the 2 nodes that the constraints leave | kept empty",
    ],
    ["node.labels.gpu == true", "node node: only `w3` meets the constraints | kept down"],
    ["node.role == manager", "node node: only `m1` meets the constraints | kept down"],
    ["node.labels.az == a", "zone none: the 2 nodes that the constraints leave are all in the zone `a` | kept empty"],
    ["node.hostname == gone", "node node: no node of the cluster meets the constraints | rejected rejected"],
    ["", "node none everywhere: a global service has a task on every node, which never moves | kept down", "global"],
    ["node.labels.gpu == true", "node node: only `w3` meets the constraints | kept down", "global"],
    [
      "node.labels.disk == ${DISK}",
      "unknown label: a constraint names a label, and any number of nodes can carry it | kept unknown",
    ],
    ["node.labels.gpu == true, ${MORE}", "node node: only `w3` meets the constraints | kept down"],
    ["node.labels.disk == ssd, node.ip == 10.0.0.1", "node node: a constraint names one node | kept down"],
    [
      "node.labels.gpu == true",
      "unknown variable: the deploy mode depends on a variable that is not set here | kept unknown",
      "'${MODE}'",
    ],
  ];
  for (const [constraints, expected, mode] of ROWS) {
    it(`${mode ?? "replicated"}, ${constraints || "no constraint"}`, () => {
      expect(placed(constraints, mode === undefined ? {} : { mode })).toBe(expected);
    });
  }

  it("knows a cluster of one node and one of one zone", () => {
    expect(placed("", { facts: { ...FACTS, nodeList: NODES.slice(0, 1) } })).toContain(
      "node node: the cluster has one node",
    );
    expect(placed("", { facts: { ...FACTS, nodeList: NODES.slice(0, 2) } })).toContain(
      "zone none: the cluster's nodes are all in the zone `a`",
    );
  });

  it("takes the stated label for the zone, and no other", () => {
    const facts = { nodes: undefined, sharedPaths: [], zoneLabel: "place" };
    expect(placed("node.labels.place == x", { facts })).toContain("zone label: a constraint names a zone");
    expect(placed("node.labels.zone == x", { facts })).toContain("unknown label: a constraint names a label");
  });
});
