import type { Text } from "../stack/model.ts";
import { compareTexts } from "../yaml/unknown.ts";
import { type Constraint, parseConstraint } from "./constraint.ts";
import type { Likeness } from "./data-location.ts";
import type { ServiceView } from "./exposure.ts";
import type { Placement } from "./placement.ts";

/** Where Swarm starts a service's tasks after a change, seen from where it ran them before. */
export interface Relocation {
  /** `same`: the one node of before. `different`: none of the nodes of before. */
  readonly nodes: Likeness;
  /** Whether that follows from what no node changes, or from a list of the nodes; roles and labels can be given anew. */
  readonly sure: boolean;
  /** The two constraints that no node meets together; absent when a list of the nodes decides. */
  readonly constraints?: readonly [base: Text, head: Text];
}

const UNKNOWN: Relocation = { nodes: "unknown", sure: false };

/** Compares where a service may run before and after a change. */
export function relocationOf(base: ServiceView, head: ServiceView): Relocation {
  const [before, after] = [base.placement.nodes, head.placement.nodes];
  if (before !== undefined && after !== undefined) return byNodes(hostnames(base.placement), hostnames(head.placement));
  const [old, now] = [base.service.constraints, head.service.constraints];
  if (contradict(old, old) || contradict(now, now)) return UNKNOWN; // no task ran, or none will
  const constraints = contradict(old, now);
  if (constraints) return { nodes: "different", sure: isFixed(constraints[0]), constraints };
  return isOneNode(base.placement, head.placement) ? { nodes: "same", sure: true } : UNKNOWN;
}

function byNodes(before: readonly string[], after: readonly string[]): Relocation {
  const both = before.filter((name) => after.includes(name));
  if (before.length === 0 || after.length === 0) return UNKNOWN;
  if (both.length === 0) return { nodes: "different", sure: true };
  return before.length === 1 && after.length === 1 ? { nodes: "same", sure: true } : UNKNOWN;
}

/** SwarmKit compares names of nodes without regard to case. */
const hostnames = ({ nodes }: Placement): string[] => nodes?.map(({ hostname }) => hostname.toLowerCase()) ?? [];

/** The one node that a constraint names in both, or the only one that there is. */
function isOneNode(base: Placement, head: Placement): boolean {
  if (base.pin !== "node" || head.pin !== "node") return false;
  const [one, other] = [base, head].map(({ constraint }) => constraint && read(constraint));
  if (one === undefined || other === undefined) return one === other;
  return one.key === other.key && compareTexts(one.value, other.value) === "same";
}

/** Two constraints, one of each list, that no node meets together. */
function contradict(before: readonly Text[], after: readonly Text[]): readonly [Text, Text] | undefined {
  let found: readonly [Text, Text] | undefined;
  for (const one of before) {
    for (const other of after) {
      if (!excludes(read(one), read(other))) continue;
      if (isFixed(one)) return [one, other];
      found ??= [one, other];
    }
  }
  return found;
}

function excludes(one: Constraint | undefined, other: Constraint | undefined): boolean {
  if (!one || !other || one.key !== other.key || !KEY.test(one.key)) return false;
  if ([one, other].some(({ value }) => value.includes("/"))) return false; // a subnet of `node.ip` can hold an address
  const values = compareTexts(one.value, other.value);
  if (one.operator === "==" && other.operator === "==") return values === "different";
  return one.operator !== other.operator && values === "same";
}

/** What a node is for good: its name, its address, its machine. */
const FIXED = /^node\.(hostname|id|ip|platform\.(os|arch))$/;
const KEY = /^(node\.(hostname|id|ip|role|platform\.(os|arch)|labels\..+)|engine\.labels\..+)$/;

const isFixed = (constraint: Text): boolean => FIXED.test(read(constraint)?.key ?? "");

/** Values and keys without regard to case, as SwarmKit compares them, but names of labels with it. */
function read({ value }: Text): Constraint | undefined {
  const parsed = parseConstraint(value);
  if (parsed === undefined) return undefined;
  const [prefix = ""] = /^(node|engine)\.labels\./i.exec(parsed.key) ?? [];
  const rest = parsed.key.slice(prefix.length);
  const key = prefix === "" ? rest.toLowerCase() : prefix.toLowerCase() + rest;
  return { ...parsed, key, value: parsed.value.toLowerCase() };
}
