import { compareLocations, type DataLocation, locationKeys, locationOfExposure } from "../persistence/data-location.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { isBackup } from "../persistence/images/images.ts";
import { relocationOf } from "../persistence/relocation.ts";
import { placeOf } from "../persistence/sharing.ts";
import type { RuleContext } from "./rule.ts";
import { isJob } from "./writers.ts";

/** So many guests that are none are looked at for a writer: each of thousands may be on a node of its own. */
const MOST_IN_VAIN = 50;

/** The mounts that services write to, by what is behind them and where they may run: a stack may have thousands. */
export class Guests {
  private readonly locations = new Map<Exposure, DataLocation>();
  private readonly byKey = new Map<string, Map<string, Set<Exposure>>>();

  constructor(context: RuleContext) {
    for (const exposure of freeFirst(context.exposures)) {
      const location = writes(exposure) ? locationOfExposure(exposure, context) : undefined;
      if (location === undefined) continue;
      this.locations.set(exposure, location);
      const place = placeOf(exposure.view);
      for (const key of locationKeys(location)) {
        const places = this.byKey.get(key) ?? new Map<string, Set<Exposure>>();
        this.byKey.set(key, places.set(place, (places.get(place) ?? new Set()).add(exposure)));
      }
    }
  }

  /** Those of other services at a location. Each is told of once, and then neither it nor the writer is a guest any more. */
  *takeFrom(location: DataLocation, writer: Exposure): Iterable<Exposure> {
    let inVain = 0;
    for (const key of locationKeys(location)) {
      for (const guests of this.nearest(key, writer)) {
        for (const other of guests) {
          if (inVain > MOST_IN_VAIN) return;
          if (other.view === writer.view) continue;
          const apart = areApart(writer, other);
          if (apart || compareLocations(location, this.locations.get(other) as DataLocation) !== "same") {
            inVain++;
            if (apart) break; // and so are all who may run only where this one may
            continue;
          }
          this.forget(other);
          this.forget(writer);
          yield other;
        }
      }
    }
  }

  /** Those who may run where the writer may, before those of each other place. */
  private *nearest(key: string, writer: Exposure): Iterable<ReadonlySet<Exposure>> {
    const places = this.byKey.get(key) ?? new Map<string, Set<Exposure>>();
    const own = places.get(placeOf(writer.view));
    if (own) yield own;
    for (const guests of places.values()) if (guests !== own) yield guests;
  }

  private forget(exposure: Exposure): void {
    const location = this.locations.get(exposure);
    const place = placeOf(exposure.view);
    for (const key of location ? locationKeys(location) : []) {
      const places = this.byKey.get(key);
      const guests = places?.get(place);
      guests?.delete(exposure);
      if (guests?.size === 0) places?.delete(place);
    }
  }
}

/** Whom nothing keeps from a node can be a guest of all. */
function freeFirst(exposures: readonly Exposure[]): Exposure[] {
  const isPlaced = ({ view }: Exposure) => Number(view.service.constraints.length > 0);
  return [...exposures].sort((one, other) => isPlaced(one) - isPlaced(other));
}

/** What is on a node, two that can never be on one do not share. */
function areApart({ view, storage }: Exposure, other: Exposure): boolean {
  return storage.reach === "node" && relocationOf(view, other.view).nodes === "different";
}

function writes({ mount, role, view: { service } }: Exposure): boolean {
  if (mount?.readOnly !== false || role === "cache") return false;
  return !isJob(service) && !isBackup(service.image?.value ?? "");
}
