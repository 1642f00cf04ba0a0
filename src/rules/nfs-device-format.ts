import { isOpen } from "../persistence/local-options.ts";
import { splitDevice } from "../persistence/nfs.ts";
import { lacksColon } from "../persistence/refusal.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const nfsDeviceFormat: Rule = {
  id: "nfs-device-format",
  category: "persistence",
  severity: "error",
  summary: "The `device` of an NFS volume is not `:/path`.",
  *check(context) {
    for (const { volume, nfs } of nfsVolumes(context)) {
      const { device } = nfs.options;
      if (!device || device.value === "" || isOpen(device.value)) continue;
      if (splitDevice(device.value)?.path.startsWith("/")) continue;
      const refused = lacksColon(nfs);
      yield {
        ...aboutVolume(volume, device),
        severity: refused ? "error" : "warning",
        message: refused
          ? `No task that mounts the volume \`${volume.key}\` can start: the kernel wants a colon before the path in \`device\`.`
          : `Behind its colon, \`device\` of the volume \`${volume.key}\` has no path that starts with \`/\`: most servers refuse the mount, and the task cannot start.`,
        help: 'Write `device: ":/path"`, with the path as the server exports it.',
      };
    }
  },
};
