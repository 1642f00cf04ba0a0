import { cleanPath, covers } from "../../stack/container-path.ts";
import type { Mount } from "../../stack/model.ts";
import type { Exposure, StackView } from "../exposure.ts";
import { looksLikeFile } from "../paths.ts";
import { isOtherMajor } from "./deployed.ts";
import { type MountDiff, matchMounts } from "./match-mounts.ts";

/** The writable mount that was meant to keep an uncovered data directory, when there is one. */
export function misplacedFor(bare: Exposure, exposures: readonly Exposure[]): Exposure | undefined {
  const candidates = exposures.filter(
    ({ view, mount, role }) =>
      view === bare.view && mount?.source !== undefined && role === "state" && !isSingleFile(mount),
  );
  return (
    candidates.find(({ target }) => isNear(target, bare.target)) ??
    candidates.find(({ mount }) => mount?.type === "volume")
  );
}

/** A file of the host, which was never meant to hold a directory. */
function isSingleFile({ type, target }: Mount): boolean {
  return type === "bind" && looksLikeFile(target.value);
}

/** Folders that engines have beside their data. */
const NOT_DATA = /\/(config|conf|conf\.d|etc|provisioning|plugins|certs|ssl|scripts)$/;

/** Whether a path is, by its name, one of settings and not of data. */
export function isForSettings(target: string): boolean {
  return NOT_DATA.test(cleanPath(target));
}

/** Above the data directory, below it, or beside it. */
function isNear(target: string, directory: string): boolean {
  const beside = cleanPath(`${directory}/..`);
  const clean = cleanPath(target);
  if (clean === "/") return false;
  if (covers(target, directory) || covers(directory, target)) return true;
  return beside !== "/" && covers(beside, target) && !NOT_DATA.test(clean);
}

/** What ran before a change, when it kept its data in the volume that is misplaced now. */
export function dataBefore(misplaced: Exposure, base: StackView, head: StackView): MountDiff | undefined {
  const pair = matchMounts(base, head).pairs.find((one) => one.head === misplaced);
  return pair?.base.role === "data" && pair.source === "same" ? pair : undefined;
}

/** Whether another engine, or another major version, comes upon the data, which it may not be able to read. */
export function isOtherEngine(pair: Pick<MountDiff, "base" | "head">): boolean {
  return pair.base.view.image?.family !== pair.head.view.image?.family || isOtherMajor(pair);
}
