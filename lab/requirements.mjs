import { accessSync, constants } from "node:fs";
import { cgroupRoot } from "./cluster/world.mjs";
import { ENGINE_NAMES, pathsIn } from "./engines.mjs";
import { environmentOf, find, missing } from "./programs.mjs";

/**
 * Why the lab cannot run here, and what to do about it; empty when it can.
 * @param {boolean} mayUnpack whether missing packages may be downloaded
 * @param {readonly string[]} [engines] as they were asked for; those that have names are downloaded
 * @returns {readonly string[]}
 */
export function obstacles(mayUnpack, engines = []) {
  if (process.platform !== "linux") return ["the lab needs Linux: it starts Docker engines in namespaces"];
  const { PATH } = environmentOf(undefined, engines.flatMap(pathsIn));
  // Who asks for an engine by its name asks for a download.
  const isNamed = engines.some((engine) => ENGINE_NAMES.includes(engine));
  const absent = missing(PATH);
  const packages = [...new Set(absent.map(([, name]) => name))];
  const names = absent.map(([program]) => program).join(", ");
  const canUnpack = (mayUnpack || isNamed) && find("apt-get", PATH) && find("dpkg", PATH);
  return [
    ...(process.getuid?.() === 0 ? [] : ["the lab needs root, for namespaces and mounts: run it with sudo"]),
    ...(isWritable(cgroupRoot()) ? [] : [`${cgroupRoot()} is not a writable hierarchy of control groups (version 2)`]),
    ...(absent.length === 0 || canUnpack
      ? []
      : [
          `missing: ${names}. Install them with \`apt-get install --no-install-recommends ${packages.join(" ")}\`, or ` +
            "let `npm run lab -- --unpack` download these packages into its temporary folder without installing them",
        ]),
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
