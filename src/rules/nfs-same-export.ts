import type { Exposure } from "../persistence/exposure.ts";
import { splitDevice } from "../persistence/nfs.ts";
import { cleanPath } from "../stack/container-path.ts";
import type { Text } from "../stack/model.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, type NfsVolume, nfsVolumes } from "./volumes.ts";
import { isCertainEngine } from "./writers.ts";

export const nfsSameExport: Rule = {
  id: "nfs-same-export",
  category: "persistence",
  severity: "error",
  summary: "Two volumes are the same directory of one NFS server, and a database keeps its data in it.",
  *check(context) {
    const first = new Map<string, NfsVolume>();
    for (const use of nfsVolumes(context)) {
      const key = exportOf(use);
      if (key === undefined || !use.mounts.some(writes)) continue;
      const other = first.get(key);
      if (!other) {
        first.set(key, use);
        continue;
      }
      const engines = [other, use].map(({ mounts }) => mounts.find((one) => writes(one) && one.role === "data"));
      const engine = engines.find((one) => one?.view.image?.family.singleWriter);
      if (!engine) continue;
      const title = engine.view.image?.family.title;
      yield {
        ...aboutVolume(use.volume, use.nfs.options.device as Text),
        severity: engines.every((one) => one && isCertainEngine(one)) ? "error" : "warning",
        message: `The volumes \`${other.volume.key}\` and \`${use.volume.key}\` are one directory of one server, so ${services(other, use)} write the same files. ${title} can damage its data, or that of the other.`,
        help: 'Give each volume a directory of its own: `device: ":/path/of-this-volume"`, which must exist on the server.',
      };
    }
  },
};

function services(...uses: readonly NfsVolume[]): string {
  const names = uses.flatMap(({ mounts }) => mounts.filter(writes).map(({ view }) => `\`${view.service.name}\``));
  const unique = [...new Set(names)];
  return unique.length === 1 ? `two mounts of ${unique[0]}` : unique.slice(0, 3).join(" and ");
}

/** A subpath is a directory of its own. */
function writes({ role, mount }: Exposure): boolean {
  return (role === "data" || role === "state" || role === "idle") && mount?.subpath === undefined;
}

/** Server and directory; a template may make it another one for every service. */
function exportOf({ nfs }: NfsVolume): string | undefined {
  const { device } = nfs.options;
  const host = nfs.address?.value ?? "";
  if (!device || host === "" || device.value.includes("{{") || host.includes("{{")) return undefined;
  const path = splitDevice(device.value)?.path ?? device.value;
  return `${host.toLowerCase()}\n${cleanPath(path)}`;
}
