import { lastWord } from "../persistence/local-options.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";
import { isCertainEngine } from "./writers.ts";

export const nfsSoft: Rule = {
  id: "nfs-soft",
  category: "persistence",
  severity: "warning",
  summary: "A soft NFS mount gives up writes when the server is slow.",
  *check(context) {
    for (const { volume, nfs, mounts } of nfsVolumes(context)) {
      const word = lastWord(nfs.options, "soft", "softerr", "hard");
      const writing = mounts.filter(({ role }) => role !== "read-only" && role !== "cache");
      if (!word || word.name === "hard" || writing.length === 0) continue;
      const engine = writing.find(isCertainEngine);
      const title = engine?.view.image?.family.title;
      yield {
        ...aboutVolume(volume, word),
        severity: engine ? "error" : "warning",
        message: `When the server or the network is slow, writes to the volume \`${volume.key}\` fail instead of waiting (\`${word.name}\`). ${title ? `${title} can lose or damage its data then.` : "Programs that do not expect that lose or damage data."}`,
        help: "Write `hard` in its place, with `timeo=600,retrans=2`. A volume that exists keeps its old options: use a new name, or remove it on every node.",
      };
    }
  },
};
