import type { Place } from "../model/text.ts";
import type { Mount, Service, Stack, Volume } from "../stack/model.ts";
import type { Via } from "../yaml/tree.ts";
import type { NeverRuns } from "./engine-refusals.ts";
import type { DataDirectory, DataNeeds } from "./images/data-needs.ts";
import type { ImageMatch } from "./images/facts/family.ts";
import type { MovingTag } from "./images/facts/releases.ts";
import type { Placement } from "./placement.ts";
import type { Storage } from "./storage.ts";
import type { Survival } from "./survival.ts";

/** A stack, what happens to its data, and the name under which it is deployed when that is known. */
export interface StackView {
  readonly stack: Stack;
  readonly exposures: readonly Exposure[];
  readonly stackName?: string | undefined;
}

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
  /** Set when the tag names no version, the mounts fit an older one, and the newest keeps its data elsewhere. */
  readonly unfit?: UnfitForNewest | undefined;
  /** Set when the engine refuses the service or its tasks, for reasons besides its mounts. */
  readonly never?: NeverRuns | undefined;
}

/** What the newest release of an image would have without a mount. */
export interface UnfitForNewest {
  readonly row: MovingTag;
  readonly directory: DataDirectory;
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

/** The parts of a finding that follow from its exposure. */
interface AboutExposure {
  readonly place: Place;
  readonly via: Via | undefined;
  readonly service: string;
  readonly volume: string | undefined;
  readonly exposure: Exposure;
  readonly subject: string;
}

/** Where people look for an exposure, and what it is called in the fingerprint. */
export function about(exposure: Exposure): AboutExposure {
  const { view, mount, volume, target } = exposure;
  const { service } = view;
  return {
    place: mount?.place ?? service.image?.via?.use ?? service.image?.place ?? service.place,
    via: mount?.via ?? (mount ? undefined : service.image?.via),
    service: service.name,
    volume: volume?.key,
    exposure,
    subject: `${service.name}:${target}`,
  };
}
