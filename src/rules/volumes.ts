import { type DriverDescription, describeDriver } from "../persistence/drivers.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { type NfsMount, nfsMount } from "../persistence/nfs.ts";
import type { Located, Text, Volume } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { RuleContext, RuleProblem } from "./rule.ts";
import { used } from "./words.ts";

/** A volume that a task of the stack mounts. */
interface MountedVolume {
  readonly volume: Volume;
  readonly mounts: readonly Exposure[];
}

/** Every declared volume that a task mounts, in their order: Docker makes a volume only when a task needs it. */
export function mountedVolumes({ stack, exposures }: RuleContext): readonly MountedVolume[] {
  const byVolume = new Map<Volume, Exposure[]>();
  for (const exposure of exposures) {
    const { volume } = exposure;
    const mounts = volume && byVolume.get(volume);
    if (mounts) mounts.push(exposure);
    else if (volume) byVolume.set(volume, [exposure]);
  }
  return [...stack.volumes.values()].flatMap((volume) => {
    const mounts = byVolume.get(volume);
    return mounts ? [{ volume, mounts }] : [];
  });
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

/** A plugin that volumes of the stack name, and the mounted volumes that name it. */
interface NamedPlugin {
  readonly name: string;
  readonly driver: Text;
  readonly description: DriverDescription;
  readonly first: MountedVolume;
  /** For messages: the first volume by its name, and how many others there are. */
  readonly volumes: string;
}

/** Every plugin of the stack, once. Docker's own driver is none. */
export function pluginsOf(context: RuleContext): NamedPlugin[] {
  const byName = new Map<string, MountedVolume[]>();
  for (const mounted of mountedVolumes(context)) {
    const { driver, external, externalWaits } = mounted.volume;
    if (!driver || driver.value === "local" || external || externalWaits || hasUnknown(driver.value)) continue;
    byName.set(driver.value, [...(byName.get(driver.value) ?? []), mounted]);
  }
  return Array.from(byName, ([name, mounted]) => {
    const [first, ...others] = mounted as [MountedVolume, ...MountedVolume[]];
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return {
      name,
      driver: first.volume.driver as Text,
      description: describeDriver(name),
      first,
      volumes: `the volume \`${first.volume.key}\`${more}`,
    };
  });
}
