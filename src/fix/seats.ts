import type { Change, Value } from "../edit/model.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { append, mountSpot, set, spotInService, writtenText } from "./find.ts";
import type { FixContext } from "./model.ts";
import { asVolume, named, withSource } from "./mounting.ts";
import type { Origin } from "./runbook.ts";
import { declared, freeKey, isAlone, type Seat } from "./seat.ts";

interface Plan {
  /** What the volume is called. */
  readonly name: string;
  /** What is done with the mount: `Name the volume`. */
  readonly title: (key: string) => string;
  readonly from: Origin | undefined;
  /** The mount's new text. */
  readonly mounting: (key: string) => readonly Change[] | undefined;
}

/** A volume that only one service mounts, and that does not exist yet. */
function newSeat(context: FixContext, exposure: Exposure, { name, title, from, mounting }: Plan): Seat | undefined {
  const file = exposure.mount?.place.file ?? exposure.view.service.place.file;
  const changesFor = (key: string, declaration: Value): readonly Change[] | undefined => {
    const mount = mounting(key);
    return mount && [...mount, ...declared(context, file, key, declaration)];
  };
  const key = freeKey(context, name);
  const changes = changesFor(key, null);
  return {
    exposure,
    name,
    services: [exposure.view.service],
    from,
    back: undefined,
    local: changes && { title: title(key), key, changes },
    moveTo: (wanted, declaration) => [changesFor(wanted, declaration)],
  };
}

/** `redis-data` for `/data` of `redis`. */
export function nameFor({ view }: Exposure, target: string): string {
  const last = target.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const clean = last.replace(/[^a-zA-Z0-9_.-]+/g, "-").replace(/^[^a-zA-Z0-9]+|-+$/g, "");
  const service = view.service.name.replace(/[^a-zA-Z0-9_.-]+/g, "-");
  return clean === "" || clean === service ? `${service}-data` : `${service}-${clean}`;
}

const inContainer = (path: string): Origin | undefined => (hasUnknown(path) ? undefined : { kind: "container", path });

/** A volume that every task makes anew. */
export function anonymousSeat(context: FixContext, exposure: Exposure): Seat | undefined {
  const { mount, view, target } = exposure;
  if (mount === undefined || hasUnknown(target)) return undefined;
  return newSeat(context, exposure, {
    name: nameFor(exposure, target),
    title: (key) => `Give the volume at \`${target}\` the name \`${key}\``,
    from: inContainer(target),
    mounting: (key) => named(context, view.service, mount, key),
  });
}

/** A data directory that no mount covers. */
export function uncoveredSeat(context: FixContext, exposure: Exposure): Seat | undefined {
  const { directory, view } = exposure;
  const { name } = view.service;
  const spot = spotInService(context, name, "volumes") ?? spotInService(context, name);
  if (directory === undefined || spot === undefined) return undefined;
  const target = directory.mountAt;
  return newSeat(context, exposure, {
    name: nameFor(exposure, target),
    title: (key) => `Mount the new volume \`${key}\` at \`${target}\``,
    from: inContainer(target),
    mounting: (key) => [append({ file: spot.file, path: ["services", name] }, ["volumes"], `${key}:${target}`)],
  });
}

/** A mount in memory; what is there cannot be copied. */
export function memorySeat(context: FixContext, exposure: Exposure): Seat | undefined {
  const { mount, view, target } = exposure;
  if (mount?.type !== "tmpfs") return undefined;
  return newSeat(context, exposure, {
    name: nameFor(exposure, target),
    title: (key) => `Mount the new volume \`${key}\` at \`${target}\` in place of the tmpfs`,
    from: undefined,
    mounting: (key) => asVolume(context, view.service, mount, key),
  });
}

/** A folder of the node, which stays where it is: nothing local is new. */
export function hostSeat(context: FixContext, exposure: Exposure): Seat | undefined {
  const { mount, view, target, role } = exposure;
  const source = mount?.source?.value ?? "";
  if (mount?.type !== "bind" || !source.startsWith("/") || hasUnknown(source)) return undefined;
  const seat = newSeat(context, exposure, {
    name: nameFor(exposure, target),
    title: () => "",
    from: { kind: "path", path: source },
    // Others who mount the folder would be left with the old files.
    mounting: (key) =>
      role === "data" && isAlone(exposure, context) ? asVolume(context, view.service, mount, key) : undefined,
  });
  return seat && { ...seat, local: undefined };
}

/** `a:/data`, which Docker takes for a drive of Windows. */
export function driveSeat(context: FixContext, exposure: Exposure): Seat | undefined {
  const { mount, view } = exposure;
  const spot = mount && mountSpot(context, view.service, mount);
  const written = writtenText(spot?.tree);
  if (spot === undefined || written === undefined || !/^[A-Za-z]:\//.test(written)) return undefined;
  const letter = written.charAt(0);
  return newSeat(context, exposure, {
    name: `${letter}-data`,
    title: (key) => `Call the volume \`${key}\``,
    from: undefined,
    mounting: (key) => {
      const others = context.stack.services.flatMap(({ mounts }) =>
        mounts.filter(({ source }) => source?.value === letter),
      );
      const declaredAt = context.stack.volumes.get(letter)?.place.file;
      const unused = declaredAt === undefined || others.length > 0 ? [] : [removeVolume(declaredAt, letter)];
      return [set(spot, [], key + written.slice(1)), ...unused];
    },
  });
}

function removeVolume(file: Change["file"], key: string): Change {
  return { kind: "remove", file, path: ["volumes", key] };
}

/** A name that is declared nowhere. */
export function undeclaredSeat(context: FixContext, exposure: Exposure): Seat | undefined {
  const { mount, view } = exposure;
  const name = mount?.source?.value ?? "";
  if (mount === undefined || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return undefined;
  return newSeat(context, exposure, {
    name,
    title: (key) => `Declare the volume \`${key}\``,
    from: undefined,
    mounting: (key) => {
      const change = withSource(context, view.service, mount, key);
      return change && (key === name ? [] : [change]);
    },
  });
}
