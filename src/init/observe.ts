import type { ClusterFacts } from "../model/cluster.ts";
import type { SourceFile } from "../model/text.ts";
import { parseConstraint } from "../persistence/constraint.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { exposuresOf } from "../persistence/find-exposures.ts";
import { looksLikeZone } from "../persistence/placement.ts";
import { loadStack } from "../stack/load.ts";
import type { Stack, Volume } from "../stack/model.ts";
import { decideTarget } from "../stack/target.ts";
import { parseFile } from "../yaml/parse.ts";
import { child, entriesOf } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";

/** A file that was found, as the stack that it is by itself. */
export interface FoundStack {
  /** Relative to the root. */
  readonly path: string;
  readonly stack: Stack;
  /** False for a file that only docker compose can run. */
  readonly swarm: boolean;
  /** Services that are built, so that they need no image. */
  readonly built: ReadonlySet<string>;
}

/** Reads a file by itself. */
export function foundStack(file: SourceFile): FoundStack {
  const parsed = parseFile(file);
  const { root } = parsed;
  const built = Array.from(entriesOf(child(root, "services"))).filter(
    ({ value }) => child(value, "build") !== undefined,
  );
  return {
    path: file.path,
    stack: loadStack([parsed], { variables: new Map(), unset: "unknown" }),
    swarm: decideTarget([parsed]).kind === "swarm",
    built: new Set(built.map(({ key }) => key.name)),
  };
}

/** What stacks show of what only a configuration can tell. Everything is sorted, each once. */
export interface Observed {
  /** Files that are one stack, in merge order. */
  readonly groups: readonly (readonly string[])[];
  readonly hostnames: readonly string[];
  readonly zoneLabels: readonly string[];
  /** Names of external volumes. */
  readonly externalVolumes: readonly string[];
  /** Drivers whose reach is not known. */
  readonly drivers: readonly string[];
  /** Host paths that look like a network file system. */
  readonly sharedPaths: readonly string[];
  /** Keys of volumes that hold data. */
  readonly volumes: readonly string[];
}

/** Others are no names of nodes: a constraint that was not written for Swarm. */
const HOSTNAME = /^[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?$/;
const NOTHING_STATED: ClusterFacts = { nodes: undefined, sharedPaths: [] };

/** Looks through stacks. What depends on a variable is left out. */
export function observe(found: readonly FoundStack[]): Observed {
  const stacks = found.filter(({ swarm }) => swarm).map(({ stack }) => stack);
  const exposures = stacks.flatMap((stack) => exposuresOf(stack, NOTHING_STATED));
  const constraints = stacks
    .flatMap(({ services }) => services.flatMap((service) => service.constraints))
    .flatMap(({ value }) => (hasUnknown(value) ? [] : (parseConstraint(value) ?? [])));
  const volumes = stacks.flatMap((stack) => [...stack.volumes.values()]);
  const unsure = exposures.filter(({ storage }) => storage.reach === "unknown");
  return {
    groups: groupsOf(found),
    hostnames: sorted(
      constraints.flatMap(({ key, value }) => (/^node\.hostname$/i.test(key) && HOSTNAME.test(value) ? value : [])),
    ),
    zoneLabels: sorted(
      constraints.flatMap(({ key }) => (looksLikeZone(key) ? key.replace(/^node\.labels\./i, "") : [])),
    ),
    externalVolumes: sorted(volumes.filter(({ external }) => external).map(nameOf)),
    drivers: sorted(unsure.flatMap(driverOf)),
    sharedPaths: sorted(
      unsure.flatMap(({ storage, mount }) => (storage.kind === "shared-path" ? (mount?.source?.value ?? []) : [])),
    ),
    volumes: sorted(exposures.flatMap(({ volume, role }) => (isData(role) && volume ? volume.key : []))),
  };
}

const isData = (role: Exposure["role"]): boolean => role === "data" || role === "state";
const nameOf = ({ key, name }: Volume): string => name?.value ?? key;

function driverOf({ storage, volume }: Exposure): string[] {
  const known = storage.kind === "plugin-volume" || storage.kind === "cluster-volume";
  return known && volume?.driver ? [volume.driver.value] : [];
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== "" && !hasUnknown(text)))].sort();
}

/**
 * A file in which a service has no image completes another file of its folder that has all its services with theirs.
 * Where several could be meant, none is.
 */
function groupsOf(found: readonly FoundStack[]): string[][] {
  return found.flatMap(({ path, stack, built, swarm }) => {
    // A stack that is listed is checked as one, whatever only Compose reads in it.
    if (!swarm) return [];
    const parts = stack.services.filter(({ image }) => image === undefined);
    if (parts.length === 0 || parts.some(({ name }) => built.has(name))) return [];
    const bases = found.filter((other) => {
      if (!other.swarm || folderOf(other.path) !== folderOf(path) || other.path === path) return false;
      const whole = other.stack.services.filter(({ image }) => image !== undefined).map(({ name }) => name);
      return parts.every(({ name }) => whole.includes(name));
    });
    return bases.length === 1 ? bases.map((base) => [base.path, path]) : [];
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
