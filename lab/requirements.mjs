import { accessSync, constants } from "node:fs";
import { cgroupRoot } from "./cluster/world.mjs";
import { environmentOf, find, missing } from "./programs.mjs";

/**
 * Why the lab cannot run here, and what to do about it; empty when it can.
 * @param {boolean} mayUnpack whether missing packages may be downloaded
 * @returns {readonly string[]}
 */
export function obstacles(mayUnpack) {
  if (process.platform !== "linux") return ["the lab needs Linux: it starts Docker engines in namespaces"];
  const { PATH } = environmentOf(undefined);
  const absent = missing(PATH);
  const packages = [...new Set(absent.map(([, name]) => name))];
  const names = absent.map(([program]) => program).join(", ");
  const canUnpack = mayUnpack && find("apt-get", PATH) && find("dpkg", PATH);
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
