import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const nfsRootSquash: Rule = {
  id: "nfs-root-squash",
  category: "persistence",
  severity: "note",
  summary: "The first start on an NFS volume fails where the server maps root to nobody.",
  *check(context) {
    for (const { volume, nfs, mounts } of nfsVolumes(context)) {
      if (nfs.efs) continue; // its root is root unless a policy says otherwise
      const first = mounts.find(({ mount, role, target }) => {
        return role === "data" && mount?.nocopy !== true && !target.includes("{{");
      });
      if (!first || !nfs.options.device) continue;
      const { service } = first.view;
      yield {
        ...aboutVolume(volume, nfs.options.device),
        subject: "root squash",
        message: `On the first start with an empty directory, Docker copies what \`${service.name}\` has at \`${first.target}\` and sets the owner, as root. A server that maps root to nobody (\`root_squash\`, the usual default) refuses that, and the task does not start.`,
        help: "Make the directory on the server beforehand with the owner that the image needs, and mount it with `volume: {nocopy: true}`, or export it with `no_root_squash`.",
      };
      return; // one word of advice a stack
    }
  },
};
