import { pairUp } from "../persistence/change/pairs.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { volumeName } from "../persistence/home.ts";
import type { Service } from "../stack/model.ts";
import type { FixContext } from "./model.ts";

/** Whether a place of data comes with this change, so that there is nothing in it yet that a fix could leave behind. */
export function isNewData(exposure: Exposure, context: FixContext): boolean {
  const { volume } = exposure;
  if (volume?.external || volume?.externalWaits) return false;
  if (context.isNew) return true;
  return context.base !== undefined && !isKnown(exposure, context, context.base);
}

/** The services that run before the deploy; all of them where that is not known. */
export function runningBefore(services: readonly Service[], { base }: FixContext): readonly Service[] {
  const names = new Set(base?.stack.services.map(({ name }) => name));
  const running = services.filter(({ name }) => names.has(name));
  return running.length === 0 ? services : running;
}

/** Also by a service that had no task, or by none: the volume may be there. */
function isKnown(exposure: Exposure, context: FixContext, base: NonNullable<FixContext["base"]>): boolean {
  const { volume, mount } = exposure;
  if (pairedAtHead(context, base).has(exposure)) return true;
  const source = mount?.source?.value;
  if (
    base.stack.services.some(({ mounts }) => mounts.some((one) => source !== undefined && one.source?.value === source))
  )
    return true;
  if (volume === undefined) return false;
  const name = volumeName(volume.key, volume, context.stackName);
  return Array.from(base.stack.volumes).some(([key, one]) => volumeName(key, one, base.stackName) === name);
}

const KNOWN = new WeakMap<FixContext["exposures"], ReadonlySet<Exposure>>();

function pairedAtHead(context: FixContext, base: NonNullable<FixContext["base"]>): ReadonlySet<Exposure> {
  const known = KNOWN.get(context.exposures);
  if (known !== undefined) return known;
  const paired = new Set(pairUp(base, context).pairs.map(({ head }) => head));
  KNOWN.set(context.exposures, paired);
  return paired;
}
