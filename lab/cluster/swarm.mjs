import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../patience.mjs";
import { Engine } from "./engine.mjs";
import { loadImages, packRoots } from "./image.mjs";

const run = promisify(execFile);

export const NODES = [1, 2, 3];
/** The only manager; it is never lost. */
const MANAGER = 1;
const ZONES = { 1: "a", 2: "b", 3: "b" };

/** A Swarm of three nodes, `node1` to `node3`, whose tasks the experiments disturb. */
export class Swarm {
  #nodes = new Map();
  #roots;

  /** @param {import("./world.mjs").World} world */
  constructor(world) {
    this.world = world;
  }

  /** @returns {Engine} */
  engine(number) {
    return this.#nodes.get(number).engine;
  }

  get manager() {
    return this.engine(MANAGER);
  }

  /** The nodes whose engines run. */
  get running() {
    return [...this.#nodes.keys()].sort();
  }

  async start() {
    this.#roots = this.packRoots();
    for (const number of NODES) await this.#startEngine(number);
    await Promise.all(NODES.map((number) => this.#answers(number)));
    await this.manager.post("/swarm/init", { ListenAddr: "0.0.0.0:2377", AdvertiseAddr: "10.77.0.1" });
    await Promise.all(NODES.map((number) => this.#equip(number)));
    this.version = (await this.manager.get("/version")).Version;
    this.commandLine = (await this.shell(MANAGER, "docker version --format '{{.Client.Version}}'")).stdout.trim();
  }

  /** What the manager's clock says, in milliseconds. */
  async now() {
    return Date.now();
  }

  /** The roots of the images, of this machine's programs. */
  packRoots() {
    return packRoots(this.world.folder, this.world.environment);
  }

  /** The images that every node gets; all of the lab's where there are none named. */
  get images() {
    return undefined;
  }

  /** Images for a new engine, and a place in the Swarm. */
  async #equip(number) {
    if (number !== MANAGER) await this.#join(number);
    await loadImages(this.engine(number), this.#roots, this.images);
    await this.#changeNode(number, (spec) => {
      spec.Labels = { zone: ZONES[number] };
    });
  }

  async #startEngine(number) {
    const node = await this.world.startNode(number);
    this.#nodes.set(number, { ...node, engine: new Engine(join(this.world.folder, `node${number}.sock`)) });
  }

  async #answers(number) {
    await until(`the engine of node${number}`, 60, async () => {
      try {
        await this.engine(number).send("GET", "/_ping", { timeout: 5000 });
        return true;
      } catch {
        return false;
      }
    }).catch((error) => {
      throw new Error(`${error.message}: ${this.world.log(`node${number}`)}`);
    });
  }

  async #join(number) {
    const { JoinTokens } = await this.manager.get("/swarm");
    await this.engine(number).post("/swarm/join", {
      ListenAddr: "0.0.0.0:2377",
      AdvertiseAddr: `10.77.0.${number}`,
      JoinToken: JoinTokens.Worker,
      RemoteAddrs: [`10.77.0.${MANAGER}:2377`],
    });
    await this.#isReady(number);
  }

  /** What the manager knows of a node, the newest of its name. */
  async #node(number) {
    const nodes = await this.manager.get("/nodes");
    const named = nodes.filter(({ Description }) => Description?.Hostname === `node${number}`);
    return named.sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt))[0];
  }

  #isReady(number) {
    return until(`node${number} to be ready`, 60, async () => (await this.#node(number))?.Status.State === "ready");
  }

  /** Changes a node's specification; the manager refuses a version that is no longer the newest. */
  async #changeNode(number, change) {
    await until(`a change of node${number}`, 20, async () => {
      const { ID, Version, Spec } = await this.#node(number);
      change(Spec);
      try {
        await this.manager.post(`/nodes/${ID}/update`, Spec, { version: Version.Index });
        return true;
      } catch (error) {
        if (/out of sequence/.test(error.message)) return false;
        throw error;
      }
    });
  }

  /** @param {"active" | "pause" | "drain"} availability */
  async setAvailability(numbers, availability) {
    for (const number of numbers) {
      await this.#changeNode(number, (spec) => {
        spec.Availability = availability;
      });
    }
  }

  async label(number, name) {
    await this.#changeNode(number, (spec) => {
      spec.Labels = { ...spec.Labels, [name]: "yes" };
    });
  }

  /** The power of a node fails. Its disk stays. */
  async powerOff(number) {
    const { pid, ended } = this.#nodes.get(number);
    this.#nodes.delete(number);
    process.kill(pid, "SIGKILL");
    await ended;
    await until(
      `the manager to miss node${number}`,
      90,
      async () => (await this.#node(number))?.Status.State === "down",
    );
  }

  /** A node starts again with the disk that it had. */
  async powerOn(number) {
    await this.#startEngine(number);
    await this.#answers(number);
    await this.#isReady(number);
  }

  /** A node is gone for ever, and its disk with it. */
  async lose(number) {
    await this.powerOff(number);
    rmSync(this.disk(`node${number}`), { recursive: true, force: true });
    rmSync(this.disk(`root${number}`), { recursive: true, force: true });
  }

  /** Puts new machines in the places of lost ones, and makes every node active. */
  async restore() {
    for (const number of NODES) {
      if (this.#nodes.has(number)) continue;
      const known = await this.#node(number);
      const isLost = !existsSync(this.disk(`node${number}`));
      if (isLost && known) await this.manager.send("DELETE", `/nodes/${known.ID}`, { query: { force: "true" } });
      if (!isLost) await this.powerOn(number);
      else {
        await this.#startEngine(number);
        await this.#answers(number);
        await this.#equip(number);
      }
    }
    await this.setAvailability(NODES, "active");
  }

  /** The numbers of nodes by the ids that tasks name, without those that are down. */
  async upNodes() {
    const nodes = await this.manager.get("/nodes");
    const up = nodes.filter(({ Status }) => Status.State === "ready");
    return new Map(
      up.map(({ ID, Description, Spec }) => [
        ID,
        { number: Number(Description.Hostname.slice(4)), isActive: Spec.Availability === "active" },
      ]),
    );
  }

  /** A path on the lab's disk, as this process reaches it. */
  disk(...parts) {
    return join(`/proc/${this.world.pid}/root`, this.world.folder, "disk", ...parts);
  }

  /**
   * Runs a shell command on a node, as a person would who is logged in there.
   * @returns {Promise<{ stdout: string, stderr: string }>}
   */
  shell(number, command, { cwd = "/root", timeout = 120_000 } = {}) {
    const { pid } = this.#nodes.get(number);
    const words = ["-t", `${pid}`, "-m", "-n", "-p", "-i", "-u", "-C", `--wdns=${cwd}`, "sh", "-c", command];
    return run("nsenter", words, { env: this.world.environment, timeout, maxBuffer: 1 << 26 });
  }

  /** Deploys a stack with the real command line. `file` is a path in the run's folder. */
  deploy(stack, file) {
    const command = `docker stack deploy --detach=true --resolve-image never -c ${file} ${stack}`;
    return this.shell(MANAGER, command);
  }
}
