import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** PostgreSQL's user in its image, and the mode of its directory: what Docker copies to an empty volume. */
export const POSTGRES = { path: "var/lib/postgresql/data", owner: 999, mode: 0o700 };

/**
 * Packs the roots of the lab's images from the machines' packages.
 * @param {string} folder for work
 * @param {string} root the packages
 * @returns {Map<string, Buffer>} archives by name
 */
export function packImages(folder, root) {
  const place = join(folder, "images");
  const pack = (name, programs) => {
    const tree = join(place, name);
    putShell(tree, root);
    for (const program of programs) putProgram(tree, program, root);
    return execFileSync("tar", ["-C", tree, "-c", "."], { maxBuffer: 1 << 28 });
  };
  const images = new Map([
    ["shell", pack("shell", [])],
    ["redis", pack("redis", ["redis-server", "redis-cli"])],
  ]);
  rmSync(place, { recursive: true });
  return images;
}

function putShell(tree, root) {
  for (const name of ["bin", "tmp", "data", "etc", POSTGRES.path]) mkdirSync(join(tree, name), { recursive: true });
  chownSync(join(tree, POSTGRES.path), POSTGRES.owner, POSTGRES.owner);
  chmodSync(join(tree, POSTGRES.path), POSTGRES.mode);
  copyFileSync(join(root, "usr/bin/busybox"), join(tree, "bin/busybox"));
  const applets = execFileSync(join(root, "usr/bin/busybox"), ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const applet of applets) if (applet !== "busybox") symlinkSync("busybox", join(tree, "bin", applet));
}

/** A program and the libraries that its loader names. */
function putProgram(tree, program, root) {
  const loader = "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2";
  copyFileSync(join(root, "usr/bin", program), join(tree, "bin", program));
  const words = [root, `/${loader}`, "--list", `/usr/bin/${program}`];
  for (const [path] of execFileSync("chroot", words, { encoding: "utf8" }).matchAll(/\/\S+/g)) {
    const isLoader = basename(path).startsWith("ld-");
    const place = isLoader ? join(tree, "lib64", basename(path)) : join(tree, "lib", basename(path));
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(join(root, path), place);
  }
}
