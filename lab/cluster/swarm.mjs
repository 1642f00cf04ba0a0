import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { EngineFailed } from "../engines.mjs";
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

  #engines;

  /**
   * @param {import("./world.mjs").World} world
   * @param {readonly import("../engines.mjs").EnginePrograms[]} [engines] one for all nodes, or one for each; the
   *   machine's own, where there is none
   */
  constructor(world, engines = []) {
    this.world = world;
    this.#engines = new Map(NODES.map((number) => [number, engines[number - 1] ?? engines[0]]));
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
    const versions = await Promise.all(NODES.map((number) => this.versionOf(number)));
    /** That of every node, or those of the nodes in their order. */
    this.version = new Set(versions).size === 1 ? versions[0] : versions.join(", ");
    /** What the manager's engine runs containers with, by name. */
    this.components = await this.#componentsOf(MANAGER);
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
    const node = await this.world.startNode(number, this.#engines.get(number)?.folder);
    this.#nodes.set(number, { ...node, engine: new Engine(join(this.world.folder, `node${number}.sock`)) });
  }

  async #answers(number) {
    await until(`the engine of node${number}`, 60, async () => {
      try {
        await this.engine(number).negotiate();
        return true;
      } catch {
        return false;
      }
    }).catch((error) => {
      throw new EngineFailed(`${error.message}: ${this.world.log(`node${number}`)}`);
    });
    const asked = this.#engines.get(number)?.version;
    const version = await this.versionOf(number);
    if (asked !== undefined && version !== asked) {
      throw new EngineFailed(`node${number} runs Engine ${version}, and ${asked} was asked for`);
    }
  }

  async #componentsOf(number) {
    const { ApiVersion, Components } = await this.engine(number).get("/version");
    const own = Components.filter(({ Name }) => ["containerd", "runc"].includes(Name));
    return { api: ApiVersion, ...Object.fromEntries(own.map(({ Name, Version }) => [Name, Version])) };
  }

  async versionOf(number) {
    return (await this.engine(number).get("/version")).Version;
  }

  /**
   * Another engine for a node that is off. Its disk stays.
   * @param {import("../engines.mjs").EnginePrograms | undefined} engine
   */
  install(number, engine) {
    this.#engines.set(number, engine);
  }

  /** The engine that a node has been given; undefined where it is the machine's own. */
  installed(number) {
    return this.#engines.get(number);
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
    await until(`a change of node${number}`, 60, async () => {
      const { ID, Version, Spec } = await this.#node(number);
      change(Spec);
      try {
        await this.manager.post(`/nodes/${ID}/update`, Spec, { version: Version.Index });
        return true;
      } catch (error) {
        if (/out of sequence|DeadlineExceeded|does not have a leader/.test(error.message)) return false;
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

  async unlabel(number, name) {
    await this.#changeNode(number, (spec) => {
      const { [name]: _, ...rest } = spec.Labels;
      spec.Labels = rest;
    });
  }

  /** @param {"manager" | "worker"} role */
  async setRole(number, role) {
    await this.#changeNode(number, (spec) => {
      spec.Role = role;
    });
    await until(`node${number} to be a ${role}`, 180, async () => {
      // While the managers agree on who they are, they may not answer.
      const node = await this.#node(number).catch(() => undefined);
      if (node === undefined) return false;
      const isReachable = node.ManagerStatus?.Reachability === "reachable";
      return node.Status.State === "ready" && node.Spec.Role === role && isReachable === (role === "manager");
    });
  }

  /** The power of a node fails. Its disk stays. */
  async powerOff(number) {
    await this.cutPower(number);
    await until(
      `the manager to miss node${number}`,
      90,
      async () => (await this.#node(number))?.Status.State === "down",
    );
  }

  /** The same, without a manager that would notice. */
  async cutPower(number) {
    const { pid, ended } = this.#nodes.get(number);
    this.#nodes.delete(number);
    process.kill(pid, "SIGKILL");
    await ended;
  }

  /** Nodes start again with the disks that they had. */
  async powerOn(...numbers) {
    for (const number of numbers) await this.#startEngine(number);
    await Promise.all(numbers.map((number) => this.#answers(number)));
    await until("the managers to agree on a leader", 90, () => this.hasLeader());
    for (const number of numbers) await this.#isReady(number);
  }

  /** Whether there are enough managers for any change. */
  async hasLeader() {
    try {
      await this.manager.get("/nodes");
      return true;
    } catch {
      return false;
    }
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
    for (const number of NODES) {
      const { Spec } = await this.#node(number);
      if (number !== MANAGER && Spec.Role === "manager") await this.setRole(number, "worker");
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

  /** The number of the node that a task names, also of one that the manager misses at the moment. */
  async numberOf(id) {
    const { Description } = await this.manager.get(`/nodes/${id}`);
    return Number(Description.Hostname.slice(4));
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
