import { lastWord } from "../persistence/local-options.ts";
import { asksEfsForOldVersion } from "../persistence/refusal.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, type NfsVolume, nfsVolumes } from "./volumes.ts";

export const efsOptions: Rule = {
  id: "efs-options",
  category: "persistence",
  severity: "warning",
  summary: "An EFS volume is mounted without the options that Amazon asks for.",
  *check(context) {
    for (const use of nfsVolumes(context)) {
      const { volume, nfs } = use;
      const problem = nfs.efs ? problemOf(use) : undefined;
      if (!problem || !nfs.address) continue;
      yield {
        ...aboutVolume(volume, nfs.address),
        message: `${problem}.`,
        help: "Amazon's own list for `o`: `nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport`. A volume that exists keeps its old options: use a new name, or remove it on every node.",
      };
    }
  },
};

function problemOf({ volume, nfs }: NfsVolume): string | undefined {
  const { version, options } = nfs;
  const name = `the volume \`${volume.key}\``;
  if (asksEfsForOldVersion(nfs)) {
    const why =
      version === "default" ? "without a version in `o`, the kernel asks for NFS 3" : `\`o\` asks for NFS ${version}`;
    return `No task that mounts ${name} can start: EFS offers NFS 4 only, and ${why}`;
  }
  if (options.open || lastWord(options, "noresvport", "resvport")?.name === "noresvport") return undefined;
  return `When the connection to EFS breaks, ${name} may hang on older kernels until the node is restarted: \`o\` has no \`noresvport\``;
}
