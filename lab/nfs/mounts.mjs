import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODES } from "../cluster/swarm.mjs";
import { EXPORT } from "../experiments/nfs-kinds.mjs";
import { until } from "../patience.mjs";
import { reportOn } from "../predict.mjs";
import { SERVER, SERVER_ADDRESS } from "./machines.mjs";
import { FORGET } from "./swarm.mjs";

/** The event of a volume that is mounted for the first time. */
export const MOUNTED = "mounted";

/** How many volumes a stack has: each is a service with one task. */
const AT_ONCE = 9;
/** Seconds until a mount that neither succeeds nor fails is called one that waits. */
const PATIENCE = 60;
/** How often a task may end for another reason, as on a node that was too busy to say that it is there. */
const TRIES = 3;

/**
 * Mounts volumes, each in a task of its own that is tried once, and compares with what the report says of the stack.
 * There is no cell of a task that ended for another reason each time.
 * @param {import("./swarm.mjs").MachineSwarm} swarm
 * @param {readonly import("../experiments/nfs-mounts.mjs").Mount[]} mounts
 * @param {{ tool: string, folder: string }} settings
 */
export async function playMounts(swarm, mounts, settings) {
  await swarm.shell(SERVER, `mkdir -p ${EXPORT}/mounts`);
  const cells = new Map();
  let number = 0;
  let left = mounts;
  for (let time = 1; time <= TRIES && left.length > 0; time++) {
    for (let at = 0; at < left.length; at += AT_ONCE) {
      number++;
      for (const cell of await playStack(swarm, `mounts-${number}`, left.slice(at, at + AT_ONCE), settings)) {
        cells.set(cell.kind, cell);
      }
    }
    left = left.filter(({ id }) => cells.get(id).observed === "ended");
  }
  return mounts.map(({ id }) => cells.get(id)).filter(({ observed }) => observed !== "ended");
}

async function playStack(swarm, stack, mounts, { tool, folder }) {
  const place = join(folder, "mounts");
  mkdirSync(place, { recursive: true });
  const file = join(place, `${stack}.yml`);
  writeFileSync(file, stackOf(mounts));
  const report = reportOn(tool, ["--no-config", file]);
  await swarm.deploy(stack, file);
  const tasks = await settled(swarm, stack, mounts);
  const options = await mountedOptions(swarm, stack);
  await swarm.shell(1, `docker stack rm ${stack}`);
  await gone(swarm);
  for (const node of NODES) await swarm.shell(node, FORGET);
  return mounts.map(({ id, o }) => {
    const { state, error } = tasks.get(id) ?? { state: "waits" };
    const said = state === "starts" ? options.get(id) : error;
    return {
      kind: id,
      event: MOUNTED,
      predicted: predictedFor(report, id),
      observed: state,
      evidence: [`\`${addressed(o)}\``, ...(said ? [said] : [])],
    };
  });
}

const addressed = (text) => text.replaceAll("ADDR", SERVER_ADDRESS);

/** The stack file of some volumes, each with a service of its name. */
export function stackOf(mounts) {
  const quoted = (text) => JSON.stringify(addressed(text));
  return [
    "services:",
    ...mounts.map(
      ({ id }) =>
        `  ${id}: { image: "lab:1", volumes: ["${id}:/data"], deploy: { restart_policy: { condition: none } } }`,
    ),
    "volumes:",
    ...mounts.map(
      ({ id, o, type = "nfs", device = ":/mounts" }) =>
        `  ${id}: { driver_opts: { type: ${type}, o: ${quoted(o)}, device: ${quoted(device)} } }`,
    ),
    "networks:",
    "  default: { external: true, name: host }",
    "",
  ].join("\n");
}

/**
 * Whether the task starts, by the report: `likely-rejected` where it warns that most likely it does not.
 * @param {object} report
 * @param {string} id of the service and its volume
 */
export function predictedFor({ stacks, findings }, id) {
  const exposure = stacks[0]?.exposures.find(({ service }) => service === id);
  if (!exposure) throw new Error(`the report says nothing of ${id}`);
  if (exposure.survival.replaced === "rejected") return "rejected";
  const isDoubt = ({ volume, message }) => volume === id && message.startsWith("Most likely no task");
  return findings.some(isDoubt) ? "likely-rejected" : "starts";
}

/** How each task ended up: it starts, its mount is refused, it waits, or it has ended for another reason. */
async function settled(swarm, stack, mounts) {
  const states = new Map();
  const ask = async () => {
    const [tasks, services] = await Promise.all([swarm.manager.get("/tasks"), swarm.manager.get("/services")]);
    const names = new Map(services.map(({ ID, Spec }) => [ID, Spec.Name]));
    for (const { ServiceID, Status } of tasks) {
      const name = names.get(ServiceID);
      if (!name?.startsWith(`${stack}_`)) continue;
      const id = name.slice(stack.length + 1);
      // A task that has run stays one that starts, also when its node was too busy to say so in time.
      if (states.get(id)?.state !== "starts") states.set(id, { state: stateOf(Status), error: Status.Err?.trim() });
    }
    return mounts.every(({ id }) => (states.get(id)?.state ?? "waits") !== "waits");
  };
  await until("the mounts", PATIENCE, ask, 1000).catch(() => undefined);
  return states;
}

/**
 * A volume is mounted once to be filled, and again when its container starts: what fails only then was no option.
 * @param {{ State: string, Err?: string }} status
 */
export function stateOf({ State, Err = "" }) {
  if (State === "running") return "starts";
  if (State === "failed" && Err.startsWith("starting container failed")) return "ended";
  if (State === "rejected" || (State === "failed" && /mount|volume/.test(Err))) return "rejected";
  return ["failed", "complete", "shutdown", "orphaned"].includes(State) ? "ended" : "waits";
}

/** What the kernels say of the volumes that are mounted. */
async function mountedOptions(swarm, stack) {
  const found = new Map();
  for (const node of NODES) {
    const { stdout } = await swarm.shell(node, `grep "/volumes/${stack}_" /proc/mounts || true`);
    for (const [, id, type, options] of stdout.matchAll(/\/volumes\/[^ _]*_(\S+)\/_data (\S+) (\S+)/g)) {
      const shown = options.split(",").filter((word) => /^(ro|rw|vers|proto|hard|soft|softerr)(=|$)/.test(word));
      found.set(id, `mounted as ${type}: ${shown.join(",")}`);
    }
  }
  return found;
}

async function gone(swarm) {
  await until("the containers to go", 180, async () => {
    const lists = await Promise.all(NODES.map((node) => swarm.engine(node).get("/containers/json?all=true")));
    return lists.flat().length === 0;
  });
}
