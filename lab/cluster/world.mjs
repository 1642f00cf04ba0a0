import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../patience.mjs";
import { Unavailable } from "../unavailable.mjs";

/** All that the lab makes on the machine starts with this: folders in the temporary folder, and control groups. */
export const PREFIX = "svc-lab-";

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Namespaces apart from the machine's in which the nodes run, and a keeper that ends and removes them when this process
 * closes them or dies.
 */
export class World {
  #keeper;
  #gone;

  /**
   * @param {string} folder from `newFolder`
   * @param {NodeJS.ProcessEnv} environment for every process of the lab
   */
  constructor(folder, environment) {
    this.folder = folder;
    this.environment = environment;
    this.name = basename(folder);
  }

  /** Starts the keeper, which makes the folder, and resolves when the namespaces are there. */
  async start() {
    this.#keeper = spawn("sh", [script("keeper.sh"), this.folder], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: this.environment,
    });
    this.#gone = new Promise((resolve) => this.#keeper.once("exit", resolve));
    await until("the lab's namespaces", 20, () => {
      if (this.#keeper.exitCode !== null) throw new Error("the lab's keeper could not start");
      return existsSync(join(this.folder, "world.ready"));
    }).catch((error) => {
      throw new Unavailable(`no namespaces: ${error.message}: ${this.log("keeper")}`);
    });
    this.pid = Number(readFileSync(join(this.folder, "world.pid"), "utf8"));
  }

  /**
   * Starts one node; its engine answers later.
   * @param {number} number
   * @param {string} [engine] a folder with an engine's programs; the machine's own, where there is none
   */
  async startNode(number, engine = "") {
    const pidFile = join(this.folder, `node${number}.pid`);
    rmSync(pidFile, { force: true });
    const log = openSync(join(this.folder, `node${number}.log`), "a");
    const group = join(cgroupRoot(), this.name, `node${number}`);
    mkdirSync(group, { recursive: true });
    const enter = `echo $$ > "$0/cgroup.procs" || exit 1; renice -n -15 -p $$ > /dev/null; \
      exec nsenter -t ${this.pid} -m -n -p -i -u \
      unshare --cgroup --mount --uts --net --pid --ipc --fork --kill-child=KILL sh "$1" "$2" ${number} "$3"`;
    const node = spawn("sh", ["-c", enter, group, script("node.sh"), this.folder, engine], {
      stdio: ["ignore", log, log],
      env: this.environment,
    });
    const pid = await until(`node${number}`, 20, () => {
      if (node.exitCode !== null) throw new Error(`node${number} cannot start: ${this.log(`node${number}`)}`);
      // The shell makes the file before it writes the number.
      return existsSync(pidFile) && (Number(readFileSync(pidFile, "utf8")) || undefined);
    });
    const ip = (...words) => execFileSync("nsenter", ["-t", `${this.pid}`, "-m", "-n", "ip", "link", ...words]);
    ip("add", `veth${number}`, "type", "veth", "peer", "name", "eth0", "netns", `${pid}`);
    ip("set", `veth${number}`, "master", "br-lab", "up");
    const ended = new Promise((resolve) => node.once("exit", resolve));
    return { pid, ended };
  }

  /** The end of a log: `keeper`, or `node1`. */
  log(name) {
    const file = join(this.folder, `${name}.log`);
    if (!existsSync(file)) return "it left no log";
    return readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n");
  }

  /** Ends everything and removes it; resolves when nothing is left. */
  async end() {
    this.#keeper.stdin.end();
    await this.#gone;
  }
}

/**
 * The folder of one run, on the machine's disk: sockets, logs and programs; all data is in memory. The name is short
 * because that of a socket may have 107 characters.
 */
export function newFolder() {
  return join(tmpdir(), `${PREFIX}${randomBytes(4).toString("hex")}`);
}

/** Where control groups of version 2 are mounted. */
export function cgroupRoot() {
  const root = "/sys/fs/cgroup";
  return existsSync(join(root, "cgroup.procs")) ? root : join(root, "unified");
}

/** Removes what a run left whose keeper was killed too. Folders of runs that still go on stay. */
export function sweep() {
  const names = new Set([...readdirSync(tmpdir()), ...readdirSync(cgroupRoot())]);
  for (const name of names) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || isKept(folder)) continue;
    // The kernel has ended the processes with the keeper; a group that is still busy is left to the next run.
    spawnSync("find", [join(cgroupRoot(), name), "-depth", "-type", "d", "-exec", "rmdir", "{}", "+"]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a keeper still looks after a folder. */
function isKept(folder) {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(folder);
      } catch {
        return false; // It ended while we looked.
      }
    });
}
