import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bound, started } from "./packages.mjs";

const GUEST = fileURLToPath(new URL("guest/", import.meta.url));

/** Modules that a machine needs to find its disks. */
const FIRST_MODULES = ["virtio_pci", "virtio_blk", "virtio_net", "ext4", "overlay"];

/** What nobody reads in a machine. */
const UNREAD = ["doc", "man", "locale", "info", "lintian", "perl", "perl5", "zoneinfo", "initramfs-tools"];

const FILES = {
  "etc/passwd":
    "root:x:0:0:root:/root:/bin/bash\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\nnobody:x:65534:65534::/:/usr/sbin/nologin\n_rpc:x:102:65534::/run/rpcbind:/usr/sbin/nologin\nstatd:x:103:65534::/var/lib/nfs:/usr/sbin/nologin\n",
  "etc/group": "root:x:0:\ndocker:x:999:\nnogroup:x:65534:\n",
  "etc/shadow": "root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n",
  "etc/hosts":
    "127.0.0.1 localhost\n10.77.0.1 node1\n10.77.0.2 node2\n10.77.0.3 node3\n10.88.0.254 nas nas.example.org\n",
  "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
  // No name server answers here; without this, a look-up of a registry would wait for one.
  "etc/resolv.conf": "nameserver 127.0.0.1\n",
  "etc/ssh/sshd_config": "PermitRootLogin yes\nUsePAM no\nUseDNS no\nStrictModes no\n",
  "root/.ssh/config": "Host *\n  StrictHostKeyChecking accept-new\n  LogLevel ERROR\n",
};

/** The links that the packages' own scripts would make. */
const LINKS = {
  "usr/bin/sh": "bash",
  "usr/sbin/iptables": "xtables-nft-multi",
  "usr/sbin/ip6tables": "xtables-nft-multi",
  "usr/bin/awk": "mawk",
  "usr/bin/docker-init": "tini-static",
  "usr/bin/redis-server": "redis-check-rdb",
};

/**
 * Makes of unpacked packages what a machine starts from: a kernel, a first file system in memory, and a disk.
 * @param {string} folder where they go
 * @param {string} root the packages of the machines; it is gone afterwards
 * @param {string} tools those that start them
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ kernel: string, initrd: string, disk: string, release: string }>}
 */
export async function buildRoot(folder, root, tools, environment) {
  const [release] = readdirSync(join(root, "usr/lib/modules"));
  furnish(root);
  await bound("chroot", [root, "/usr/sbin/depmod", release], environment);
  const [keygen, ...words] = started(root, "usr/bin/ssh-keygen");
  for (const file of ["etc/ssh/ssh_host_ed25519_key", "root/.ssh/id_ed25519"]) {
    await bound(keygen, [...words, "-q", "-N", "", "-t", "ed25519", "-f", join(root, file)], environment);
  }
  copyFileSync(join(root, "root/.ssh/id_ed25519.pub"), join(root, "root/.ssh/authorized_keys"));
  const initrd = await packFirst(folder, root, release, environment);
  const kernel = join(folder, "vmlinuz");
  copyFileSync(join(root, "boot", `vmlinuz-${release}`), kernel);
  const disk = join(folder, "system.img");
  await makeDisk(disk, "1500M", tools, environment, root);
  rmSync(root, { recursive: true });
  return { kernel, initrd, disk, release };
}

/**
 * Makes a disk with a file system; where no folder is named, an empty one that takes space as it is filled.
 * @param {string} file
 * @param {string} size as mke2fs reads it
 */
export async function makeDisk(file, size, tools, environment, folder) {
  const content = folder === undefined ? [] : ["-d", folder];
  const words = ["-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1,lazy_journal_init=1", ...content, file, size];
  const [program, ...rest] = started(tools, "usr/sbin/mke2fs");
  await bound(program, [...rest, ...words], { ...environment, MKE2FS_CONFIG: join(tools, "etc/mke2fs.conf") });
}

function furnish(root) {
  for (const name of UNREAD) rmSync(join(root, "usr/share", name), { recursive: true, force: true });
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, target] of Object.entries(LINKS)) {
    if (!existsSync(join(root, path))) symlinkSync(target, join(root, path));
  }
  cpSync(GUEST, join(root, "lab"), { recursive: true });
}

/** The first file system: busybox and the modules that lead to the disks, each before those that need it. */
async function packFirst(folder, root, release, environment) {
  const tree = join(folder, "first");
  mkdirSync(join(tree, "bin"), { recursive: true });
  copyFileSync(join(GUEST, "first"), join(tree, "init"));
  copyFileSync(join(root, "usr/bin/busybox"), join(tree, "bin/busybox"));
  for (const applet of ["sh", "mount", "mkdir", "insmod", "sleep", "switch_root"]) {
    symlinkSync("busybox", join(tree, "bin", applet));
  }
  const modules = join(root, "usr/lib/modules", release);
  const order = inOrder(readFileSync(join(modules, "modules.dep"), "utf8"), FIRST_MODULES);
  for (const path of order) copyFileSync(join(modules, path), join(tree, basename(path)));
  writeFileSync(join(tree, "modules.order"), order.map((path) => `/${basename(path)}\n`).join(""));
  const initrd = join(folder, "initrd");
  const pack = 'cd "$0" && find . | "$1" cpio -o -H newc > "$2"';
  await bound("sh", ["-c", pack, tree, join(root, "usr/bin/busybox"), initrd], environment);
  rmSync(tree, { recursive: true });
  return initrd;
}

/**
 * The files of modules and of those that they need, each after what it needs. A name that is in no file is a part of
 * the kernel itself.
 * @param {string} dependencies the text of `modules.dep`
 * @param {readonly string[]} names
 * @returns {readonly string[]}
 */
export function inOrder(dependencies, names) {
  const needs = new Map(
    dependencies
      .trim()
      .split("\n")
      .map((line) => line.split(":"))
      .map(([path, rest]) => [path, rest.trim().split(" ").filter(Boolean)]),
  );
  const found = new Set();
  const visit = (path) => {
    if (found.has(path)) return;
    for (const need of needs.get(path) ?? []) visit(need);
    found.add(path);
  };
  for (const name of names) {
    const path = [...needs.keys()].find((one) => basename(one).split(".")[0] === name);
    if (path) visit(path);
  }
  return [...found];
}
