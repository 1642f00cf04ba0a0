import type { MountDiff } from "../../persistence/change/match-mounts.ts";
import { dataBefore, isForSettings, isOtherEngine } from "../../persistence/change/misplaced.ts";
import { locationOf } from "../../persistence/data-location.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import { STORES } from "../../persistence/images/image-facts.ts";
import { engineAt, type ImageFamily, isBesideData, isNamedAfter } from "../../persistence/images/images.ts";
import type { RuleProblem } from "../../rules/rule.ts";
import { cleanPath, covers } from "../../stack/container-path.ts";
import { hasUnknown } from "../../yaml/unknown.ts";
import { isNewData } from "../deploy-effects.ts";
import { type DataToMove, type Destination, dataInContainer, nameFor, type Origin } from "../migrate/data-to-move.ts";
import { remediesFor } from "../migrate/remedies.ts";
import { mountpoint, shellVolumeName, word } from "../migrate/shell.ts";
import type { FixContext, Fixer } from "../model.ts";
import {
  isOnlyMountOfFolder,
  newDeclaration,
  renamedDeclaration,
  usersOf,
  withSourceAndTarget,
  withTarget,
} from "../volumes.ts";

/**
 * A mount that is not where the engine keeps its data. What was written so far is in the container, so that everything
 * starts there; the mount itself moves only when nothing else can have been meant by it.
 */
export const correctMountPath: Fixer = function* (problem, context) {
  const { exposure: misplaced } = problem;
  const bare = misplaced && bareFor(misplaced, problem, context);
  // Perhaps a file that is not read here says that it is right.
  if (misplaced?.mount === undefined || bare?.directory === undefined || bare.directory.openTo !== undefined) return;
  const { mountAt, path } = bare.directory;
  const before = context.base && dataBefore(misplaced, context.base, context);
  if (before) {
    const change = withTarget(context, misplaced.view.service, misplaced.mount, mountAt);
    if (change && findsAgain(before, mountAt, path, context))
      yield { title: `Mount it at \`${mountAt}\``, safe: false, changes: [change] };
    return;
  }
  const data =
    (isMeant(misplaced, bare, context) && dataBesideMount(misplaced, bare, context)) || dataInContainer(context, bare);
  if (data) yield* remediesFor(data, context);
};

function bareFor({ view }: Exposure, { subject }: RuleProblem, { exposures }: FixContext): Exposure | undefined {
  return exposures.find((one) => {
    return one.view === view && one.mount === undefined && `${view.service.name}:${one.target}` === subject;
  });
}

/** Whether the engine of before finds its data where it was in the volume, when that is mounted at `target`. */
function findsAgain(pair: MountDiff, target: string, directory: string, context: FixContext): boolean {
  const { mount } = pair.head;
  if (!mount || isOtherEngine(pair)) return false;
  const moved = locationOf({ ...mount, target: { ...mount.target, value: target } }, directory, context);
  return moved !== undefined && moved.inner === pair.baseLocation?.inner;
}

/**
 * Whether a mount can only have been meant for the data directory. It stays when it may hold somebody's files: below the
 * directory, in another VOLUME of the image, among settings, in a folder of an application's users, for two services.
 */
function isMeant(misplaced: Exposure, { directory }: Exposure, context: FixContext): boolean {
  const { view, target, mount, volume } = misplaced;
  const { image } = view;
  if (!directory?.certain || directory.usersFiles || image?.layout === undefined || mount === undefined) return false;
  if (covers(directory.path, target) || isBesideData(image, target) || isForSettings(target)) return false;
  const others = image.layout.volumes.filter((one) => !covers(one, directory.path) && !covers(directory.path, one));
  if (others.some((one) => covers(one, target))) return false;
  const alone = volume ? usersOf(context, volume).length === 1 : isOnlyMountOfFolder(misplaced, context);
  if (!alone) return false;
  if (covers(target, directory.path) || placesOf(image.family).has(cleanPath(target))) return true;
  return STORES.includes(image.family) && (isNamedAfter(image.family, target) || engineAt(target) !== undefined);
}

/** At the place of another version, the volume may hold what that has written: it must not be left behind. */
function mayHoldOlder({ view, target }: Exposure, bare: Exposure, context: FixContext): boolean {
  if (isNewData(bare, context) || view.image === undefined) return false;
  return !covers(target, bare.target) && placesOf(view.image.family).has(cleanPath(target));
}

/** Where some version of an image keeps its data. */
function placesOf({ layouts }: ImageFamily): Set<string> {
  return new Set(
    layouts.flatMap(({ directories, volumes, alsoFine = [], mountAt }) => [
      ...directories,
      ...volumes,
      ...alsoFine,
      ...(mountAt === undefined ? [] : [mountAt]),
    ]),
  );
}

/** The data in the container, and the misplaced mount as its new place; undefined where the file does not say enough. */
function dataBesideMount(misplaced: Exposure, bare: Exposure, context: FixContext): DataToMove | undefined {
  const { mount, volume, view } = misplaced;
  const { path = bare.target, mountAt: target = bare.target } = bare.directory ?? {};
  const { service } = view;
  const change = mount && withTarget(context, service, mount, target);
  const to = folderOfMount(misplaced);
  if (mount === undefined || change === undefined || hasUnknown(path)) return undefined;
  if (to === undefined && !isNewData(bare, context)) return undefined;
  const below = cleanPath(path).slice(cleanPath(target).length + 1);
  const from: Origin = { kind: "container", path, ...(below === "" ? {} : { below }) };
  return {
    exposure: bare,
    name: volume?.key ?? nameFor(bare, target),
    services: [service],
    from,
    rollback: undefined,
    at: target,
    local: { title: `Mount it at \`${target}\``, changes: [change], to, staysPut: true },
    moveTo(key, declaration) {
      const moved = withSourceAndTarget(context, service, mount, { key, target });
      if (moved === undefined || mayHoldOlder(misplaced, bare, context)) return [];
      const file = volume?.place.file ?? mount.place.file;
      const again = volume && renamedDeclaration(context, volume, key, declaration);
      return [again && [...moved, ...again], [...moved, ...newDeclaration(context, file, key, declaration)]];
    },
  };
}

/** Where the misplaced volume is on the node of the task. */
function folderOfMount({ mount, volume, storage }: Exposure): Destination | undefined {
  if (storage.kind === "local-volume" && volume) {
    const name = shellVolumeName(volume);
    return name === undefined ? undefined : { kind: "folder", prepare: [`TO=${mountpoint(name)}`] };
  }
  const source = mount?.source?.value ?? "";
  const known = storage.kind === "host-path" && source.startsWith("/") && !hasUnknown(source);
  return known ? { kind: "folder", prepare: [`TO=${word(source)}`] } : undefined;
}
