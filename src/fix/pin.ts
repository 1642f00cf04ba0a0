import type { RunbookStep } from "../report.ts";
import type { Service } from "../stack/model.ts";
import type { Change, Fix, FixContext } from "./model.ts";
import { runbookFor } from "./moving.ts";
import { applyStep, type Destination, deployStep, findStep, full, nodeFile, stackLine, verifyStep } from "./runbook.ts";
import { constrained, type Seat } from "./seat.ts";
import { script, word } from "./shell.ts";
import { list, variableName } from "./words.ts";

/** A volume of the node alone: enough for a service that stays, and for data that nobody would miss. */
export function* localVolume(seat: Seat, context: FixContext): Iterable<Fix> {
  const { local } = seat;
  if (local === undefined) return;
  const runbook = runbookFor(seat, context, newVolume(local.key), []);
  yield { title: local.title, safe: false, changes: local.changes, runbook };
}

/** Keeps the services that use the data on one node: the one that holds it. */
export function* pinRemedies(seat: Seat, context: FixContext): Iterable<Fix> {
  const { local, services, exposure } = seat;
  const roaming = services.filter((service) => roams(service, context));
  if (roaming.length === 0 || roaming.some(isSpread)) return;
  const held = heldBy(seat, context) ?? context.storage?.pinTo;
  const variable = `${variableName(services.length > 1 ? seat.name : exposure.view.service.name)}_NODE`;
  const node = held ?? `\${${variable}:?set it to the host name of the node that holds the data}`;
  const changes = roaming.map((service) => constrained(context, service, `node.hostname == ${node}`));
  if (changes.includes(undefined)) return;
  const names = list(roaming.map(({ name }) => `\`${name}\``));
  const where = held === undefined ? "the node that holds the data" : `the node \`${held}\``;
  const waits = roaming.length > 1 ? "the services wait" : "the service waits";
  const pin = `in ${names} to ${where}; while it is down ${waits}, and if its disk dies the data is lost`;
  const given = nodeLines(seat.name, held, variable);
  yield {
    title: local === undefined ? `P${pin}` : `${local.title}, and p${pin}`,
    safe: false,
    remedy: "pin",
    changes: [...(local?.changes ?? []), ...(changes as Change[])],
    standIns: held === undefined ? new Map([[variable, "node-1"]]) : undefined,
    accepts: ["pinned-no-failover"],
    runbook:
      local === undefined
        ? pinRunbook(seat, context, roaming, given)
        : runbookFor(seat, context, newVolume(local.key), given),
  };
}

/** A volume that the next task finds, on the node where it is made. */
function newVolume(key: string): Destination {
  return {
    prepare: [
      `docker volume create ${full(key)} > /dev/null`,
      `TO="$(docker volume inspect --format '{{.Mountpoint}}' ${full(key)})"`,
    ],
  };
}

/** The node for the deploy: the one that was found, which must be the one that the file names. */
function nodeLines(name: string, held: string | undefined, variable: string): string[] {
  const node = `"$(cat ${nodeFile(name)})"`;
  if (held === undefined) return [`${variable}=${node}`, `export ${variable}`];
  return [
    `[ ${node} = ${word(held)} ] || { echo "the data is on another node: copy it to ${held} first" >&2; exit 1; }`,
  ];
}

function roams(service: Service, { exposures }: FixContext): boolean {
  const view = exposures.find((exposure) => exposure.view.service === service)?.view;
  return view !== undefined && view.placement.roam !== "node";
}

/** One task a node: all of them on one node cannot run. */
function isSpread({ replicas, maxReplicasPerNode }: Service): boolean {
  const most = maxReplicasPerNode?.value;
  return most !== undefined && most > 0 && (replicas?.value ?? 1) > most;
}

/** The node of a service that uses the same data and is pinned already. */
function heldBy({ services }: Seat, { exposures }: FixContext): string | undefined {
  for (const service of services) {
    const placement = exposures.find(({ view }) => view.service === service)?.view.placement;
    const found = /^\s*node\.hostname\s*==\s*([\w.-]+)\s*$/.exec(placement?.constraint?.value ?? "");
    if (placement?.roam === "node" && found) return found[1];
  }
  return undefined;
}

/** The data stays: what counts is that the services stay with it. */
function pinRunbook(
  seat: Seat,
  { stackName, stack }: FixContext,
  services: readonly Service[],
  variables: readonly string[],
): RunbookStep[] {
  const { name } = seat;
  const files = stack.files.map(({ path }) => path);
  const look = lookStep(seat, stackName);
  return [
    findStep({ stackName, services: seat.services, name }),
    ...(look ? [look] : []),
    applyStep(files),
    deployStep({ stackName, files, variables }),
    verifyStep({ stackName, services }),
    {
      title: "To go back: let Swarm choose the node again, and take the fix out of the file",
      where: "manager",
      commands: [
        script([
          stackLine(stackName),
          `NODE="$(cat ${nodeFile(name)})"`,
          ...services.map((one) => `docker service update --constraint-rm "node.hostname == $NODE" ${full(one.name)}`),
        ]),
      ],
    },
  ];
}

/** A task that has moved before left older data on other nodes. */
function lookStep({ from, exposure }: Seat, stackName: string | undefined): RunbookStep | undefined {
  if (from === undefined || from.kind === "container") return undefined;
  const folder =
    from.kind === "path" ? word(from.path) : `"$(docker volume inspect --format '{{.Mountpoint}}' ${from.name})"`;
  return {
    title: `See that this is the data that \`${exposure.view.service.name}\` should keep: a task that has moved before left other data elsewhere`,
    where: "data-node",
    commands: [script([stackLine(stackName), `FROM=${folder}`, 'ls -lan "$FROM"', 'du -sk "$FROM"'])],
  };
}
