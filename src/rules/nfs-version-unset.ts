import { lastWord } from "../persistence/local-options.ts";
import type { NfsMount } from "../persistence/nfs.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const nfsVersionUnset: Rule = {
  id: "nfs-version-unset",
  category: "persistence",
  severity: "warning",
  summary: "Without a version, the kernel mounts NFS 3, whose locks need a service on every node.",
  *check(context) {
    for (const { volume, nfs } of nfsVolumes(context)) {
      // EFS knows no version 3: `efs-options` says so.
      if (nfs.version !== "default" || nfs.efs) continue;
      yield {
        ...aboutVolume(volume, nfs.options.o ?? (nfs.options.type as NonNullable<typeof nfs.options.type>)),
        message: `The volume \`${volume.key}\` is mounted with NFS 3: without a version in \`o\`, the kernel tries no other. A server that only offers version 4 refuses it, and ${locks(nfs)}.`,
        help: "Add `nfsvers=4.1` to `o` if the server offers version 4, else `nfsvers=3`. A volume that exists keeps its old options: use a new name, or remove it on every node.",
      };
    }
  },
};

function locks({ options }: NfsMount): string {
  return lastWord(options, "lock", "nolock")?.name === "nolock"
    ? "with `nolock`, a lock on a file holds on its own node only"
    : "locks on files work only where `rpc.statd` runs on the node";
}
