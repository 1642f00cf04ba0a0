import type { Severity } from "../model/finding.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { citesNfs } from "../persistence/images/facts/family.ts";
import { engineAt, type ImageFamily } from "../persistence/images/images.ts";
import { nfsMount } from "../persistence/nfs.ts";
import type { Rule } from "./rule.ts";
import { keepingPlace, keepsData, named } from "./words.ts";

export const engineOnNfs: Rule = {
  id: "engine-on-nfs",
  category: "persistence",
  severity: "error",
  summary: "An engine keeps its data on NFS, and its makers do not support that, or only with care.",
  *check({ exposures }) {
    const said = new Set<string>();
    for (const exposure of exposures) {
      const family = engineOf(exposure);
      const medium = family && mediumOf(exposure);
      const verdict = medium && verdictOf(exposure, family, medium);
      if (!verdict) continue;
      // Once for a service, and advice once for an engine.
      const key = verdict.severity === "note" ? family.id : `${exposure.view.service.name}:${family.id}`;
      if (said.has(key)) continue;
      said.add(key);
      yield {
        ...about(exposure),
        severity: verdict.severity,
        message: `${keepsData(exposure, exposure.directory?.path ?? exposure.target)}, and ${named(exposure)} there is ${MEDIA[medium]}. ${verdict.message(family.title)}`,
        help: verdict.help,
      };
    }
  },
};

interface Verdict {
  readonly severity: Severity;
  readonly message: (title: string) => string;
  readonly help: string;
}

/** Where the image is not known, the path names the engine: then it is never certain, and no error. */
function engineOf({ view, role, target }: Exposure): ImageFamily | undefined {
  if (role === "data") return view.image?.family;
  return role === "state" && view.image === undefined ? engineAt(target) : undefined;
}

function verdictOf({ view, directory }: Exposure, family: ImageFamily, medium: Medium): Verdict | undefined {
  const help = `Use a local volume, ${keepingPlace(view.service)}, and keep backups elsewhere.`;
  const discouraged: Verdict = {
    severity: "warning",
    message: (title) => `NFS is not advised for ${title}: locks and slow writes can stop it or damage its data.`,
    help,
  };
  switch (view.needs?.nfs ?? family.nfs) {
    case "unsupported":
      if (!citesNfs(family)) return discouraged;
      return {
        severity: directory?.certain && medium === "nfs" ? "error" : "warning",
        message: (title) => `${title} does not support NFS: its data can be damaged, also without any outage.`,
        help,
      };
    case "discouraged":
      return discouraged;
    case "conditional":
      if (medium !== "nfs") return undefined;
      return {
        severity: "note",
        message: (title) =>
          `${title} bears NFS only with care: a \`hard\` mount, and a server that confirms a write only when it is on disk (\`sync\`).`,
        help: "Check both, keep `replicas: 1` and `order: stop-first`, and try a restore before you rely on it.",
      };
    default:
      return undefined;
  }
}

/** The makers speak of NFS: what they would say of the others is close, and no ground for an error. */
const MEDIA = {
  nfs: "an NFS mount",
  cifs: "a CIFS mount, which keeps less of what an engine relies on than NFS",
  "shared path": "a path that all nodes share, most likely over NFS",
} as const;
type Medium = keyof typeof MEDIA;

function mediumOf({ mount, volume, storage }: Exposure): Medium | undefined {
  if (!mount || storage.reach !== "cluster") return undefined;
  if (storage.kind === "shared-path") return "shared path";
  if (storage.kind !== "network-volume" || !volume) return undefined;
  if (nfsMount(volume)) return "nfs";
  const type = volume.driverOpts?.get("type")?.value ?? "";
  return type === "cifs" || type === "smb3" ? "cifs" : undefined;
}
