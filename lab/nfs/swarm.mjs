import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { NODES, Swarm } from "../cluster/swarm.mjs";
import { SERVER } from "./machines.mjs";

/** A Swarm whose nodes are virtual machines, with a server beside them. */
export class MachineSwarm extends Swarm {
  #images;

  /**
   * @param {import("./machines.mjs").Machines} world
   * @param {Map<string, Buffer>} images
   */
  constructor(world, images) {
    super(world);
    this.#images = images;
  }

  packRoots() {
    return this.#images;
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
    const command = `docker stack deploy --resolve-image never -c '${basename(file)}' ${stack}`;
    return this.shell(1, command, { cwd: dirname(file), files: [file] });
  }

  /** A node and the others do not reach each other any more; the storage does, where only this network is cut. */
  cut(number, networks) {
    for (const network of networks) this.world.setLink(`node${number}`, network, false);
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
