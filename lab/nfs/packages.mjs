import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Unavailable } from "../unavailable.mjs";

const run = promisify(execFile);

/** Debian's release in the machines, whose Docker Engine and kernel are played. */
export const SUITE = "trixie";

/** What starts the machines; it runs here. */
export const TOOLS = ["qemu-system-x86", "e2fsprogs", "iproute2", "busybox-static"];

/** What runs in the machines. */
export const GUEST = [
  ...["linux-image-cloud-amd64", "kmod", "busybox-static", "iproute2", "iptables"],
  ...[
    "bash",
    "coreutils",
    "findutils",
    "grep",
    "sed",
    "tar",
    "util-linux",
    "mount",
    "hostname",
    "mawk",
    "libc-bin",
    "procps",
  ],
  ...["docker.io", "docker-cli", "nfs-kernel-server", "redis-server", "openssh-server", "openssh-client", "socat"],
];

export const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const MIRROR = "http://deb.debian.org/debian";

/**
 * Debian's archive, asked with lists, a cache and a state of its own: what this machine has installed counts for
 * nothing, and is not changed.
 */
export class Archive {
  #folder;
  #environment;

  /**
   * @param {string} folder for its lists and packages
   * @param {NodeJS.ProcessEnv} environment
   */
  constructor(folder, environment, { mirror = MIRROR, suite = SUITE } = {}) {
    this.#folder = folder;
    this.#environment = environment;
    for (const name of ["lists/partial", "cache"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "status"), "");
    writeFileSync(join(folder, "sources.list"), `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
  }

  async update() {
    await this.#apt(["update", "-q", "-o", "APT::Update::Error-Mode=any"]);
  }

  /**
   * Downloads packages and all that they depend on, and unpacks them. No script of a package runs.
   * @param {readonly string[]} packages
   * @param {string} root
   */
  async unpack(packages, root) {
    const archives = `${root}.archives`;
    mkdirSync(join(archives, "partial"), { recursive: true });
    mkdirSync(root, { recursive: true });
    const words = ["-o", `Dir::Cache::archives=${archives}/`, "install", "-q", "-y", "--download-only"];
    await this.#apt([...words, ...packages]);
    for (const name of readdirSync(archives)) {
      if (name.endsWith(".deb")) await bound("dpkg-deb", ["-x", join(archives, name), root], this.#environment);
    }
    await bound("rm", ["-rf", archives], this.#environment);
  }

  async #apt(words) {
    const settings = {
      "Dir::Etc::SourceList": join(this.#folder, "sources.list"),
      "Dir::Etc::SourceParts": "/dev/null",
      "Dir::Etc::Preferences": "/dev/null",
      "Dir::Etc::PreferencesParts": "/dev/null",
      "Dir::State::Lists": join(this.#folder, "lists"),
      "Dir::State::status": join(this.#folder, "status"),
      "Dir::State::extended_states": join(this.#folder, "extended"),
      "Dir::Cache": join(this.#folder, "cache"),
      "APT::Architecture": "amd64",
      "APT::Architectures": "amd64",
      "APT::Install-Recommends": "false",
      "APT::Sandbox::User": "root",
      "Acquire::Retries": "2",
      "Acquire::Languages": "none",
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    await bound("apt-get", [...options, ...words], this.#environment).catch((error) => {
      const last = (error.stderr || error.message).trim().split("\n").slice(-3).join(" ");
      throw new Unavailable(`Debian's packages cannot be fetched: ${last}`);
    });
  }
}

/** Runs a program that ends with this process. */
export function bound(program, words, environment, options = {}) {
  const settings = { env: environment, maxBuffer: 1 << 26, ...options };
  return run("setpriv", ["--pdeathsig", "KILL", program, ...words], settings);
}

const LIBRARIES = "usr/lib/x86_64-linux-gnu";

/**
 * The words that start an unpacked program with its own libraries, whatever those of this machine are.
 * @param {string} root where it was unpacked
 * @param {string} program its path there
 */
export function started(root, program) {
  const libraries = ["", "pulseaudio"].map((folder) => join(root, LIBRARIES, folder)).join(":");
  return [join(root, LIBRARIES, "ld-linux-x86-64.so.2"), "--library-path", libraries, join(root, program)];
}
