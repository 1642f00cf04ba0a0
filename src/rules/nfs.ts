import type { Exposure } from "../persistence/exposure.ts";
import { type NfsMount, nfsMount } from "../persistence/nfs.ts";
import type { Located, Volume } from "../stack/model.ts";
import type { RuleContext, RuleProblem } from "./rule.ts";
import { used } from "./words.ts";

/** A volume that a task of the stack mounts. */
export interface MountedVolume {
  readonly volume: Volume;
  readonly mounts: readonly Exposure[];
}

const KNOWN = new WeakMap<RuleContext["exposures"], readonly MountedVolume[]>();

/** Every declared volume that a task mounts, in their order: Docker makes a volume only when a task needs it. */
export function mountedVolumes({ stack, exposures }: RuleContext): readonly MountedVolume[] {
  const known = KNOWN.get(exposures);
  if (known) return known;
  const byVolume = new Map<Volume, Exposure[]>();
  for (const exposure of exposures) {
    const { volume } = exposure;
    const mounts = volume && byVolume.get(volume);
    if (mounts) mounts.push(exposure);
    else if (volume) byVolume.set(volume, [exposure]);
  }
  const mounted = [...stack.volumes.values()].flatMap((volume) => {
    const mounts = byVolume.get(volume);
    return mounts ? [{ volume, mounts }] : [];
  });
  KNOWN.set(exposures, mounted);
  return mounted;
}

export interface NfsVolume extends MountedVolume {
  readonly nfs: NfsMount;
}

/** Every volume that a task mounts over NFS through the local driver. */
export function* nfsVolumes(context: RuleContext): Generator<NfsVolume> {
  for (const { volume, mounts } of mountedVolumes(context)) {
    const nfs = nfsMount(volume);
    if (nfs) yield { volume, mounts, nfs };
  }
}

/** The parts of a finding about a volume's declaration, at one of its values. */
export function aboutVolume(
  { key }: Volume,
  at: Pick<Located<unknown>, "place" | "via">,
): Pick<RuleProblem, "place" | "via" | "volume" | "subject"> {
  return { ...used(at), volume: key, subject: key };
}

/** Whether an engine that allows one writer keeps its data in the mount, beyond doubt. */
export function isCertainEngine({ role, directory, view }: Exposure): boolean {
  const { image, needs } = view;
  return (
    role === "data" &&
    directory?.certain === true &&
    needs?.state === "stateful" &&
    image?.family.singleWriter === true &&
    image.family.evidence !== "assumed"
  );
}
