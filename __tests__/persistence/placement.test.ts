import { describe, expect, it } from "vitest";
import type { ClusterFacts } from "../../src/model/cluster.ts";
import { parseConstraint } from "../../src/persistence/constraint.ts";
import { describePlacement, type Placement } from "../../src/persistence/placement.ts";
import { readStack } from "../../src/stack/load.ts";
import type { Service } from "../../src/stack/model.ts";

const UNSURE: ClusterFacts = { nodes: undefined, sharedPaths: [] };

/** A service with constraints, read by the real reader; `${...}` stays unknown. */
function service(constraints: readonly string[], mode?: string): Service {
  const list = constraints.map((text) => `          - ${JSON.stringify(text)}\n`).join("");
  const placement = list === "" ? "" : `      placement:\n        constraints:\n${list}`;
  const text = `services:\n  a:\n    image: a\n    deploy:\n      mode: ${mode ?? "replicated"}\n${placement}`;
  const stack = readStack([{ path: "stack.yml", text }], { variables: new Map(), unset: "unknown" });
  return stack.services[0] as Service;
}

interface Row {
  readonly name: string;
  readonly constraints?: readonly string[];
  readonly mode?: string;
  readonly nodes?: number;
  readonly roam: Placement["roam"];
  readonly pin: Placement["pin"];
  /** The place in `constraints` of the one that decides. */
  readonly decides?: number;
  readonly everywhere?: boolean;
  readonly why?: string;
}

const ROWS: readonly Row[] = [
  { name: "nothing", roam: "cluster", pin: "none", why: "no constraint keeps the task on one node" },
  // One node
  { name: "a host name", constraints: ["node.hostname == node1"], roam: "node", pin: "node", decides: 0 },
  { name: "without spaces", constraints: ["node.hostname==node1"], roam: "node", pin: "node", decides: 0 },
  { name: "a key in another case", constraints: ["Node.HostName == node1"], roam: "node", pin: "node", decides: 0 },
  { name: "a node's id", constraints: ["node.id == 2ivku8v2gvtg4"], roam: "node", pin: "node", decides: 0 },
  { name: "an address", constraints: ["node.ip == 10.0.0.1"], roam: "node", pin: "node", decides: 0 },
  { name: "an address of IPv6", constraints: ["node.ip == 2001:db8::2"], roam: "node", pin: "node", decides: 0 },
  {
    name: "a host name from a variable",
    constraints: ["node.hostname == ${HOST}"],
    roam: "node",
    pin: "node",
    decides: 0,
  },
  {
    name: "a host name among others",
    constraints: ["node.role == worker", "node.labels.ssd == true", "node.hostname == node1"],
    roam: "node",
    pin: "node",
    decides: 2,
  },
  {
    name: "a host name beside a variable",
    constraints: ["${MORE}", "node.hostname == node1"],
    roam: "node",
    pin: "node",
    decides: 1,
  },
  // Not one node
  { name: "a subnet", constraints: ["node.ip == 10.0.0.0/24"], roam: "cluster", pin: "none" },
  { name: "not a host name", constraints: ["node.hostname != node1"], roam: "cluster", pin: "none" },
  { name: "not a label", constraints: ["node.labels.slow != true"], roam: "cluster", pin: "none" },
  { name: "not a role", constraints: ["node.role != manager"], roam: "cluster", pin: "none" },
  { name: "a platform", constraints: ["node.platform.os == linux"], roam: "cluster", pin: "none" },
  { name: "an unknown key", constraints: ["node.name == node1"], roam: "cluster", pin: "none" },
  { name: "no operator", constraints: ["node.hostname = node1"], roam: "cluster", pin: "none" },
  // Labels and roles
  { name: "a label", constraints: ["node.labels.disk == ssd"], roam: "unknown", pin: "label", decides: 0 },
  {
    name: "a label of the engine",
    constraints: ["engine.labels.disk == ssd"],
    roam: "unknown",
    pin: "label",
    decides: 0,
  },
  { name: "a role", constraints: ["node.role == manager"], roam: "unknown", pin: "role", decides: 0 },
  {
    name: "a role and a label",
    constraints: ["node.role == manager", "node.labels.disk == ssd"],
    roam: "unknown",
    pin: "label",
    decides: 1,
  },
  {
    name: "the first of two labels",
    constraints: ["node.labels.disk == ssd", "node.labels.rack == 7"],
    roam: "unknown",
    pin: "label",
    decides: 0,
  },
  // Zones
  ...["zone", "az", "com.example.zone", "failure-domain.zone", "availability-zone", "datacenter", "dc", "region"].map(
    (label): Row => ({
      name: `a label for a zone: ${label}`,
      constraints: [`node.labels.${label} == a`],
      roam: "zone",
      pin: "label",
      decides: 0,
    }),
  ),
  { name: "a zone in capitals", constraints: ["node.labels.ZONE == a"], roam: "zone", pin: "label", decides: 0 },
  { name: "no zone: hazard", constraints: ["node.labels.hazard == a"], roam: "unknown", pin: "label", decides: 0 },
  { name: "no zone: ozone", constraints: ["node.labels.ozone == a"], roam: "unknown", pin: "label", decides: 0 },
  {
    name: "a zone and a label, which may leave one node of it",
    constraints: ["node.labels.zone == a", "node.labels.disk == ssd"],
    roam: "unknown",
    pin: "label",
    decides: 1,
  },
  {
    name: "a zone and a role",
    constraints: ["node.labels.zone == a", "node.role == manager"],
    roam: "unknown",
    pin: "role",
    decides: 1,
  },
  {
    name: "a zone and a host name",
    constraints: ["node.labels.zone == a", "node.hostname == node1"],
    roam: "node",
    pin: "node",
    decides: 1,
  },
  { name: "not a zone", constraints: ["node.labels.zone != a"], roam: "cluster", pin: "none" },
  // Variables
  {
    name: "a variable",
    constraints: ["${PLACEMENT}"],
    roam: "unknown",
    pin: "variable",
    decides: 0,
    why: "a constraint depends on `PLACEMENT`, which is not set here",
  },
  {
    name: "a variable in the key",
    constraints: ["node.labels.${LABEL} == 1"],
    roam: "unknown",
    pin: "variable",
    decides: 0,
    why: "`LABEL`",
  },
  {
    name: "a variable as the operator",
    constraints: ["node.hostname ${OPERATOR} node1"],
    roam: "unknown",
    pin: "variable",
    decides: 0,
  },
  {
    name: "a variable before a label",
    constraints: ["node.labels.a == 1", "${B}"],
    roam: "unknown",
    pin: "variable",
    decides: 1,
  },
  { name: "not a variable", constraints: ["node.hostname != ${HOST}"], roam: "cluster", pin: "none" },
  {
    name: "a mode from a variable",
    mode: "${MODE}",
    roam: "unknown",
    pin: "variable",
    why: "the deploy mode depends on a variable that is not set here",
  },
  {
    name: "a mode from a variable, on one node",
    mode: "${MODE}",
    constraints: ["node.id == a"],
    roam: "node",
    pin: "node",
    decides: 0,
  },
  // Modes
  { name: "global", mode: "global", roam: "node", pin: "none", everywhere: true, why: "a task on every node" },
  { name: "a global job", mode: "global-job", roam: "node", pin: "none", everywhere: true },
  {
    name: "global with a label",
    mode: "global",
    constraints: ["node.labels.a == 1"],
    roam: "node",
    pin: "none",
    everywhere: true,
  },
  { name: "a replicated job", mode: "replicated-job", roam: "cluster", pin: "none" },
  // One node in the cluster
  { name: "one node", nodes: 1, roam: "node", pin: "node", why: "the cluster has one node" },
  { name: "one node and a label", nodes: 1, constraints: ["node.labels.a == 1"], roam: "node", pin: "node" },
  { name: "one node and global", nodes: 1, mode: "global", roam: "node", pin: "node", everywhere: true },
  { name: "three nodes", nodes: 3, roam: "cluster", pin: "none" },
];

describe("describePlacement", () => {
  for (const { name, constraints = [], mode, nodes, roam, pin, decides, everywhere = false, why } of ROWS) {
    it(name, () => {
      const placed = describePlacement(service(constraints, mode), { ...UNSURE, nodes });
      expect({ roam: placed.roam, pin: placed.pin, everywhere: placed.everywhere }).toEqual({ roam, pin, everywhere });
      const { file, start, end } = placed.constraint?.place ?? { file: { text: "" }, start: 0, end: 0 };
      const written = decides === undefined ? "" : JSON.stringify(constraints[decides]);
      expect(file.text.slice(start, end)).toBe(written);
      expect(placed.why).toContain(why ?? "");
      expect(placed.why).not.toMatch(/[\uFDD0\uFDD1]/);
    });
  }
});

describe("parseConstraint", () => {
  it.each([
    ["node.hostname == a", { key: "node.hostname", operator: "==", value: "a" }],
    ["node.hostname==a", { key: "node.hostname", operator: "==", value: "a" }],
    ["  node.role != manager  ", { key: "node.role", operator: "!=", value: "manager" }],
    // `==` is looked for first, wherever it stands
    ["a != b == c", { key: "a != b", operator: "==", value: "c" }],
    ["a === b", { key: "a", operator: "==", value: "= b" }],
    ["==", { key: "", operator: "==", value: "" }],
    ["a !=", { key: "a", operator: "!=", value: "" }],
    ["a = b", undefined],
    ["", undefined],
  ])("%s", (text, expected) => expect(parseConstraint(text)).toEqual(expected));
});
