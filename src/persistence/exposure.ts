import type { ClusterFacts } from "../model/cluster.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Service, Stack, Volume } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { type NeverRuns, neverRuns } from "./engine-refusals.ts";
import { type DataDirectory, type DataNeeds, dataNeeds } from "./images/data-needs.ts";
import { type ImageMatch, isBesideData, isStatelessImage, matchImage } from "./images/images.ts";
import { writesBelow } from "./images/scripts.ts";
import { isConfigLike, isDisposableTarget, isSystemSource, namesCache } from "./paths.ts";
import { describePlacement, type Placement } from "./placement.ts";
import { splitsOf } from "./sharing.ts";
import { CONTAINER_LAYER, describeStorage, IMAGE_VOLUME, type Storage } from "./storage.ts";
import { apart, NEVER, predict, type Survival, UNSURE, withoutFolder } from "./survival.ts";

/**
 * What a mount is for. `data`: it covers a data directory of a known engine; `state`: nothing is known
 * against it; `idle`: the image keeps nothing, or nothing there; the others need no persistence.
 */
export type Role = "data" | "state" | "idle" | "cache" | "config" | "system" | "read-only";

export interface ServiceView {
  readonly service: Service;
  readonly placement: Placement;
  readonly image: ImageMatch | undefined;
  readonly needs: DataNeeds | undefined;
  /** Written data directories that no mount covers. */
  readonly uncovered: readonly DataDirectory[];
  /** Set when the engine refuses the service or its tasks, for reasons besides its mounts. */
  readonly never?: NeverRuns | undefined;
}

/** One mount of one service, or one data directory without a mount, and what happens to it. */
export interface Exposure {
  readonly view: ServiceView;
  readonly mount: Mount | undefined;
  readonly volume: Volume | undefined;
  /** The path in the container. */
  readonly target: string;
  /** The data directory that the mount covers, or that has no mount. */
  readonly directory: DataDirectory | undefined;
  readonly role: Role;
  readonly storage: Storage;
  readonly survival: Survival;
}

/** Every mount and every uncovered data directory of the stack. Services with `replicas: 0` run no task. */
export function exposuresOf(stack: Stack, facts: ClusterFacts): Exposure[] {
  const exposures = stack.services
    .filter((service) => service.replicas?.value !== 0)
    .flatMap((service) => ofService(service, stack, facts));
  const splits = splitsOf({ stack, exposures });
  if (splits.length === 0) return exposures;
  const parted = new Map(splits.flatMap(({ members, certain }) => members.map((member) => [member, certain] as const)));
  return exposures.map((exposure) => {
    const certain = parted.get(exposure);
    return certain === undefined ? exposure : { ...exposure, survival: apart(exposure.survival, certain) };
  });
}

function ofService(service: Service, stack: Stack, facts: ClusterFacts): Exposure[] {
  const reference = service.image?.value;
  const image = reference === undefined ? undefined : matchImage(reference);
  const needs = image && needsOf(image, service);
  const placement = describePlacement(service, facts);
  const uncovered = needs === undefined || isHousedElsewhere(service, image) ? [] : uncoveredBy(service.mounts, needs);
  const view: ServiceView = { service, placement, image, needs, uncovered, never: neverRuns(stack, service) };
  const mounts = service.mounts.map((mount): Exposure => {
    const volume = mount.source && stack.volumes.get(mount.source.value);
    const storage = describeStorage(mount, mount.type === "bind" ? undefined : volume, facts);
    const directory = needs?.directories.find((one) => reaches(mount, one));
    const role = roleOf(mount, view, directory);
    const target = mount.target.value;
    const found = predict(storage, placement);
    const survival = mount.subpath?.value && storage.kind === "local-volume" ? withoutFolder(found) : found;
    return { view, mount, volume, target, directory, role, storage, survival };
  });
  const bare = uncovered.map((directory): Exposure => {
    const storage = directory.imageVolume === undefined ? CONTAINER_LAYER : IMAGE_VOLUME;
    const survival = predict(storage, placement);
    return {
      view,
      mount: undefined,
      volume: undefined,
      target: directory.path,
      directory,
      role: "data",
      storage,
      survival,
    };
  });
  const all = [...mounts, ...bare];
  const why = view.never && WHY[view.never];
  const told = why === undefined ? all : all.map((one) => ({ ...one, storage: { ...one.storage, why } }));
  if (view.never === "service" || view.never === "tasks" || mounts.some(({ storage }) => storage.refused))
    return told.map((exposure) => ({ ...exposure, survival: NEVER }));
  return view.never === undefined ? told : told.map((exposure) => ({ ...exposure, survival: UNSURE }));
}

const WHY: Readonly<Record<NeverRuns, string>> = {
  service: "the engine refuses the service, so no task can start",
  tasks: "every node refuses the service's tasks, so none can start",
  unsure: "whether a task of the service can start depends on the engine, see `engine-refuses`",
};

/** A configuration file of the service's own may name other directories: then none is certain. */
function needsOf(image: ImageMatch, service: Service): DataNeeds {
  const needs = dataNeeds(image, service);
  const own = [...service.mounts.map(({ target }) => target.value), ...service.fileTargets];
  const standard = image.family.configuration?.standard ?? [];
  const replaced = standard.some((file) => own.some((target) => covers(target, file)));
  if (!replaced && !namesCache(service.name)) return needs;
  return { ...needs, directories: needs.directories.map((directory) => ({ ...directory, certain: false })) };
}

/** A mount holds a directory unless a VOLUME of the image lies between the two: that one wins. */
function reaches({ target }: Mount, { path, imageVolume }: DataDirectory): boolean {
  if (!covers(target.value, path)) return false;
  return imageVolume === undefined || covers(imageVolume, target.value) || !covers(target.value, imageVolume);
}

/** Whether a mount keeps a directory, or that part of the users' files which they chose to keep. */
function keeps(mount: Mount, directory: DataDirectory): boolean {
  return reaches(mount, directory) || (directory.usersFiles && covers(directory.path, mount.target.value));
}

/** Whether a family that may keep its data elsewhere has a place of its own for it: that is most likely the one. */
function isHousedElsewhere({ mounts }: Service, image: ImageMatch | undefined): boolean {
  if (image?.family.mayLieElsewhere === undefined) return false;
  return mounts.some((mount) => mount.readOnly !== true && !isSetAside(mount));
}

/** Whether a mount is for something else than data by its path alone. */
function isSetAside({ type, source, target }: Mount): boolean {
  const from = type === "bind" ? source?.value : undefined;
  if (type === "npipe" || type === "tmpfs" || (from !== undefined && isSystemSource(from))) return true;
  return isDisposableTarget(target.value) || isConfigLike(target.value, from) || covers("/etc", target.value);
}

/** Empty when a mount's target depends on a variable: it may be the one. */
function uncoveredBy(mounts: readonly Mount[], needs: DataNeeds): readonly DataDirectory[] {
  if (needs.state !== "stateful" || mounts.some(({ target }) => hasUnknown(target.value))) return [];
  const fine = mounts.some(({ target }) => needs.alsoFine.some((path) => covers(target.value, path)));
  return needs.directories.filter(
    (directory) => !(fine && !directory.usersFiles) && !mounts.some((mount) => keeps(mount, directory)),
  );
}

function roleOf(mount: Mount, { service, image, needs }: ServiceView, directory: DataDirectory | undefined): Role {
  const source = mount.source?.value;
  if (mount.readOnly === true) return "read-only";
  if (directory) return "data";
  if (mount.type === "npipe" || (mount.type === "bind" && source !== undefined && isSystemSource(source)))
    return "system";
  const target = mount.target.value;
  if (isDisposableTarget(target)) return "cache";
  if (isConfigLike(target, mount.type === "bind" ? source : undefined)) return "config";
  if (writesBelow(service, target)) return "state";
  if (needs?.state === "stateless" || (needs?.state === "stateful" && isBesideData(image, target))) return "idle";
  if (image === undefined && service.image && isStatelessImage(service.image.value)) return "idle";
  return "state";
}
