import { append, type Change, remove, set } from "../edit/change.ts";
import { parseConstraint } from "../persistence/constraint.ts";
import type { ServiceView } from "../persistence/exposure.ts";
import { relocationOf } from "../persistence/relocation.ts";
import type { Service, Text } from "../stack/model.ts";
import { hasUnknown, showUnknown } from "../yaml/unknown.ts";
import type { ColocationGroup } from "./company.ts";
import { nodeAtPlace, serviceNode, writtenString, type YamlNode } from "./find.ts";
import type { FixContext } from "./model.ts";
import { word } from "./shell.ts";

/** The one node that services are pinned to. */
export interface PinnedNode {
  /** As a constraint that others can take over: `node.hostname == n3`. */
  readonly constraint: string;
  /** Its host name, where the file says it. */
  readonly hostname: string | undefined;
  /** Those that are there already. */
  readonly services: readonly Service[];
}

/** The nodes to which services of a company are pinned already, each once. */
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

/** The constraint of the host name in `$NODE`, or of the node, as a word of a shell; undefined where a variable holds it. */
export function shellConstraint({ constraint }: PinnedNode): string | undefined {
  const key = /^node\.hostname(?= == )/i.exec(constraint)?.[0];
  if (key !== undefined) return `"${key} == $NODE"`;
  return constraint.includes("$") ? undefined : word(constraint);
}

/** What pins a service, and the constraints that go because they may speak against it. */
export interface PinChanges {
  readonly changes: readonly Change[];
  readonly replaced: readonly string[];
}

/** undefined where that cannot be written, or where a variable may hold a constraint that speaks against it. */
export function pinToConstraint(context: FixContext, service: Service, constraint: string): PinChanges | undefined {
  const against = service.constraints.filter(isAboutOneNode);
  const nodes = against.map((text) => (isKnown(text) ? nodeAtPlace(context, text.place) : undefined));
  if (nodes.includes(undefined)) return undefined;
  const [first, ...others] = nodes as YamlNode[];
  if (first !== undefined) {
    const replaced = against.map(({ value }) => shown(value));
    return { changes: [set(first, [], constraint), ...others.map((yamlNode) => remove(yamlNode))], replaced };
  }
  const added = addedConstraint(context, service, constraint);
  return added && { changes: [added], replaced: [] };
}

const ONE_NODE = /^node\.(hostname|id|ip)$/i;

/** A subnet of `node.ip` leaves many nodes. */
function isAboutOneNode(text: Text): boolean {
  if (!isKnown(text)) return true;
  const parsed = parseConstraint(text.value);
  return parsed !== undefined && ONE_NODE.test(parsed.key) && !(parsed.operator === "==" && parsed.value.includes("/"));
}

/** Whether it is plain what the constraint is about. */
function isKnown({ value }: Text): boolean {
  return !hasUnknown(parseConstraint(value)?.key ?? value);
}

function shown(constraint: string): string {
  const parsed = parseConstraint(constraint);
  return showUnknown(parsed === undefined ? constraint : `${parsed.key} ${parsed.operator} ${parsed.value}`);
}

/** One more constraint of a service; undefined where an alias or a merge key would carry it to others. */
function addedConstraint(context: FixContext, service: Service, constraint: string): Change | undefined {
  const yamlNode =
    serviceNode(context, service.name, "deploy", "placement", "constraints") ??
    serviceNode(context, service.name, "deploy") ??
    serviceNode(context, service.name);
  if (yamlNode === undefined) return undefined;
  return append(
    { file: yamlNode.file, path: ["services", service.name] },
    ["deploy", "placement", "constraints"],
    constraint,
  );
}
