import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const efsPlainNfsSecurity: Rule = {
  id: "efs-plain-nfs-security",
  category: "persistence",
  severity: "note",
  summary: "EFS through the local driver goes without TLS, IAM and access points.",
  *check(context) {
    for (const { volume, nfs } of nfsVolumes(context)) {
      if (!nfs.efs || !nfs.address) continue;
      yield {
        ...aboutVolume(volume, nfs.address),
        subject: "efs",
        message:
          "The data goes over the network without encryption, and every host that reaches the mount target can read it: TLS, IAM and access points need Amazon's mount helper, which Docker does not call. A file-system policy that asks for them refuses the mount.",
        help: "Let only the Swarm's security group reach the mount target, or mount EFS with `amazon-efs-utils` on every node and use that path.",
      };
      return; // one word of advice a stack
    }
  },
};
