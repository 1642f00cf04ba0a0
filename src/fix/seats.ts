import { append, type Change, remove, set, type Value } from "../edit/change.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { mountNode, serviceNode, writtenString } from "./find.ts";
import type { FixContext } from "./model.ts";
import { asVolume, withName, withSource } from "./mounting.ts";
import type { Origin } from "./runbook.ts";
import { type DataToMove, freeKey, isOnlyMountOfFolder, newDeclaration } from "./seat.ts";

interface NewVolumePlan {
  /** What the volume is called. */
  readonly name: string;
  /** What is done with the mount: `Name the volume`. */
  readonly title: (key: string) => string;
  readonly from: Origin | undefined;
  /** The mount's new text. */
  readonly mounting: (key: string) => readonly Change[] | undefined;
}

/** A volume that only one service mounts, and that does not exist yet. */
function dataForNewVolume(
  context: FixContext,
  exposure: Exposure,
  { name, title, from, mounting }: NewVolumePlan,
): DataToMove | undefined {
  const file = exposure.mount?.place.file ?? exposure.view.service.place.file;
  const changesFor = (key: string, declaration: Value): readonly Change[] | undefined => {
    const mount = mounting(key);
    return mount && [...mount, ...newDeclaration(context, file, key, declaration)];
  };
  const key = freeKey(context, name);
  const changes = changesFor(key, null);
  return {
    exposure,
    name,
    services: [exposure.view.service],
    from,
    rollback: undefined,
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
export function dataInAnonymousVolume(context: FixContext, exposure: Exposure): DataToMove | undefined {
  const { mount, view, target } = exposure;
  if (mount === undefined || hasUnknown(target)) return undefined;
  return dataForNewVolume(context, exposure, {
    name: nameFor(exposure, target),
    title: (key) => `Give the volume at \`${target}\` the name \`${key}\``,
    from: inContainer(target),
    mounting: (key) => withName(context, view.service, mount, key),
  });
}

/** A data directory that no mount covers. */
export function dataInContainer(context: FixContext, exposure: Exposure): DataToMove | undefined {
  const { directory, view } = exposure;
  const { name } = view.service;
  const node = serviceNode(context, name, "volumes") ?? serviceNode(context, name);
  if (directory === undefined || node === undefined) return undefined;
  const target = directory.mountAt;
  return dataForNewVolume(context, exposure, {
    name: nameFor(exposure, target),
    title: (key) => `Mount the new volume \`${key}\` at \`${target}\``,
    from: inContainer(target),
    mounting: (key) => [append({ file: node.file, path: ["services", name] }, ["volumes"], `${key}:${target}`)],
  });
}

/** A mount in memory; what is there cannot be copied. */
export function dataInMemory(context: FixContext, exposure: Exposure): DataToMove | undefined {
  const { mount, view, target } = exposure;
  if (mount?.type !== "tmpfs") return undefined;
  return dataForNewVolume(context, exposure, {
    name: nameFor(exposure, target),
    title: (key) => `Mount the new volume \`${key}\` at \`${target}\` in place of the tmpfs`,
    from: undefined,
    mounting: (key) => asVolume(context, view.service, mount, key),
  });
}

/** A folder of the node, which stays where it is: nothing local is new. */
export function dataInHostFolder(context: FixContext, exposure: Exposure): DataToMove | undefined {
  const { mount, view, target, role } = exposure;
  const source = mount?.source?.value ?? "";
  if (mount?.type !== "bind" || !source.startsWith("/") || hasUnknown(source)) return undefined;
  const data = dataForNewVolume(context, exposure, {
    name: nameFor(exposure, target),
    title: () => "",
    from: { kind: "path", path: source },
    // Others who mount the folder would be left with the old files.
    mounting: (key) =>
      role === "data" && isOnlyMountOfFolder(exposure, context)
        ? asVolume(context, view.service, mount, key)
        : undefined,
  });
  return data && { ...data, local: undefined };
}

/** `a:/data`, which Docker takes for a drive of Windows. */
export function dataAtDriveLetter(context: FixContext, exposure: Exposure): DataToMove | undefined {
  const { mount, view } = exposure;
  const node = mount && mountNode(context, view.service, mount);
  const written = writtenString(node?.tree);
  if (node === undefined || written === undefined || !/^[A-Za-z]:\//.test(written)) return undefined;
  const letter = written.charAt(0);
  return dataForNewVolume(context, exposure, {
    name: `${letter}-data`,
    title: (key) => `Call the volume \`${key}\``,
    from: undefined,
    mounting: (key) => {
      const others = context.stack.services.flatMap(({ mounts }) =>
        mounts.filter(({ source }) => source?.value === letter),
      );
      const declaredAt = context.stack.volumes.get(letter)?.place.file;
      const unused =
        declaredAt === undefined || others.length > 0 ? [] : [remove({ file: declaredAt, path: ["volumes", letter] })];
      return [set(node, [], key + written.slice(1)), ...unused];
    },
  });
}

/** A name that is declared nowhere. */
export function dataInUndeclaredVolume(context: FixContext, exposure: Exposure): DataToMove | undefined {
  const { mount, view } = exposure;
  const name = mount?.source?.value ?? "";
  if (mount === undefined || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return undefined;
  return dataForNewVolume(context, exposure, {
    name,
    title: (key) => `Declare the volume \`${key}\``,
    from: undefined,
    mounting: (key) => {
      const change = withSource(context, view.service, mount, key);
      return change && (key === name ? [] : [change]);
    },
  });
}
