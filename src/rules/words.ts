import type { Exposure } from "../persistence/exposure.ts";
import { showUnknown } from "../stack/unknown.ts";

/** When a task of a roaming service changes its node: said the same way everywhere. */
export const WHEN_MOVED =
  "on a drain, a lost node or five crashes in five minutes, and also on an ordinary update or re-deploy";

/** `the volume "redis-data"`, or the host path, for the middle of a sentence. */
export function named({ mount, volume }: Exposure): string {
  if (volume) return `the volume \`${volume.key}\``;
  return mount?.source ? `\`${showUnknown(mount.source.value)}\`` : "the anonymous volume";
}

/** The image's name without its tag, for people: `redis`, `bitnami/kafka`. */
export function engineOf({ view }: Exposure): string | undefined {
  return view.image?.name;
}

/** Where the engine's vendor stands on network storage, as half a sentence; empty when it is fine. */
export function networkCaveat(exposure: Exposure): string {
  const family = exposure.view.image?.family;
  const engine = engineOf(exposure);
  if (family === undefined || exposure.directory === undefined) return "";
  if (family.nfs === "unsupported") return ` \`${engine}\` does not support NFS: prefer the pin, with backups.`;
  if (family.nfs === "discouraged") return ` \`${engine}\` is discouraged on NFS: prefer the pin, with backups.`;
  if (family.nfs === "conditional") return ` \`${engine}\` accepts NFS only with \`hard\` mounts and one writer.`;
  return "";
}
