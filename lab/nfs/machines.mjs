import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cgroupRoot, World } from "../cluster/world.mjs";
import { until } from "../patience.mjs";
import { started } from "./packages.mjs";
import { makeDisk } from "./root.mjs";

const FORWARD = fileURLToPath(new URL("forward.mjs", import.meta.url));

/** Networks that a machine is on, in the order of its cards: between nodes, to the storage, and for us. */
const NETWORKS = ["swarm", "store", "watch"];
const BRIDGES = { swarm: "br-lab", store: "br-store", watch: "br-watch" };

export const SERVER = "server";
/** Its address on the network of the storage. */
export const SERVER_ADDRESS = "10.88.0.254";
const LAST = { node1: 1, node2: 2, node3: 3, [SERVER]: 254 };
const MEMORY = { [SERVER]: 512 };

/** They leave the processor to whoever else wants it; whoever waits for them is patient. */
const NICE = 5;

/** Seconds: an emulated machine on a busy one is slow. */
const BOOT = 120;

/** The exit code of a command in a machine was not 0. */
class CommandFailed extends Error {
  constructor(name, { code, stdout, stderr }) {
    super(`on ${name}: exit code ${code}: ${stderr.trim() || stdout.trim()}`);
    Object.assign(this, { code, stdout, stderr });
  }
}

/** Virtual machines in the lab's namespaces: three nodes and a server. */
export class Machines extends World {
  #pids = new Map();
  #booting = new Map();
  #forward;

  /** @param {{ tools: string, kernel: string, initrd: string, disk: string }} system what a machine starts from */
  async boot(system) {
    this.system = system;
    this.#layCables();
    for (const name of Object.keys(LAST)) this.#booting.set(name, await this.#launch(name));
    await this.#forwardAll();
    await Promise.all(Object.keys(LAST).map((name) => this.#answers(name)));
    await until("the server to export", BOOT, () => this.ask(SERVER, "test -e /run/ready").then(isTrue, isFalse), 500);
  }

  /** As a node of the Swarm: its process, as this machine knows it. */
  async startNode(number) {
    const name = `node${number}`;
    const running = this.#booting.get(name);
    this.#booting.delete(name);
    if (running) return running;
    const machine = await this.#launch(name);
    await this.#answers(name);
    return machine;
  }

  /**
   * Runs a command in a machine's shell.
   * @param {string} name
   * @param {string} command
   * @param {number} [timeout] in milliseconds
   * @returns {Promise<{ stdout: string, stderr: string }>}
   */
  async ask(name, command, timeout = 240_000) {
    const answer = await talk(join(this.folder, `${name}.shell`), command, timeout);
    const end = answer.indexOf("\n");
    if (end === -1) throw new Error(`${name} does not answer`);
    const [code, out, err] = answer.subarray(0, end).toString().split(" ").map(Number);
    const stdout = answer.subarray(end + 1, end + 1 + out).toString();
    const stderr = answer.subarray(end + 1 + out, end + 1 + out + err).toString();
    if (code !== 0) throw new CommandFailed(name, { code, stdout, stderr });
    return { stdout, stderr };
  }

  /** Plugs the cable of one network in, or pulls it. */
  setLink(name, network, isUp) {
    this.#ip("link", "set", cable(name, network), isUp ? "up" : "down");
  }

  /** A machine stands still, and goes on later as if nothing had been. */
  freeze(name) {
    process.kill(this.#pids.get(name), "SIGSTOP");
  }

  thaw(name) {
    process.kill(this.#pids.get(name), "SIGCONT");
  }

  #layCables() {
    for (const [network, bridge] of Object.entries(BRIDGES)) {
      if (network !== "swarm") this.#ip("link", "add", bridge, "type", "bridge", "forward_delay", "0");
      this.#ip("link", "set", bridge, "up");
    }
    this.#ip("address", "add", "10.99.0.253/24", "dev", BRIDGES.watch);
    for (const name of Object.keys(LAST)) {
      for (const network of NETWORKS) {
        this.#ip("tuntap", "add", cable(name, network), "mode", "tap");
        this.#ip("link", "set", cable(name, network), "master", BRIDGES[network], "up");
      }
    }
  }

  #ip(...words) {
    execFileSync("nsenter", ["-t", `${this.pid}`, "-m", "-n", "ip", ...words], { env: this.environment });
  }

  /** Starts a machine with the disk that it has, or a new one. */
  async #launch(name) {
    const disk = join(this.folder, "disk", name);
    const seen = join(`/proc/${this.pid}/root`, disk);
    if (!existsSync(seen)) await makeDisk(seen, "8G", this.system.tools, this.environment);
    const pidFile = join(this.folder, `${name}.pid`);
    rmSync(pidFile, { force: true });
    const group = join(cgroupRoot(), this.name, name);
    mkdirSync(group, { recursive: true });
    const log = openSync(join(this.folder, `${name}.log`), "a");
    const enter = `echo $$ > "$0/cgroup.procs" || exit 1; renice -n ${NICE} -p $$ > /dev/null; file=$1; shift; \
      exec nsenter -t ${this.pid} -m -n -p -i -u \
      sh -c 'read -r pid rest < /proc/self/stat; echo "$pid" > "$0"; exec "$@"' "$file" "$@"`;
    const words = ["-c", enter, group, pidFile, ...this.#emulator(name, disk)];
    const modules = join(this.system.tools, "usr/lib/x86_64-linux-gnu/qemu");
    const machine = spawn("sh", words, {
      stdio: ["ignore", log, log],
      env: { ...this.environment, QEMU_MODULE_DIR: modules },
    });
    const pid = await until(name, 20, () => {
      if (machine.exitCode !== null) throw new Error(`${name} cannot start: ${this.log(name)}`);
      return existsSync(pidFile) && (Number(readFileSync(pidFile, "utf8")) || undefined);
    });
    this.#pids.set(name, pid);
    return { pid, ended: new Promise((resolve) => machine.once("exit", resolve)) };
  }

  #emulator(name, disk) {
    const { tools, kernel, initrd } = this.system;
    const last = LAST[name];
    const firmware = ["qemu", "seabios"].flatMap((folder) => ["-L", join(tools, "usr/share", folder)]);
    const drive = (file, more) => ["-drive", `file=${file},format=raw,if=virtio,cache=unsafe${more}`];
    const cards = NETWORKS.flatMap((network, at) => [
      "-netdev",
      `tap,id=${network},ifname=${cable(name, network)},script=no,downscript=no`,
      "-device",
      `virtio-net-pci,romfile=,netdev=${network},mac=52:54:00:77:0${at}:${last.toString(16).padStart(2, "0")}`,
    ]);
    return [
      ...started(tools, "usr/bin/qemu-system-x86_64"),
      ...firmware,
      ...["-M", "q35", "-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max,la57=off", "-smp", "1"],
      ...["-m", `${MEMORY[name] ?? 1024}`, "-nodefaults", "-display", "none", "-no-reboot"],
      ...["-serial", `file:${join(this.folder, `${name}.console`)}`],
      ...["-kernel", kernel, "-initrd", initrd],
      ...["-append", `console=ttyS0 quiet mitigations=off panic=1 rdinit=/init lab.name=${name} lab.last=${last}`],
      ...drive(this.system.disk, ",readonly=on"),
      ...drive(disk, ""),
      ...cards,
    ];
  }

  /** Sockets in the run's folder lead to the machines: nobody outside the namespaces reaches their networks. */
  async #forwardAll() {
    const ways = Object.entries(LAST).flatMap(([name, last]) => [
      ...[join(this.folder, `${name}.shell`), `10.99.0.${last}`, "2323"],
      ...[join(this.folder, `${name}.sock`), `10.99.0.${last}`, "2375"],
    ]);
    const words = ["-t", `${this.pid}`, "-m", "-n", "-p", process.execPath, FORWARD, ...ways];
    const log = openSync(join(this.folder, "forward.log"), "a");
    this.#forward = spawn("nsenter", words, { stdio: ["ignore", log, log], env: this.environment });
    await until("the way to the machines", 20, () => {
      if (this.#forward.exitCode !== null) throw new Error(this.log("forward"));
      return existsSync(join(this.folder, `${SERVER}.sock`));
    });
  }

  async #answers(name) {
    await until(`${name} to start`, BOOT, () => this.ask(name, "true", 5000).then(isTrue, isFalse), 500).catch(
      (error) => {
        throw new Error(`${error.message}: ${this.log(name)}\n${this.console(name)}`);
      },
    );
  }

  /** The end of what a machine wrote on its console. */
  console(name) {
    const file = join(this.folder, `${name}.console`);
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-15).join("\n") : "";
  }
}

const isTrue = () => true;
const isFalse = () => false;

/** The name of a card on our side; it may have 15 characters. */
const cable = (name, network) => `${network}-${LAST[name]}`;

/** Sends a command and reads until the other side has said everything. */
function talk(path, command, timeout) {
  return new Promise((resolve, reject) => {
    const text = Buffer.from(command);
    const socket = connect({ path, allowHalfOpen: true });
    const chunks = [];
    const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${timeout / 1000} s: ${command}`)), timeout);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("end", () => {
      socket.end();
      resolve(Buffer.concat(chunks));
    });
    socket.once("error", reject);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    socket.write(`${text.length}\n`);
    socket.write(text);
  });
}
