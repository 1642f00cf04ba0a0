import { append, type Change, remove, set } from "../../edit/change.ts";
import type { RunbookStep } from "../../model/finding.ts";
import { parseConstraint } from "../../persistence/constraint.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import { isClusterMember, isOneTask } from "../../persistence/placement.ts";
import { isForOneWriter, isSingleWriter } from "../../rules/writers.ts";
import type { Service } from "../../stack/model.ts";
import { ASKS_FOR_NODE } from "../../stack/target.ts";
import { showUnknown } from "../../yaml/unknown.ts";
import { exposuresOf, isNewData, runningBefore } from "../deploy-effects.ts";
import type { Fix, FixContext } from "../model.ts";
import { nodeAtPlace, serviceNode, type YamlNode } from "../yaml-nodes.ts";
import {
  type ColocationGroup,
  cannotMeet,
  colocationGroup,
  isAboutOneNode,
  isKnown,
  nodeNamed,
  type PinnedNode,
  pinnedNodes,
  standInNode,
} from "./colocation.ts";
import { type DataToMove, folderOf } from "./data-to-move.ts";
import { ACCEPTED_AFTER_MOVE, applyStep, deployStep, findStep, moveRunbook, verifyStep } from "./runbook.ts";
import { nodeFile, scopedName, script, stackLine, word } from "./shell.ts";

/** Keeps the services that use the data on one node: the one that holds it, with all that share data of that node. */
export function* pinRemedies(data: DataToMove, context: FixContext): Iterable<Fix> {
  const { local } = data;
  const group = colocationGroup(data, context);
  const roaming = group.services.filter((service) => roams(service, context));
  const held = pinnedNodes(group, context);
  if (roaming.length === 0 || !mayShareNode(data, group, roaming)) return;
  // Services that are on two nodes already have data of their own on each.
  if (held.length > 1 || cannotMeet(group, context)) return;
  const { pinTo } = context.storage ?? {};
  // The node of the configuration would be the node of all members.
  if (pinTo !== undefined && roaming.some(isClusterMember)) return;
  const known = held[0] ?? (pinTo === undefined ? undefined : nodeNamed(pinTo));
  const variable = `${variableName(group.name)}_NODE`;
  const holder = isEmpty(data, group, context) ? FIRST : HOLDER;
  const node = known ?? nodeNamed(`\${${variable}:?${ASKS_FOR_NODE} ${holder}}`);
  const pins = roaming.map((service) => pinToConstraint(context, service, node.constraint));
  if (pins.includes(undefined)) return;
  const pinned = pins as PinChanges[];
  const pin = `in ${names(roaming)} to ${where(known) ?? holder}${inPlace(pinned)}; while it is down ${
    roaming.length > 1 ? "the services wait" : "the service waits"
  }, and if its disk dies the data is lost`;
  const changes = [...(local?.changes ?? []), ...pinned.flatMap((one) => one.changes)];
  const variables = nodeLines(local ? data.name : group.name, known, variable);
  yield {
    title: local === undefined ? `P${pin}` : `${local.title}, and p${pin}`,
    safe: false,
    remedy: "pin",
    changes,
    standIns: known === undefined ? new Map([[variable, standInNode(roaming, context)]]) : undefined,
    accepts: local === undefined ? ["pinned-no-failover"] : ["pinned-no-failover", ...ACCEPTED_AFTER_MOVE],
    runbook:
      local !== undefined
        ? moveRunbook(data, context, { to: local.to, variables, changes })
        : holder === FIRST
          ? undefined
          : pinRunbook({ data, group, roaming, node, variables, changes }, context),
  };
}

const names = (services: readonly Service[]): string => list(services.map(({ name }) => `\`${name}\``));

const HOLDER = "the node that holds the data";

/** Where nothing is deployed yet. */
const FIRST = "the node that is to hold the data";

/** Whether all that the services keep on their node comes with this change. */
function isEmpty({ exposure }: DataToMove, { exposures }: ColocationGroup, context: FixContext): boolean {
  return [exposure, ...exposures].every((one) => isNewData(one, context));
}

function where(node: PinnedNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  return node.hostname === undefined ? `the node of ${names(node.services)}` : `the node \`${node.hostname}\``;
}

/** `a`, `a and b`, `a, b and c`: all of them, however many. */
function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** A name as an environment variable: `redis-data` is `REDIS_DATA`. */
function variableName(name: string): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[A-Z]/.test(letters) ? letters : `N_${letters}`;
}

function inPlace(pinned: readonly PinChanges[]): string {
  const replaced = [...new Set(pinned.flatMap((one) => one.replaced))].map((constraint) => `\`${constraint}\``);
  return replaced.length === 0 ? "" : `, in place of ${list(replaced)}`;
}

function roams(service: Service, context: FixContext): boolean {
  const view = exposuresOf(service.name, context)[0]?.view;
  return view !== undefined && view.placement.roam !== "node";
}

/**
 * Whether one node can hold all tasks, so that nothing that allows one writer gets several there. Tasks that only read may
 * come along.
 */
function mayShareNode({ exposure }: DataToMove, group: ColocationGroup, roaming: readonly Service[]): boolean {
  const shared = [exposure, ...group.exposures];
  const writes = (service: Service) =>
    shared.some(({ view, mount }) => view.service === service && mount?.readOnly !== true);
  if (roaming.some((service) => !isOneTask(service) && (writes(service) || service.maxReplicasPerNode))) return false;
  const writers = new Map<string, Service>();
  return shared.filter(allowsOneWriter).every(({ view: { service }, volume, mount }) => {
    const key = volume?.key ?? mount?.source?.value ?? "";
    const other = writers.get(key) ?? service;
    writers.set(key, other);
    return other === service;
  });
}

function allowsOneWriter(exposure: Exposure): boolean {
  return exposure.mount?.readOnly !== true && (isSingleWriter(exposure) || isForOneWriter(exposure));
}

/** The node for the deploy: the one that was found, which must be the one that the file names. */
function nodeLines(name: string, held: PinnedNode | undefined, variable: string): string[] {
  const node = `"$(cat ${nodeFile(name)})"`;
  if (held === undefined) return [`${variable}=${node}`, `export ${variable}`];
  const { hostname } = held;
  if (hostname === undefined) return [];
  return [
    `[ ${node} = ${word(hostname)} ] || { echo "the data is on another node: copy it to ${hostname} first" >&2; exit 1; }`,
  ];
}

interface Pin {
  readonly data: DataToMove;
  readonly group: ColocationGroup;
  /** Those that are pinned by the fix. */
  readonly roaming: readonly Service[];
  readonly node: PinnedNode;
  /** Lines before the deploy. */
  readonly variables: readonly string[];
  readonly changes: readonly Change[];
}

/** The data stays: what counts is that the services stay with it. */
function pinRunbook(
  { data, group: { name, services }, roaming, node, variables, changes }: Pin,
  context: FixContext,
): RunbookStep[] {
  const look = isNewData(data.exposure, context) ? undefined : lookStep(data, context);
  const constraint = shellConstraint(node);
  return [
    findStep(context, runningBefore(services, context), name),
    ...(look ? [look] : []),
    applyStep(context, changes),
    deployStep(context, variables),
    verifyStep(context, roaming),
    ...(constraint === undefined ? [] : [unpinStep(context, roaming, name, constraint)]),
  ];
}

function unpinStep(
  { stackName }: FixContext,
  services: readonly Service[],
  name: string,
  constraint: string,
): RunbookStep {
  return {
    title: "To go back: let Swarm choose the node again, and take the fix out of the file",
    where: "manager",
    commands: [
      script([
        stackLine(stackName),
        `NODE="$(cat ${nodeFile(name)})"`,
        ...services.map((one) => `docker service update --constraint-rm ${constraint} ${scopedName(one.name)}`),
      ]),
    ],
  };
}

/** The constraint of the host name in `$NODE`, or of the node, as a word of a shell; undefined where a variable holds it. */
function shellConstraint({ constraint }: PinnedNode): string | undefined {
  const key = /^node\.hostname(?= == )/i.exec(constraint)?.[0];
  if (key !== undefined) return `"${key} == $NODE"`;
  return constraint.includes("$") ? undefined : word(constraint);
}

/** A task that has moved before left older data on other nodes. */
function lookStep({ from, exposure }: DataToMove, { stackName }: FixContext): RunbookStep | undefined {
  if (from === undefined || from.kind === "container") return undefined;
  return {
    title: `See that this is the data that \`${exposure.view.service.name}\` should keep: a task that has moved before left other data elsewhere`,
    where: "data-node",
    commands: [script([stackLine(stackName), `FROM=${folderOf(from)}`, 'ls -lan "$FROM"', 'du -sk "$FROM"'])],
  };
}

/** What pins a service, and the constraints that go because they may speak against it. */
interface PinChanges {
  readonly changes: readonly Change[];
  readonly replaced: readonly string[];
}

/** undefined where that cannot be written, or where a variable may hold a constraint that speaks against it. */
function pinToConstraint(context: FixContext, service: Service, constraint: string): PinChanges | undefined {
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
