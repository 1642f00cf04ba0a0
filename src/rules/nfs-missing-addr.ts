import { splitDevice } from "../persistence/nfs.ts";
import { lacksAddress } from "../persistence/refusal.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const nfsMissingAddr: Rule = {
  id: "nfs-missing-addr",
  category: "persistence",
  severity: "error",
  summary: "An NFS volume has no `addr=` in `o`, so the kernel refuses the mount.",
  *check(context) {
    for (const { volume, nfs } of nfsVolumes(context)) {
      const { o, device, all } = nfs.options;
      if (!device || !lacksAddress(nfs)) continue;
      const host = splitDevice(device.value)?.host ?? "";
      const inDevice = host === "" ? "" : " The host in `device` does not replace it.";
      yield {
        ...aboutVolume(volume, o ?? (all.get("type") as typeof device)),
        message: `No task that mounts the volume \`${volume.key}\` can start: \`o\` has no \`addr=\`, and Docker asks the kernel itself, without \`mount.nfs\`.${inDevice}`,
        help: 'Write the server into `o`: `o: "addr=10.0.0.5,nfsvers=4.1,hard"`.',
      };
    }
  },
};
