import { hasNameForAddress } from "../persistence/refusal.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const nfs4TypeHostname: Rule = {
  id: "nfs4-type-hostname",
  category: "persistence",
  severity: "error",
  summary: "With `type: nfs4`, Docker does not look up the server's name, and the kernel wants an address.",
  *check(context) {
    for (const { volume, nfs } of nfsVolumes(context)) {
      const { address } = nfs;
      if (!address || !hasNameForAddress(nfs)) continue;
      yield {
        ...aboutVolume(volume, address),
        message: `No task that mounts the volume \`${volume.key}\` can start: \`addr=\` is a name, which Docker looks up for \`type: nfs\` only. The kernel refuses it.`,
        help: "Write `type: nfs` and `nfsvers=4.1` in `o`, or the server's IP address.",
      };
    }
  },
};
