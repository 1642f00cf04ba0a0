import type { Exposure } from "../persistence/exposure.ts";
import { isClusterMember, isOneTask } from "../persistence/placement.ts";
import { isForOneWriter, isSingleWriter } from "../rules/writers.ts";
import type { Service } from "../stack/model.ts";
import { ASKS_FOR_NODE } from "../stack/target.ts";
import { type Company, companyOf } from "./company.ts";
import { isFirst } from "./first-deploy.ts";
import { areApart, type HoldingNode, named, nodesHeld, type Pinning, pinning, standInNode } from "./holding-node.ts";
import type { Fix, FixContext } from "./model.ts";
import { runbookFor, SAID_OF_MOVES } from "./moving.ts";
import { full } from "./names.ts";
import { nodeLines, pinRunbook } from "./pin-runbook.ts";
import { exposuresOf } from "./replacing.ts";
import type { Destination } from "./runbook.ts";
import type { Seat } from "./seat.ts";
import { list, variableName } from "./words.ts";

/** A volume of the node alone: enough for a service that stays, and for data that nobody would miss. */
export function* localVolume(seat: Seat, context: FixContext): Iterable<Fix> {
  const { local } = seat;
  if (local === undefined) return;
  if (local.staysPut && seat.exposure.view.placement.roam !== "node") return;
  const { title, changes } = local;
  const runbook = runbookFor(seat, context, { to: local.to ?? newVolume(local.key), variables: [], changes });
  yield { title, safe: false, changes, runbook, accepts: SAID_OF_MOVES };
}

/** Keeps the services that use the data on one node: the one that holds it, with all that share data of that node. */
export function* pinRemedies(seat: Seat, context: FixContext): Iterable<Fix> {
  const { local } = seat;
  const company = companyOf(seat, context);
  const roaming = company.services.filter((service) => roams(service, context));
  const held = nodesHeld(company, context);
  if (roaming.length === 0 || !mayShareNode(seat, company, roaming)) return;
  // Services that are on two nodes already have data of their own on each.
  if (held.length > 1 || areApart(company, context)) return;
  const { pinTo } = context.storage ?? {};
  // The node of the configuration would be the node of all members.
  if (pinTo !== undefined && roaming.some(isClusterMember)) return;
  const known = held[0] ?? (pinTo === undefined ? undefined : named(pinTo));
  const variable = `${variableName(company.name)}_NODE`;
  const holder = isEmpty(seat, company, context) ? FIRST : HOLDER;
  const node = known ?? named(`\${${variable}:?${ASKS_FOR_NODE} ${holder}}`);
  const pins = roaming.map((service) => pinning(context, service, node.constraint));
  if (pins.includes(undefined)) return;
  const pinned = pins as Pinning[];
  const pin = `in ${names(roaming)} to ${where(known) ?? holder}${inPlace(pinned)}; while it is down ${
    roaming.length > 1 ? "the services wait" : "the service waits"
  }, and if its disk dies the data is lost`;
  const changes = [...(local?.changes ?? []), ...pinned.flatMap((one) => one.changes)];
  const variables = nodeLines(local ? seat.name : company.name, known, variable);
  yield {
    title: local === undefined ? `P${pin}` : `${local.title}, and p${pin}`,
    safe: false,
    remedy: "pin",
    changes,
    standIns: known === undefined ? new Map([[variable, standInNode(roaming, context)]]) : undefined,
    accepts: local === undefined ? ["pinned-no-failover"] : ["pinned-no-failover", ...SAID_OF_MOVES],
    runbook:
      local !== undefined
        ? runbookFor(seat, context, { to: local.to ?? newVolume(local.key), variables, changes })
        : holder === FIRST
          ? undefined
          : pinRunbook({ seat, company, roaming, node, variables, changes }, context),
  };
}

const names = (services: readonly Service[]): string => list(services.map(({ name }) => `\`${name}\``));

const HOLDER = "the node that holds the data";
/** Where nothing is deployed yet. */
const FIRST = "the node that is to hold the data";

/** Whether all that the services keep on their node comes with this change. */
function isEmpty({ exposure }: Seat, { exposures }: Company, context: FixContext): boolean {
  return [exposure, ...exposures].every((one) => isFirst(one, context));
}

function where(node: HoldingNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  return node.hostname === undefined ? `the node of ${names(node.services)}` : `the node \`${node.hostname}\``;
}

function inPlace(pinned: readonly Pinning[]): string {
  const replaced = [...new Set(pinned.flatMap((one) => one.replaced))].map((constraint) => `\`${constraint}\``);
  return replaced.length === 0 ? "" : `, in place of ${list(replaced)}`;
}

/** A volume that the next task finds, on the node where it is made. */
function newVolume(key: string): Destination {
  return {
    kind: "folder",
    prepare: [
      `docker volume create ${full(key)} > /dev/null`,
      `TO="$(docker volume inspect --format '{{.Mountpoint}}' ${full(key)})"`,
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
function mayShareNode({ exposure }: Seat, company: Company, roaming: readonly Service[]): boolean {
  const shared = [exposure, ...company.exposures];
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
