import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { NODES, Swarm } from "../cluster/swarm.mjs";
import { until } from "../patience.mjs";
import { SERVER } from "./machines.mjs";

const IMAGES = ["lab:1", "redis:7-alpine", "postgres:15"];

/** Nanoseconds; 5 s unless told. */
const HEARTBEAT = 15e9;

/** Removes every volume of a node; `volume prune` leaves those with a name, from Engine 23.0 on. */
export const FORGET = "docker volume ls -q | xargs -r docker volume rm -f";

/** A Swarm whose nodes are virtual machines, with a server beside them. */
export class MachineSwarm extends Swarm {
  #roots;

  /**
   * @param {import("./machines.mjs").Machines} world
   * @param {Map<string, Buffer>} roots of the images
   */
  constructor(world, roots) {
    super(world);
    this.#roots = roots;
  }

  /** Clocks of emulated machines run fast or slow. */
  async now() {
    return Number((await this.shell(1, "date +%s%3N")).stdout);
  }

  async start() {
    await super.start();
    // An emulated node is late more often than others.
    const { Version, Spec } = await this.manager.get("/swarm");
    Spec.Dispatcher.HeartbeatPeriod = HEARTBEAT;
    await this.manager.post("/swarm/update", Spec, { version: Version.Index });
  }

  packRoots() {
    return this.#roots;
  }

  get images() {
    return IMAGES;
  }

  /**
   * Runs a shell command on a node, or on the server. A folder of this machine has the same path there: its files are
   * brought along.
   */
  shell(where, command, { cwd, timeout, files } = {}) {
    const name = where === SERVER ? SERVER : `node${where}`;
    if (cwd === undefined) return this.world.ask(name, command, timeout);
    const brought = (files ?? filesIn(cwd)).map(
      (file) => `base64 -d > '${basename(file)}' << END\n${readFileSync(file).toString("base64")}\nEND\n`,
    );
    return this.world.ask(name, `mkdir -p '${cwd}' && cd '${cwd}' || exit 1\n${brought.join("")}${command}`, timeout);
  }

  /** Deploys a stack with the node's own command line. */
  deploy(stack, file) {
    const command = `docker stack deploy --detach=true --resolve-image never -c '${basename(file)}' ${stack}`;
    return this.shell(1, command, { cwd: dirname(file), files: [file] });
  }

  /** A node and the others do not reach each other any more; the storage does, where only this network is cut. */
  cut(number, networks) {
    for (const network of networks) this.world.setLink(`node${number}`, network, false);
  }

  /** The managers take a node that does not answer for dead. */
  async misses(number) {
    await this.#becomes(number, "down");
  }

  /** A node that was cut off is one of the Swarm again. */
  async rejoins(number) {
    this.heal(number);
    await this.#becomes(number, "ready");
  }

  async #becomes(number, state) {
    await until(`node${number} to be ${state}`, 90, async () => {
      const nodes = await this.manager.get("/nodes");
      return nodes.some(
        ({ Description, Status }) => Description?.Hostname === `node${number}` && Status.State === state,
      );
    });
  }

  heal(number) {
    for (const network of ["swarm", "store"]) this.world.setLink(`node${number}`, network, true);
  }

  async restore() {
    for (const number of NODES) this.heal(number);
    await super.restore();
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
