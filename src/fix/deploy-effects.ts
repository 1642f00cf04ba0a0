import { matchMounts } from "../persistence/change/match-mounts.ts";
import { replacesTasks } from "../persistence/change/replacement.ts";
import { volumeName } from "../persistence/data-location.ts";
import { about, type Exposure, type StackView } from "../persistence/exposure.ts";
import type { Found, RuleProblem } from "../rules/rule.ts";
import type { Service } from "../stack/model.ts";
import type { Fix, FixContext } from "./model.ts";

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
  const paired = new Set(matchMounts(base, context).pairs.map(({ head }) => head));
  KNOWN.set(context.exposures, paired);
  return paired;
}

/** What ran before the change, beside what a finding speaks of. */
export function pairOf({ exposure }: RuleProblem, context: FixContext) {
  const { base } = context;
  return base && exposure && matchMounts(base, context).pairs.find(({ head }) => head === exposure);
}

/** Of some services, those whose tasks are replaced when `after` is deployed over `before`. */
export function replacedServices(names: Iterable<string>, before: StackView, after: StackView): string[] {
  const known = REPLACED.get(after) ?? new Map<string, boolean>();
  REPLACED.set(after, known);
  return [...names].filter((name) => {
    const replaced = known.get(name) ?? ["all", "perhaps"].includes(replacesTasks(before, after, name).tasks);
    known.set(name, replaced);
    return replaced;
  });
}

/** Of a stack with fixes, which is compared with one other alone. */
const REPLACED = new WeakMap<StackView, Map<string, boolean>>();

/**
 * Whether a fix would lose data: with the tasks that it replaces goes what they keep in the container or in an anonymous
 * volume, unless the fix is about that very data and comes with the commands that copy it.
 */
export function losesData(target: Found, fix: Fix, replaced: readonly string[], context: FixContext): boolean {
  return replaced.some((name) =>
    inContainer(name, context).some(
      (exposure) => about(exposure).subject !== target.problem.subject || fix.runbook === undefined,
    ),
  );
}

/** Whether a new task of a service may come up without the data of the old one. */
export function mayStartEmpty(name: string, context: FixContext): boolean {
  return exposuresOf(name, context).some(({ role, view, survival, storage }) => {
    if (role !== "data" && role !== "state") return false;
    if (storage.reach === "container") return true;
    return view.placement.roam !== "node" && survival.moved !== "kept" && survival.moved !== "down";
  });
}

/** What the running task of a service keeps for itself alone. */
function inContainer(name: string, context: FixContext): Exposure[] {
  return exposuresOf(name, context).filter((exposure) => {
    const { role, storage, survival } = exposure;
    if (survival.replaced === "rejected") return false; // no task of it has ever run
    if (storage.kind !== "container-layer" && storage.kind !== "anonymous-volume") return false;
    return (role === "data" || role === "state") && !isNewData(exposure, context);
  });
}

const BY_SERVICE = new WeakMap<FixContext["exposures"], ReadonlyMap<string, readonly Exposure[]>>();

/** What the tasks of a service mount, and the data directories that they have without a mount. */
export function exposuresOf(name: string, { exposures }: FixContext): readonly Exposure[] {
  const known = BY_SERVICE.get(exposures) ?? byService(exposures);
  BY_SERVICE.set(exposures, known);
  return known.get(name) ?? [];
}

function byService(exposures: readonly Exposure[]): Map<string, Exposure[]> {
  const found = new Map<string, Exposure[]>();
  for (const exposure of exposures) {
    const { name } = exposure.view.service;
    const own = found.get(name);
    if (own === undefined) found.set(name, [exposure]);
    else own.push(exposure);
  }
  return found;
}
