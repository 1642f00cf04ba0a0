import type { Volume } from "../../stack/model.ts";
import { compareTexts } from "../../yaml/unknown.ts";
import { comparedText, deviceOf, driverName, mountFlags, volumeName } from "../data-location.ts";
import type { StackView } from "../exposure.ts";

/** A volume that exists under one name before and after, and what else its declaration says now. */
export interface VolumeChange {
  readonly base: Volume;
  readonly head: Volume;
  /** As Docker has it; may hold markers. */
  readonly name: string;
  /** Another driver. */
  readonly driver: boolean;
  /** The names of the driver's options that differ for certain. */
  readonly options: readonly string[];
  /** Whether the options name another place: another device, server or kind of file system. */
  readonly place: boolean;
}

/** Volumes that run already, are mounted still, and are declared with another driver or other options. */
export function volumeChanges(base: StackView, head: StackView): VolumeChange[] {
  const before = mounted(base);
  return mounted(head).flatMap((volume): VolumeChange[] => {
    const name = volumeName(volume.key, volume, head.stackName);
    const old = before.find((one) => compareTexts(volumeName(one.key, one, base.stackName), name) === "same");
    if (!old) return [];
    const driver = compareTexts(driverName(old), driverName(volume)) === "different";
    const options = changedOptions(old, volume);
    if (!driver && options.length === 0) return [];
    return [{ base: old, head: volume, name, driver, options, place: isOtherPlace(old, volume) }];
  });
}

/** The declared volumes that some service mounts; what is made elsewhere has no options here. */
function mounted({ exposures }: StackView): Volume[] {
  const volumes = exposures.flatMap(({ volume }) => volume ?? []);
  return [...new Set(volumes)].filter(({ external, externalWaits }) => !external && !externalWaits);
}

function changedOptions(base: Volume, head: Volume): string[] {
  const names = new Set([...(base.driverOpts?.keys() ?? []), ...(head.driverOpts?.keys() ?? [])]);
  const local = driverName(base) === "local" && driverName(head) === "local";
  const text = (volume: Volume, name: string): string => {
    const value = volume.driverOpts?.get(name)?.value ?? "";
    return local && name === "o" ? mountFlags(value).join(",") : value;
  };
  return [...names].filter((name) => compareTexts(text(base, name), text(head, name)) === "different");
}

function isOtherPlace(base: Volume, head: Volume): boolean {
  if (driverName(base) !== "local" || driverName(head) !== "local") return false;
  return compareTexts(comparedText(deviceOf(base)), comparedText(deviceOf(head))) === "different";
}
