import { type DriverDescription, describeDriver } from "../persistence/drivers.ts";
import type { Text } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { type MountedVolume, mountedVolumes } from "./nfs.ts";
import type { RuleContext } from "./rule.ts";

/** A plugin that volumes of the stack name, and the mounted volumes that name it. */
export interface NamedPlugin {
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
