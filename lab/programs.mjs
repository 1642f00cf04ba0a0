import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Unavailable } from "./unavailable.mjs";

/** Every program that the lab starts, and the Debian package that has it. */
const PROGRAMS = new Map([
  ["dockerd", "docker.io"],
  ["docker", "docker.io"],
  ["containerd", "containerd"],
  ["containerd-shim-runc-v2", "containerd"],
  ["runc", "runc"],
  ["docker-init", "docker.io"],
  ["iptables", "iptables"],
  ["ip", "iproute2"],
  ["nsenter", "util-linux"],
  ["unshare", "util-linux"],
  ["setpriv", "util-linux"],
  ["pivot_root", "util-linux"],
  ["busybox", "busybox-static"],
  ["redis-server", "redis-server"],
  ["redis-cli", "redis-server"],
]);

export const BINARIES = ["usr/sbin", "usr/bin", "sbin", "bin"];
export const LIBRARIES = "usr/lib/x86_64-linux-gnu";

/** Where a program is, or undefined. */
export function find(program, path) {
  return path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The programs that are missing, with their packages. */
export function missing(path) {
  return [...PROGRAMS].filter(([program]) => find(program, path) === undefined);
}

/**
 * The environment in which the lab's programs run. The machine's own come first; unpacked ones fill the gaps, and after
 * them those of the engines.
 * @param {string | undefined} unpacked a folder from `unpack`, which may still be empty
 * @param {readonly string[]} [others] folders of programs
 */
export function environmentOf(unpacked, others = []) {
  const system = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  const { PATH = "", LANG } = process.env;
  const folders = [...new Set([...PATH.split(delimiter).filter(Boolean), ...system])];
  const environment = { HOME: "/root", ...(LANG ? { LANG } : {}) };
  if (unpacked === undefined) return { ...environment, PATH: [...folders, ...others].join(delimiter) };
  return {
    ...environment,
    PATH: [...folders, ...BINARIES.map((folder) => join(unpacked, folder)), ...others].join(delimiter),
    LD_LIBRARY_PATH: join(unpacked, LIBRARIES),
    XTABLES_LIBDIR: join(unpacked, LIBRARIES, "xtables"),
  };
}

/**
 * Downloads the missing Debian packages and unpacks them into a folder. Nothing is installed: no script of a package
 * runs, and no other program of the machine sees them.
 * @param {string} folder
 * @param {readonly string[]} packages
 */
export function unpack(folder, packages) {
  const archives = join(folder, "archives");
  mkdirSync(archives, { recursive: true });
  let plan = aptPlan(packages);
  if (plan === undefined) {
    reached(() => bound("apt-get", ["update", "-q"]));
    plan = aptPlan(packages);
  }
  if (plan === undefined) throw new Unavailable(`apt-get knows no package for ${packages.join(", ")}`);
  reached(() => bound("apt-get", ["download", "-q", ...plan], { cwd: archives }));
  for (const archive of readdirSync(archives)) bound("dpkg", ["-x", join(archives, archive), folder]);
  alternatives(folder);
}

/** What an installation would add: the packages and what they depend on that is not there. */
function aptPlan(packages) {
  try {
    const plan = bound("apt-get", ["install", "-s", "--no-install-recommends", ...packages]);
    return Array.from(plan.matchAll(/^Inst (\S+)/gm), ([, name]) => name);
  } catch {
    return undefined;
  }
}

/** The links that the packages' own scripts would make. */
function alternatives(folder) {
  const links = [
    ["usr/sbin/iptables", "xtables-nft-multi"],
    ["usr/sbin/ip6tables", "xtables-nft-multi"],
    ["usr/bin/docker-init", "tini-static"],
    ["usr/bin/redis-server", "redis-check-rdb"],
  ];
  for (const [link, target] of links) {
    if (!existsSync(join(folder, link))) symlinkSync(target, join(folder, link));
  }
}

function reached(download) {
  try {
    return download();
  } catch (error) {
    throw new Unavailable(`Debian's packages cannot be downloaded: ${error.message}`);
  }
}

/** Runs a program that ends with this process. */
export function bound(program, words, { cwd, env } = {}) {
  const options = { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  return execFileSync("setpriv", ["--pdeathsig", "KILL", program, ...words], options);
}
