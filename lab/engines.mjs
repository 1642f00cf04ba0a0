import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { BINARIES, bound, find, LIBRARIES } from "./programs.mjs";
import { Unavailable } from "./unavailable.mjs";

/**
 * Engines by name: how their version begins, and which packages of which Debian suite they are made of. What a later
 * suite has replaces the same program of an earlier one: the command line of 20.10 knows no `--detach`.
 */
const ENGINES = {
  20: { version: "20.10.24", suites: { bookworm: ["docker.io", "containerd", "runc"], trixie: ["docker-cli"] } },
  26: { version: "26.1.5", suites: { trixie: ["docker.io", "docker-cli", "containerd", "runc"] } },
  // The newest that Debian has: what it is today is asked of the engine itself.
  28: { version: "28.", suites: { sid: ["docker.io", "docker-cli", "containerd", "runc"] } },
};

export const ENGINE_NAMES = Object.keys(ENGINES);
const DEBIAN = "http://deb.debian.org/debian";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** An engine that is not what was asked for, or that cannot run a container: nothing can be compared. */
export class EngineFailed extends Error {}

/**
 * Programs of one engine, apart from those of the machine.
 * @typedef {object} EnginePrograms
 * @property {string} name as it was asked for
 * @property {string} folder
 * @property {string} version what its own `dockerd --version` says
 */

/**
 * Downloads an engine's packages and unpacks them below a folder, or takes a folder that is there. The machine's own
 * configuration of apt, and its list of what is installed, are left alone.
 * @param {string} name a name of ENGINE_NAMES, or a folder with `dockerd` and the programs that it starts
 * @param {string} place where to unpack
 * @returns {EnginePrograms}
 */
export function engineFrom(name, place) {
  const known = ENGINES[name];
  const folder = known ? join(place, name) : resolve(name);
  if (known && !existsSync(folder)) {
    for (const [suite, packages] of Object.entries(known.suites)) unpackFrom(suite, packages, folder);
    leaveOutUnusable(folder);
  }
  const dockerd = find("dockerd", pathsIn(folder).join(":"));
  if (dockerd === undefined) throw new Unavailable(`${folder} holds no \`dockerd\`, neither itself nor in its \`bin\``);
  const version = versionOf(dockerd, folder);
  if (known && !version.startsWith(known.version)) {
    throw new Unavailable(
      `Debian has Engine ${version} today where ${known.version.replace(/\.$/, "")} was: name a folder with it`,
    );
  }
  return { name, folder, version };
}

/** Whether a name of the command line can be an engine: the others are told what there is. */
export function refuseNoEngine(name) {
  if (ENGINES[name] || (existsSync(name) && statSync(name).isDirectory())) return;
  throw new Error(`there is no engine \`${name}\`; there are ${ENGINE_NAMES.join(", ")}, or name a folder`);
}

/** Where the programs of an engine's folder may lie. */
export function pathsIn(folder) {
  return [folder, ...BINARIES.map((inner) => join(folder, inner))];
}

export function librariesIn(folder) {
  return join(folder, LIBRARIES);
}

function versionOf(dockerd, folder) {
  const options = { LD_LIBRARY_PATH: librariesIn(folder) };
  try {
    const said = bound(dockerd, ["--version"], { env: { ...process.env, ...options } });
    const [, version] = /version ([^\s,]+)/.exec(said) ?? [];
    if (version !== undefined) return version;
    throw new Error(said.trim());
  } catch (error) {
    throw new EngineFailed(`${dockerd} does not run here: ${(error.stderr || error.message).trim()}`);
  }
}

function unpackFrom(suite, packages, folder) {
  const place = join(folder, "apt", suite);
  for (const name of ["lists/partial", "cache/archives/partial", "archives"]) {
    mkdirSync(join(place, name), { recursive: true });
  }
  const list = join(place, "sources.list");
  writeFileSync(list, `deb [signed-by=${keyring()}] ${DEBIAN} ${suite} main\n`);
  const settings = {
    "Dir::Etc::SourceList": list,
    "Dir::Etc::SourceParts": "-",
    "Dir::State::Lists": join(place, "lists"),
    "Dir::Cache": join(place, "cache"),
    "Acquire::Languages": "none",
    "APT::Sandbox::User": "root",
  };
  const own = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const archives = join(place, "archives");
  try {
    bound("apt-get", [...own, "-q", "update"]);
    bound("apt-get", [...own, "-q", "download", ...packages], { cwd: archives });
    for (const archive of readdirSync(archives)) bound("dpkg", ["-x", join(archives, archive), folder]);
  } catch (error) {
    throw new Unavailable(
      `${packages[0]} of Debian ${suite} cannot be fetched: ${(error.stderr || error.message).trim()}`,
    );
  }
  rmSync(join(folder, "apt"), { recursive: true, force: true });
}

function keyring() {
  try {
    accessSync(KEYRING, constants.R_OK);
    return KEYRING;
  } catch {
    throw new Unavailable(`no key to check Debian's packages with: install debian-archive-keyring`);
  }
}

/** A newer suite's runc may need a newer C library than this machine has: then the lab takes another. */
function leaveOutUnusable(folder) {
  for (const path of pathsIn(folder)) {
    const runc = join(path, "runc");
    try {
      if (existsSync(runc)) bound(runc, ["--version"]);
    } catch {
      rmSync(runc, { force: true });
    }
  }
}

/** Whether a version such as `28.5.2+dfsg4` is that one or a later. */
export function isAtLeast(version, bound) {
  const [major, minor] = version.split(".").map(Number);
  const [least, lesser] = bound.split(".").map(Number);
  return major > least || (major === least && minor >= lesser);
}
