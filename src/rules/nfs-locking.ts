import type { Exposure } from "../persistence/exposure.ts";
import { lastWord, type MountWord } from "../persistence/local-options.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, type NfsVolume, nfsVolumes } from "./volumes.ts";

export const nfsLocking: Rule = {
  id: "nfs-locking",
  category: "persistence",
  severity: "warning",
  summary: "Locks on a shared NFS volume do not reach the other nodes.",
  *check(context) {
    for (const use of nfsVolumes(context)) {
      const word = localLocks(use);
      const because = word && whoNeedsLocks(use.mounts);
      if (!word || because === undefined) continue;
      yield {
        ...aboutVolume(use.volume, word),
        message: `With NFS 3 and \`${word.name}\`, a lock on a file of the volume \`${use.volume.key}\` holds on its own node only. ${because}`,
        help: "Mount with `nfsvers=4.1`, which has its own locks, and remove the option. A volume that exists keeps its old options: use a new name, or remove it on every node.",
      };
    }
  },
};

/** The word that keeps locks on the node; version 4 drops it. */
function localLocks({ nfs }: NfsVolume): MountWord | undefined {
  if (nfs.version !== 2 && nfs.version !== 3) return undefined; // `nfs-version-unset` speaks where no option says it
  const lock = lastWord(nfs.options, "lock", "nolock");
  if (lock?.name === "nolock") return lock;
  const local = lastWord(nfs.options, "local_lock");
  return local && ["all", "flock", "posix"].includes(local.value ?? "") ? local : undefined;
}

/** Who writes from more than one node, now or after Swarm has given a task up. */
function whoNeedsLocks(mounts: readonly Exposure[]): string | undefined {
  const writing = mounts.filter(({ role }) => role !== "read-only" && role !== "cache" && role !== "config");
  const single = writing.find(({ role, view }) => role === "data" && view.image?.family.singleWriter);
  if (single) {
    const { service, placement } = single.view;
    if (placement.roam !== "node")
      return `When a node is cut off, Swarm starts \`${service.name}\` on another one, and nothing keeps the two from writing the same data.`;
  }
  const many = writing.find(
    ({ view: { service, placement } }) =>
      (service.replicas?.value ?? 1) > 1 || (placement.everywhere && placement.pin === "none"),
  );
  if (many) return `Tasks of \`${many.view.service.name}\` on two nodes can both hold it.`;
  return undefined;
}
