import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { cgroupRoot } from "../cluster/world.mjs";
import { environmentOf, find } from "../programs.mjs";
import { KEYRING } from "./packages.mjs";

const GIBIBYTE = 2 ** 30;
/** Three nodes and a server, and what they write, which is in memory too. */
const MEMORY = 7 * GIBIBYTE;
/** The packages, what is unpacked of them, and the disk that all machines start from. */
const DISK = 4 * GIBIBYTE;

/** Programs that this machine has to bring; everything else is fetched. */
const PROGRAMS = ["apt-get", "dpkg-deb", "ip", "nsenter", "unshare", "setpriv", "find", "renice"];

/**
 * What there is on this machine.
 *
 * @typedef {object} Machine
 * @property {string} platform
 * @property {string} architecture
 * @property {boolean} isRoot
 * @property {boolean} groups whether control groups can be made
 * @property {boolean} tun whether virtual network cards can be made
 * @property {boolean} keyring
 * @property {readonly string[]} absent programs
 * @property {number} memory bytes that are available
 * @property {number} disk bytes that are free in the temporary folder
 */

/** @returns {Machine} */
export function thisMachine() {
  const { PATH } = environmentOf(undefined);
  return {
    platform: process.platform,
    architecture: process.arch,
    isRoot: process.getuid?.() === 0,
    groups: isWritable(cgroupRoot()),
    tun: isWritable("/dev/net/tun"),
    keyring: existsSync(KEYRING),
    absent: PROGRAMS.filter((program) => find(program, PATH) === undefined),
    memory: availableMemory(),
    disk: freeSpace(tmpdir()),
  };
}

/**
 * Why the machines cannot be started here, and what to do about it; empty when they can.
 * @param {Machine} machine
 * @returns {readonly string[]}
 */
export function obstaclesOn({ platform, architecture, isRoot, groups, tun, keyring, absent, memory, disk }) {
  if (platform !== "linux") return ["it needs Linux, for namespaces and virtual network cards"];
  const gibibytes = (bytes) => (bytes / GIBIBYTE).toFixed(1);
  return [
    ...(architecture === "x64" ? [] : [`it needs a machine of type x64, and this is ${architecture}`]),
    ...(isRoot ? [] : ["it needs root, for namespaces and virtual network cards: run it with sudo"]),
    ...(groups ? [] : [`${cgroupRoot()} is not a writable hierarchy of control groups (version 2)`]),
    ...(tun ? [] : ["/dev/net/tun is not there or not writable: `modprobe tun` may bring it"]),
    ...(keyring ? [] : [`${KEYRING} is missing: install \`debian-archive-keyring\``]),
    ...(absent.length === 0 ? [] : [`missing programs: ${absent.join(", ")}`]),
    ...(memory >= MEMORY
      ? []
      : [`four virtual machines need ${gibibytes(MEMORY)} GiB of memory, and ${gibibytes(memory)} are available`]),
    ...(disk >= DISK
      ? []
      : [`${tmpdir()} needs ${gibibytes(DISK)} GiB of space for Debian's packages, and ${gibibytes(disk)} are free`]),
  ];
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function availableMemory() {
  if (!existsSync("/proc/meminfo")) return 0;
  const [, kibibytes] = readFileSync("/proc/meminfo", "utf8").match(/^MemAvailable:\s+(\d+) kB$/m) ?? [];
  return Number(kibibytes ?? 0) * 1024;
}

function freeSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
