import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { find } from "../programs.mjs";

/** A shell that does nothing, and stops at once when it is told to. */
const IDLE = 'CMD ["sh", "-c", "trap \'exit 0\' TERM INT; while :; do sleep 3600 & wait $!; done"]';

const REDIS = ['CMD ["redis-server"]', "VOLUME /data", "WORKDIR /data"];

/**
 * The images of the lab. Only `redis` holds the program of its name; the others are a shell under the name of an
 * image whose data directory the tool knows, with the VOLUMEs that the real one declares.
 */
const IMAGES = [
  { name: "redis:7", root: "redis", changes: REDIS },
  { name: "redis:7-alpine", root: "redis", changes: REDIS },
  { name: "lab:1", root: "shell", changes: [IDLE] },
  { name: "lab:2", root: "shell", changes: [IDLE, "ENV VERSION=2"] },
  { name: "postgres:15", root: "shell", changes: [IDLE, "VOLUME /var/lib/postgresql/data"] },
  { name: "filebrowser/filebrowser:v2", root: "shell", changes: [IDLE, "VOLUME /srv /config /database"] },
  { name: "grafana/grafana:11.1.0", root: "shell", changes: [IDLE] },
  { name: "busybox:latest", root: "shell", changes: ['CMD ["sh"]'] },
  { name: "alpine:latest", root: "shell", changes: ['CMD ["sh"]'] },
];

/**
 * Packs the roots of the images from programs of this machine: no registry is asked.
 * @returns {Map<string, Buffer>} archives by name
 */
export function packRoots(folder, environment) {
  const shell = join(folder, "roots/shell");
  const redis = join(folder, "roots/redis");
  for (const root of [shell, redis]) putShell(root, environment);
  for (const program of ["redis-server", "redis-cli"]) putProgram(redis, program, environment);
  const pack = (root) => execFileSync("tar", ["-C", root, "-c", "."], { maxBuffer: 1 << 28 });
  return new Map([
    ["shell", pack(shell)],
    ["redis", pack(redis)],
  ]);
}

function putShell(root, environment) {
  for (const name of ["bin", "tmp", "data", "etc"]) mkdirSync(join(root, name), { recursive: true });
  const busybox = find("busybox", environment.PATH);
  copyFileSync(busybox, join(root, "bin/busybox"));
  const applets = execFileSync(busybox, ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const applet of applets) if (applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
}

/** A program and the libraries that `ldd` names, each at its own place. */
function putProgram(root, program, environment) {
  const file = find(program, environment.PATH);
  copyFileSync(file, join(root, "bin", program));
  const libraries = execFileSync("ldd", [file], { encoding: "utf8", env: environment });
  for (const [path] of libraries.matchAll(/\/\S+/g)) {
    // The loader stands where the program says; the others where the loader looks.
    const place = basename(path).startsWith("ld-") ? join(root, path) : join(root, "lib", basename(path));
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(path, place);
  }
}

/** Gives one engine the images of these names, or every image. */
export async function loadImages(engine, roots, names) {
  for (const { name, root, changes } of IMAGES) {
    if (names && !names.includes(name)) continue;
    const [repo, tag] = name.split(":");
    const query = new URLSearchParams([
      ["fromSrc", "-"],
      ["repo", repo],
      ["tag", tag],
      ...changes.map((change) => ["changes", change]),
    ]);
    await engine.send("POST", "/images/create", { body: roots.get(root), query });
  }
}
