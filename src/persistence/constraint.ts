import type { ClusterNode } from "../model/cluster.ts";
import { hasUnknown } from "../yaml/unknown.ts";

/** A placement constraint, taken apart. */
export interface Constraint {
  readonly key: string;
  readonly operator: "==" | "!=";
  readonly value: string;
}

/** Splits at the first operator as SwarmKit does: `==` is looked for before `!=`. */
export function parseConstraint(text: string): Constraint | undefined {
  for (const operator of ["==", "!="] as const) {
    const at = text.indexOf(operator);
    if (at === -1) continue;
    return { operator, key: text.slice(0, at).trim(), value: text.slice(at + 2).trim() };
  }
  return undefined;
}

/**
 * Whether a node meets a constraint, as SwarmKit compares: values and keys without regard to case, names of labels
 * with it, and a label that is missing as an empty value. undefined when the list of nodes does not tell.
 */
function meets(node: ClusterNode, constraint: Constraint, zoneLabel: string | undefined): boolean | undefined {
  if (hasUnknown(constraint.key) || hasUnknown(constraint.value)) return undefined;
  const value = attribute(node, constraint.key, zoneLabel);
  if (value === undefined) return undefined;
  return (value.toLowerCase() === constraint.value.toLowerCase()) === (constraint.operator === "==");
}

const LABEL = /^node\.labels\./i;

function attribute({ hostname, role, labels, zone }: ClusterNode, key: string, zoneLabel?: string): string | undefined {
  const folded = key.toLowerCase();
  if (folded === "node.hostname") return hostname;
  if (folded === "node.role") return role;
  if (!LABEL.test(key)) return undefined;
  const label = key.replace(LABEL, "");
  const own = labels?.get(label) ?? (label === zoneLabel ? zone : undefined);
  return own ?? (labels === undefined ? undefined : "");
}

/** The nodes that constraints leave. */
interface Candidates {
  /** Those that meet every constraint, as far as that can be told. */
  readonly nodes: readonly ClusterNode[];
  /** False when the list of nodes does not tell whether one of them meets a constraint. */
  readonly exact: boolean;
}

/** Resolves constraints to the nodes that they leave; one that cannot be read leaves its nodes and is not exact. */
export function candidatesOf(
  list: readonly ClusterNode[],
  constraints: readonly (Constraint | undefined)[],
  zoneLabel: string | undefined,
): Candidates {
  let exact = true;
  const nodes = list.filter((node) => {
    const answers = constraints.map((one) => one && meets(node, one, zoneLabel));
    if (answers.includes(false)) return false;
    if (answers.includes(undefined)) exact = false;
    return true;
  });
  return { nodes, exact };
}

/** The zone that nodes have in common; undefined when they have several, or one of them states none. */
export function commonZone(nodes: readonly ClusterNode[]): string | undefined {
  const [first, ...others] = nodes.map(({ zone }) => zone);
  return others.every((zone) => zone === first) ? first : undefined;
}
