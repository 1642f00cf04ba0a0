import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODES } from "./cluster/swarm.mjs";
import { stackFile } from "./experiments/kinds.mjs";
import { until } from "./patience.mjs";
import { settle } from "./settle.mjs";

const FILE = "evidence";

/**
 * The stacks of one event on the Swarm, one for each kind of storage, so that all meet the event together.
 *
 * @typedef {object} Actor one stack
 * @property {import("./experiments/kinds.mjs").Kind} kind
 * @property {string} stack its name
 * @property {string} file the stack file
 * @property {string} target
 * @property {import("./classify.mjs").Line[]} written
 * @property {Set<string>} refusals since the last event
 */
export class Stage {
  /**
   * @param {import("./cluster/swarm.mjs").Swarm} swarm
   * @param {string} folder for stack files
   */
  constructor(swarm, folder, kinds, name) {
    this.swarm = swarm;
    mkdirSync(folder, { recursive: true });
    this.actors = kinds.map((kind) => {
      const stack = `${name}-${kind.id}`;
      const file = join(folder, `${stack}.yml`);
      writeFileSync(file, stackFile(kind, stack));
      for (const [beside, text] of Object.entries(kind.files ?? {})) writeFileSync(join(folder, beside), text);
      const flags = [...(kind.flags ?? []), ...settingsOf(kind, stack, folder)];
      return { kind, stack, file, target: kind.target ?? "/data", flags, written: [], refusals: new Set() };
    });
  }

  /** Puts folders, volumes and labels on the nodes. */
  async prepare() {
    for (const { kind, stack } of this.actors) {
      for (const node of kind.label ?? []) await this.swarm.label(node, `on-${stack}`);
      const { folders = [], mounts = [], volumes = [] } = kind.prepare?.(stack) ?? {};
      for (const { path, nodes } of folders) {
        for (const node of nodes) await this.swarm.shell(node, `mkdir -p ${path}`);
      }
      for (const { path, from, nodes } of mounts) {
        for (const node of nodes) await this.swarm.shell(node, `mount --bind ${from} ${path}`);
      }
      for (const { name, nodes, options } of volumes) {
        for (const node of nodes) {
          await this.swarm.engine(node).post("/volumes/create", { Name: name, Driver: "local", DriverOpts: options });
        }
      }
    }
  }

  /**
   * Writes the next version of every stack file.
   * @param {readonly object[]} sides what the files say now, in the order of the actors
   */
  turnTo(sides) {
    this.actors.forEach((actor, index) => {
      writeFileSync(actor.file, stackFile(sides[index], actor.stack));
      actor.target = sides[index].target ?? "/data";
    });
  }

  async deployStacks(actors = this.actors) {
    await inTurns(actors, 3, ({ stack, file }) => this.swarm.deploy(stack, file));
  }

  async removeStacks(actors = this.actors) {
    await this.swarm.shell(1, `docker stack rm ${actors.map(({ stack }) => stack).join(" ")}`);
    const isGone = async () => (await this.#containers(actors, "?all=true")).length === 0;
    await until("the containers to go", 120, isGone, 300);
  }

  /** The containers of some stacks, each with its node's number. */
  async #containers(actors, query = "") {
    const lists = await Promise.all(
      this.swarm.running.map(async (node) => {
        const containers = await this.swarm.engine(node).get(`/containers/json${query}`);
        return containers.map((container) => ({ ...container, node }));
      }),
    );
    const mine = new Set(actors.map(({ stack }) => stack));
    return lists.flat().filter(({ Labels }) => mine.has(Labels["com.docker.stack.namespace"]));
  }

  /** Every task of the stacks, by the actor's stack. */
  async tasks() {
    const [tasks, services] = await Promise.all([
      this.swarm.manager.get("/tasks"),
      this.swarm.manager.get("/services"),
    ]);
    const stackOf = new Map(services.filter(isApp).map(({ ID, Spec }) => [ID, stackName(Spec)]));
    return grouped(tasks, ({ ServiceID }) => stackOf.get(ServiceID));
  }

  async #services() {
    const services = await this.swarm.manager.get("/services");
    return new Map(services.filter(isApp).map((service) => [stackName(service.Spec), service]));
  }

  /** Kills the tasks on node3, as a crash would. */
  async killTasks() {
    const running = (await this.#containers(this.actors)).filter(({ node }) => node === 3);
    await this.#killAll(running);
  }

  /** Kills the tasks of some stacks, wherever they are. */
  async kill(actors) {
    await this.#killAll(await this.#containers(actors));
  }

  #killAll(containers) {
    return inTurns(containers, 4, ({ Id, node }) => this.swarm.engine(node).post(`/containers/${Id}/kill`));
  }

  /** Takes the labels of the stacks from a node, or gives them back. */
  async relabel(number, isGiven) {
    for (const { kind, stack } of this.actors) {
      if (!kind.label?.includes(number)) continue;
      const name = `on-${stack}`;
      await (isGiven ? this.swarm.label(number, name) : this.swarm.unlabel(number, name));
    }
  }

  /** Waits until no task of the stacks runs on a node any more. */
  async stopped(number) {
    const isStopped = async () => (await this.#containers(this.actors)).every(({ node }) => node !== number);
    await until(`the tasks on node${number} to stop`, 60, isStopped, 300);
  }

  /** From now on the health checks of the tasks that run fail. */
  async sicken(actors = this.actors) {
    await inTurns(await this.#containers(actors), 4, ({ Id, node }) =>
      this.swarm.engine(node).exec(Id, ["touch", "/tmp/sick"]),
    );
  }

  /** Changes the specification of every service, or of those of some stacks. */
  async updateServices(change, actors = this.actors) {
    const stacks = new Set(actors.map(({ stack }) => stack));
    for (const [stack, { ID, Version, Spec }] of await this.#services()) {
      if (!stacks.has(stack)) continue;
      change(Spec);
      await this.swarm.manager.post(`/services/${ID}/update`, Spec, { version: Version.Index });
    }
  }

  /**
   * Waits until every service is as it will stay.
   * @param {import("./settle.mjs").Expectation} [expectation]
   * @returns {Promise<Map<string, object[]>>} the running tasks by stack
   */
  settle(actors = this.actors, expectation = {}) {
    return settle(() => Promise.all([this.tasks(), this.#services(), this.swarm.upNodes()]), actors, expectation);
  }

  /** Every running task writes a line into its data directory; the lines are remembered as the actors' own. */
  async write(running, actors, text) {
    const jobs = actors.flatMap((actor) => (running.get(actor.stack) ?? []).map((task) => ({ actor, task })));
    await inTurns(jobs, 4, async ({ actor, task }) => {
      const line = { slot: slotOf(task, actor.kind), task: task.ID, text: `${text} ${actor.stack} ${task.ID}` };
      await this.#append(task, actor, line.text);
      actor.written.push(line);
    });
  }

  /** What each running task reads, after each has written a line of its own. */
  async look(running) {
    const jobs = this.actors.flatMap((actor) => (running.get(actor.stack) ?? []).map((task) => ({ actor, task })));
    await inTurns(jobs, 4, ({ actor, task }) => this.#append(task, actor, `after ${task.ID}`));
    const seen = new Map(this.actors.map(({ stack }) => [stack, []]));
    await inTurns(jobs, 4, async ({ actor, task }) => {
      const output = await this.#exec(task, ["cat", join(actor.target, FILE)]);
      const sees = output.trim().split("\n");
      const node = `node${await this.swarm.numberOf(task.NodeID)}`;
      seen.get(actor.stack).push({ slot: slotOf(task, actor.kind), task: task.ID, node, sees });
    });
    return seen;
  }

  #append(task, { target }, text) {
    const command = `mkdir -p "$2" && echo "$1" >> "$2/${FILE}" && sync`;
    return this.#exec(task, ["sh", "-c", command, "sh", text, target]);
  }

  async #exec(task, command) {
    const number = await this.swarm.numberOf(task.NodeID);
    const { code, output } = await this.swarm.engine(number).exec(task.Status.ContainerStatus.ContainerID, command);
    if (code !== 0) throw new Error(`${command.join(" ")} in a task on node${number}: ${output}`);
    return output;
  }

  /** Every line of evidence that lies on a disk: in volumes, in host paths of each node, and in shared folders. */
  remains() {
    const folders = NODES.flatMap((number) => [
      ...below(this.swarm.disk(`node${number}`, "docker/volumes"), "_data"),
      ...below(this.swarm.disk(`node${number}`, "docker/volumes"), "_data/app"),
      ...below(this.swarm.disk(`node${number}`, "upper/srv")),
      ...below(this.swarm.disk(`node${number}`, "upper/mnt/nfs")),
    ]);
    return [...folders, ...below(this.swarm.disk("shared"))]
      .map((folder) => join(folder, FILE))
      .filter(existsSync)
      .flatMap((file) => readFileSync(file, "utf8").trim().split("\n"));
  }
}

function settingsOf({ settings }, stack, folder) {
  if (settings === undefined) return ["--no-config"];
  const file = join(folder, `${stack}.config.yml`);
  writeFileSync(file, settings.replaceAll("CELL", stack));
  return ["--config", file];
}

const stackName = ({ Labels }) => Labels["com.docker.stack.namespace"];
const isApp = ({ Spec }) => Spec.Name === `${stackName(Spec)}_app`;

/** That of a global service is its node; a job of one task has none to tell. */
const slotOf = ({ Slot, NodeID }, { isJob }) => (isJob ? "job" : Slot === undefined ? NodeID : `${Slot}`);

function below(folder, inner = "") {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, inner)) : [];
}

function grouped(values, keyOf) {
  const groups = new Map();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

/** Does something with each value, a few at a time: three engines share this machine. */
export async function inTurns(values, width, act) {
  const queue = [...values];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let value = queue.shift(); value !== undefined; value = queue.shift()) await act(value);
    }),
  );
}
