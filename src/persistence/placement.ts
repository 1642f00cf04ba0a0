import type { ClusterFacts, ClusterNode } from "../model/cluster.ts";
import type { Service, Text } from "../stack/model.ts";
import { hasUnknown, showUnknown, unknownNames } from "../yaml/unknown.ts";
import { candidatesOf, commonZone, parseConstraint } from "./constraint.ts";
import { CLUSTER_FLAGS, CLUSTER_VARIABLES } from "./images/facts/programs.ts";

/** How far Swarm may move a service's task. */
export type Roam = "node" | "zone" | "cluster" | "unknown";

/** What keeps the task in place: one node, nodes with a label, nodes with a role, a variable, or nothing. */
type Pin = "node" | "label" | "role" | "variable" | "none";

export interface Placement {
  readonly roam: Roam;
  readonly pin: Pin;
  readonly why: string;
  /** The constraint that decides. */
  readonly constraint?: Text;
  /** A task on every node: it never moves, and each node has data of its own. */
  readonly everywhere: boolean;
  /** The nodes that the constraints leave, where every node is known; none: no task ever starts. */
  readonly nodes?: readonly ClusterNode[];
  /** As many tasks as `max_replicas_per_node` lets the nodes run: one that leaves its node finds no other. */
  readonly full?: boolean;
}

const ZONE_LABEL = /(^|[._-])(zone|az|availability[-_.]?zone|datacenter|dc|region)$/i;

/** Whether a constraint's key is a node label that names a zone, by its name. */
export function looksLikeZone(key: string): boolean {
  return /^node\.labels\./i.test(key) && ZONE_LABEL.test(key);
}

function pinOf(constraint: Text, zoneLabel: string | undefined): Pin | "zone" {
  const parsed = parseConstraint(constraint.value);
  if (parsed === undefined) return hasUnknown(constraint.value) ? "variable" : "none";
  if (hasUnknown(parsed.key)) return "variable";
  if (parsed.operator !== "==") return "none";
  const key = parsed.key.toLowerCase();
  if (key === "node.hostname" || key === "node.id") return "node";
  if (key === "node.ip") return parsed.value.includes("/") ? "none" : "node";
  if (key === "node.role") return "role";
  if (!/^(node|engine)\.labels\./.test(key)) return "none";
  const isZone = zoneLabel === undefined ? ZONE_LABEL.test(key) : parsed.key.endsWith(`.labels.${zoneLabel}`);
  return isZone ? "zone" : "label";
}

/** How far the task may go, from mode, constraints and what is known of the cluster. */
export function describePlacement(service: Service, facts: ClusterFacts): Placement {
  const resolved = service.mode.value === "unknown" ? undefined : byNodes(service, facts);
  const placement = resolved ?? byConstraints(service, facts);
  return isFull(service, placement.nodes?.length ?? facts.nodes) ? { ...placement, full: true } : placement;
}

function isFull({ maxReplicasPerNode, replicas }: Service, nodes: number | undefined): boolean {
  const most = maxReplicasPerNode?.value ?? 0;
  const tasks = replicas === undefined ? 1 : replicas.value;
  return most > 0 && nodes !== undefined && nodes > 0 && tasks !== undefined && tasks >= nodes * most;
}

const isGlobal = ({ mode }: Service): boolean => mode.value === "global" || mode.value === "global-job";
const EVERYWHERE = "a global service has a task on every node, which never moves";

/** From the list of nodes; undefined when there is none, or it does not tell which nodes the constraints leave. */
function byNodes(service: Service, { nodeList, zoneLabel }: ClusterFacts): Placement | undefined {
  if (nodeList === undefined) return undefined;
  const constraints = service.constraints.map(({ value }) => parseConstraint(value));
  const { nodes, exact } = candidatesOf(nodeList, constraints, zoneLabel);
  const [only] = nodes;
  const all = nodes.length === nodeList.length;
  const who = all ? "the cluster's nodes" : `the ${nodes.length} nodes that the constraints leave`;
  const placed = (roam: Roam, pin: Pin, why: string, everywhere = false) => ({ roam, pin, why, everywhere, nodes });
  if (only === undefined) return placed("node", "node", "no node of the cluster meets the constraints");
  if (nodes.length === 1) {
    return placed("node", "node", all ? "the cluster has one node" : `only \`${only.hostname}\` meets the constraints`);
  }
  if (!exact) return undefined;
  if (isGlobal(service)) return placed("node", "none", EVERYWHERE, true);
  const zone = commonZone(nodes);
  if (zone !== undefined) return placed("zone", "none", `${who} are all in the zone \`${zone}\``);
  return placed("cluster", "none", `the task may run on any of ${who}`);
}

function byConstraints(service: Service, facts: ClusterFacts): Placement {
  const placed = (roam: Roam, pin: Pin, why: string, constraint?: Text, everywhere = false): Placement => ({
    roam,
    pin,
    why,
    everywhere,
    ...(constraint ? { constraint } : {}),
  });
  if (facts.nodes === 1) return placed("node", "node", "the cluster has one node", undefined, isGlobal(service));
  const found = new Map<Pin | "zone", Text>();
  for (const constraint of service.constraints) {
    const pin = pinOf(constraint, facts.zoneLabel);
    if (!found.has(pin)) found.set(pin, constraint);
  }
  const take = (pin: Pin | "zone") => found.get(pin);
  const node = take("node");
  if (node) return placed("node", "node", "a constraint names one node", node);
  if (isGlobal(service)) return placed("node", "none", EVERYWHERE, undefined, true);
  const variable = take("variable");
  if (variable) {
    const names = unknownNames(variable.value).map((name) => `\`${name}\``);
    return placed(
      "unknown",
      "variable",
      `a constraint depends on ${names.join(", ")}, which is not set here`,
      variable,
    );
  }
  if (service.mode.value === "unknown")
    return placed("unknown", "variable", "the deploy mode depends on a variable that is not set here");
  const label = take("label");
  if (label)
    return placed("unknown", "label", "a constraint names a label, and any number of nodes can carry it", label);
  const role = take("role");
  if (role) return placed("unknown", "role", "a constraint names a role, and any number of nodes can have it", role);
  const zone = take("zone");
  if (zone) return placed("zone", "label", "a constraint names a zone, and any number of nodes can be in it", zone);
  return placed("cluster", "none", "no constraint keeps the task on one node");
}

/**
 * Whether a service runs one task, which one node can hold. Several on one node would share data that is meant for one of
 * them, and with `max_replicas_per_node` some of them would wait for ever.
 */
export function isOneTask({ replicas, maxReplicasPerNode, mode }: Service): boolean {
  if (mode.value !== "replicated" && mode.value !== "replicated-job") return true; // one a node, wherever that is
  return (replicas === undefined || replicas.value === 1 || replicas.value === 0) && maxReplicasPerNode === undefined;
}

/** Whether a service is told of others that are its equals: each of them needs a node and a volume of its own. */
export function isClusterMember({ environment, command, entrypoint }: Service): boolean {
  if ([...environment.keys()].some((name) => CLUSTER_VARIABLES.some((pattern) => pattern.test(name)))) return true;
  return [...entrypoint, ...command].some(({ value }) => {
    const word = showUnknown(value);
    return CLUSTER_FLAGS.some((flag) => word === flag || word.startsWith(`${flag}=`));
  });
}
