import { covers } from "../../stack/container-path.ts";
import {
  compareLocations,
  type DataLocation,
  type Likeness,
  locationKeys,
  locationOfExposure,
  movedAlong,
  pointOf,
} from "../data-location.ts";
import type { Exposure, StackView } from "../exposure.ts";
import { isSameImage } from "../images/images.ts";

/** One place of data before and after a change. */
export interface MountDiff {
  readonly base: Exposure;
  readonly head: Exposure;
  readonly baseLocation: DataLocation | undefined;
  readonly headLocation: DataLocation | undefined;
  /** Whether one volume or host path is behind both; undefined when one of the two is in the container alone. */
  readonly source: Likeness | undefined;
  /** Whether the program finds its data where it left it; undefined as well. */
  readonly data: Likeness | undefined;
}

interface Paired {
  readonly pairs: readonly MountDiff[];
  /** Exposures at base that have nothing in their place at head. */
  readonly gone: readonly Exposure[];
}

/**
 * What was found last for a head, valid for the one base that it was compared with (`base` is looked at). Several rules, and
 * the fixers once for each finding, ask for the same two versions: without it the work would grow with the square of them.
 */
const FOUND = new WeakMap<StackView["exposures"], { readonly base: StackView["exposures"]; readonly paired: Paired }>();

/** Finds for every place of data at base what stands in its place at head. */
export function matchMounts(base: StackView, head: StackView): Paired {
  const known = FOUND.get(head.exposures);
  if (known?.base === base.exposures) return known.paired;
  const paired = findPairs(base, head);
  FOUND.set(head.exposures, { base: base.exposures, paired });
  return paired;
}

function findPairs(base: StackView, head: StackView): Paired {
  const pairs: MountDiff[] = [];
  const gone: Exposure[] = [];
  const before = byService(base.exposures);
  const after = byService(head.exposures);
  const renamed = renamedServices(base, head);
  for (const [name, old] of before) {
    const now = [...(after.get(renamed.get(name) ?? name) ?? [])];
    const waiting = old.filter(
      (one) => !take(one, (other) => pointOf(one) === pointOf(other) && !volumeMoved(one, other)),
    );
    const second = waiting.filter(
      (one) => !take(one, (other) => isData(one) && isData(other) && !volumeMoved(one, other)),
    );
    gone.push(...second.filter((one) => !take(one, (other) => likeness(one, other, base, head) === "same")));

    /** Whether the place is bare now because the volume has gone to another place of the service. */
    function volumeMoved(one: Exposure, { mount }: Exposure): boolean {
      return mount === undefined && now.some((third) => likeness(one, third, base, head) === "same");
    }

    function take(one: Exposure, fits: (other: Exposure) => boolean): boolean {
      const index = now.findIndex((other) => fits(other) && isSameProgram(one, other, base, head));
      const other = now[index];
      if (other === undefined) return false;
      now.splice(index, 1);
      pairs.push(pairOf(one, other, base, head));
      return true;
    }
  }
  return { pairs, gone };
}

function pairOf(base: Exposure, head: Exposure, before: StackView, after: StackView): MountDiff {
  const baseLocation = locationOfExposure(base, before);
  const headLocation = locationOfExposure(head, after);
  const along = base.mount && head.mount && movedAlong(base.mount, head.mount, before.stack, after.stack);
  if (!baseLocation || !headLocation)
    return { base, head, baseLocation, headLocation, source: undefined, data: undefined };
  const source = along ? "unknown" : compareLocations(whole(baseLocation), whole(headLocation));
  const data =
    source === "same" && !sameView(base, head) ? otherView(base, head) : compareLocations(baseLocation, headLocation);
  return { base, head, baseLocation, headLocation, source, data: along ? "unknown" : data };
}

const whole = (location: DataLocation): DataLocation => ({ ...location, inner: "" });

/** Whether both say where in the volume the program looks; an engine that keeps its data elsewhere now does not look in it. */
function sameView(base: Exposure, head: Exposure): boolean {
  if (isData(base) && isData(head)) return true;
  return pointOf(base) === pointOf(head) && !(isData(base) && head.view.uncovered.length > 0);
}

/** The volume is mounted elsewhere, or its data is looked for elsewhere. Another program may have moved along. */
function otherView(base: Exposure, head: Exposure): Likeness {
  const { image, needs, uncovered } = head.view;
  if (uncovered.some(({ openTo }) => openTo !== undefined)) return "unknown"; // perhaps a file says that it stayed
  const left = isData(base) && image?.family === base.view.image?.family;
  return left && needs?.state === "stateful" ? "different" : "unknown";
}

const isData = ({ role }: Exposure): boolean => role === "data";

/** Whether one volume, or one path, is behind both, wherever in it the data lies. */
function likeness(one: Exposure, other: Exposure, base: StackView, head: StackView): Likeness {
  const [a, b] = [locationOfExposure(one, base), locationOfExposure(other, head)];
  return a && b ? compareLocations(whole(a), whole(b)) : "different";
}

/** Without mounts whose data directory another mount below them holds. */
function byService(exposures: readonly Exposure[]): Map<string, Exposure[]> {
  const groups = new Map<string, Exposure[]>();
  for (const exposure of exposures) {
    const { name, mounts } = exposure.view.service;
    const point = pointOf(exposure);
    if (mounts.some(({ target: { value } }) => covers(value, point) && value.length > exposure.target.length)) continue;
    const group = groups.get(name);
    if (group) group.push(exposure);
    else groups.set(name, [exposure]);
  }
  return groups;
}

/** Services that only base has, and the one that only head has and that mounts the same volume. */
function renamedServices(base: StackView, head: StackView): Map<string, string> {
  const names = ({ stack }: StackView) => new Set(stack.services.map(({ name }) => name));
  const [before, after] = [names(base), names(head)];
  const added = new Map<string, Exposure[]>();
  for (const one of head.exposures) {
    if (before.has(one.view.service.name)) continue;
    for (const key of keysOf(one, head)) {
      const others = added.get(key);
      if (others) others.push(one);
      else added.set(key, [one]);
    }
  }
  const renamed = new Map<string, string>();
  for (const one of base.exposures) {
    const { name } = one.view.service;
    if (after.has(name) || renamed.has(name)) continue;
    const candidates = keysOf(one, base).flatMap((key) => added.get(key) ?? []);
    const other = candidates.find((candidate) => likeness(one, candidate, base, head) === "same");
    if (other) renamed.set(name, other.view.service.name);
  }
  return renamed;
}

function keysOf(exposure: Exposure, view: StackView): string[] {
  const location = locationOfExposure(exposure, view);
  return location === undefined ? [] : locationKeys(whole(location));
}

/** Whether the same program runs before and after: another one is right to start on nothing of its own. */
function isSameProgram(one: Exposure, other: Exposure, base: StackView, head: StackView): boolean {
  const [a, b] = [one.view.service, other.view.service];
  if (one.view.image && one.view.image.family === other.view.image?.family) return true;
  return isSameImage(a, b) || likeness(one, other, base, head) !== "different";
}
