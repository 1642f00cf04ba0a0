import type { Exposure } from "../persistence/exposure.ts";
import { isClusterMember, isOneTask } from "../persistence/pinnable.ts";
import { isForOneWriter, isSingleWriter } from "../rules/writers.ts";
import type { Service } from "../stack/model.ts";
import { ASKS_FOR_NODE } from "../stack/target.ts";
import { type ColocationGroup, colocationGroup } from "./company.ts";
import { isNewData } from "./first-deploy.ts";
import {
  cannotMeet,
  nodeNamed,
  type PinChanges,
  type PinnedNode,
  pinnedNodes,
  pinToConstraint,
  standInNode,
} from "./holding-node.ts";
import type { Fix, FixContext } from "./model.ts";
import { ACCEPTED_AFTER_MOVE, runbookFor } from "./moving.ts";
import { scopedName } from "./names.ts";
import { nodeLines, pinRunbook } from "./pin-runbook.ts";
import { exposuresOf } from "./replacing.ts";
import type { Destination } from "./runbook.ts";
import type { DataToMove } from "./seat.ts";
import { list, variableName } from "./words.ts";

/** A volume of the node alone: enough for a service that stays, and for data that nobody would miss. */
export function* localRemedy(data: DataToMove, context: FixContext): Iterable<Fix> {
  const { local } = data;
  if (local === undefined) return;
  if (local.staysPut && data.exposure.view.placement.roam !== "node") return;
  const { title, changes } = local;
  const runbook = runbookFor(data, context, { to: local.to ?? localFolder(local.key), variables: [], changes });
  yield { title, safe: false, changes, runbook, accepts: ACCEPTED_AFTER_MOVE };
}

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
        ? runbookFor(data, context, { to: local.to ?? localFolder(local.key), variables, changes })
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

function inPlace(pinned: readonly PinChanges[]): string {
  const replaced = [...new Set(pinned.flatMap((one) => one.replaced))].map((constraint) => `\`${constraint}\``);
  return replaced.length === 0 ? "" : `, in place of ${list(replaced)}`;
}

/** A volume that the next task finds, on the node where it is made. */
function localFolder(key: string): Destination {
  return {
    kind: "folder",
    prepare: [
      `docker volume create ${scopedName(key)} > /dev/null`,
      `TO="$(docker volume inspect --format '{{.Mountpoint}}' ${scopedName(key)})"`,
    ],
  };
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
