import type { ClusterFacts } from "../model/cluster.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Service, Stack } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { type NeverRuns, neverRuns } from "./engine-refusals.ts";
import type { Exposure, Role, ServiceView, UnfitForNewest } from "./exposure.ts";
import { type DataDirectory, type DataNeeds, dataNeeds } from "./images/data-needs.ts";
import type { ImageMatch } from "./images/facts/family.ts";
import { isBesideData, isStatelessImage, matchImage } from "./images/images.ts";
import { writesBelow } from "./images/needs/script.ts";
import { newestOf, releaseOf } from "./images/releases.ts";
import { isConfigLike, isDisposableTarget, isSystemSource, namesCache } from "./paths.ts";
import { describePlacement } from "./placement.ts";
import { splitsOf } from "./sharing.ts";
import { CONTAINER_LAYER, describeStorage, IMAGE_VOLUME } from "./storage.ts";
import { apart, NEVER, predict, type Survival, UNSURE, withoutFolder } from "./survival.ts";

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
  const housed = isHousedElsewhere(service, image);
  const bareNow = needs === undefined || housed ? [] : uncoveredBy(service.mounts, needs);
  const sure = bareNow.length > 0 && image !== undefined && isBareInEvery(image, service);
  const uncovered = sure ? bareNow.map((directory) => ({ ...directory, certain: true })) : bareNow;
  const unfit = image && !housed && bareNow.length === 0 ? unfitForNewest(image, service) : undefined;
  const view: ServiceView = { service, placement, image, needs, uncovered, unfit, never: neverRuns(stack, service) };
  const mounts = service.mounts.map((mount): Exposure => {
    const volume = mount.source && stack.volumes.get(mount.source.value);
    const storage = describeStorage(mount, mount.type === "bind" ? undefined : volume, facts);
    const directory = needs?.directories.find((one) => reaches(mount, one));
    const role = roleOf(mount, view, directory);
    const target = mount.target.value;
    const found = predict(storage, placement);
    const survival = mount.subpath?.value && storage.kind === "local-volume" ? withoutFolder(found) : found;
    const exposure = { view, mount, volume, target, directory, role, storage, survival };
    return unfit && role === "data" ? inDoubt(exposure, unfit) : exposure;
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

/** Whether no version of the image would find its data in a mount: then the tag need not tell which it is. */
function isBareInEvery(image: ImageMatch, service: Service): boolean {
  if (image.layout?.guess !== true || !image.exact) return false;
  const layouts = image.family.layouts.filter(({ guess, tagWord }) => guess !== true && tagWord === undefined);
  if (layouts.length === 0) return false;
  return layouts.every((layout) => {
    const bare = uncoveredBy(service.mounts, needsOf({ ...image, layout, certain: true }, service));
    return bare.length > 0 && bare.every(({ certain }) => certain);
  });
}

function unfitForNewest(image: ImageMatch, service: Service): UnfitForNewest | undefined {
  if (image.layout?.guess !== true || service.image === undefined) return undefined;
  const release = releaseOf(service.image.value, image);
  const newest = release && newestOf(image, release);
  if (release?.moving === undefined || newest === undefined) return undefined;
  const [directory] = uncoveredBy(service.mounts, needsOf(newest, service));
  return directory && { row: release.moving, directory };
}

/** A task of today finds its data; the next deploy takes whatever the tag is by then. */
function inDoubt(exposure: Exposure, { row }: UnfitForNewest): Exposure {
  const survival = Object.fromEntries(
    Object.entries(exposure.survival).map(([event, outcome]) => [event, outcome === "kept" ? "unknown" : outcome]),
  ) as Survival;
  const why = `${exposure.storage.why}; the tag names no version, and ${row.is} keeps its data elsewhere`;
  return { ...exposure, survival, storage: { ...exposure.storage, why } };
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
