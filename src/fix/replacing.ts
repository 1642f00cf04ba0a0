import { replacesTasks } from "../persistence/change/replacement.ts";
import type { Exposure } from "../persistence/exposure.ts";
import type { StackView } from "../persistence/home.ts";
import { about, type Found } from "../rules/rule.ts";
import { isNewData } from "./first-deploy.ts";
import type { Fix, FixContext } from "./model.ts";

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
