import { append, type Change, remove, set, type Value } from "../../edit/change.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import type { Service, Volume } from "../../stack/model.ts";
import { hasUnknown } from "../../yaml/unknown.ts";
import type { FixContext } from "../model.ts";
import {
  asVolume,
  freeKey,
  isOnlyMountOfFolder,
  newDeclaration,
  renamedDeclaration,
  usersOf,
  type VolumeUse,
  withName,
  withSource,
} from "../volumes.ts";
import { mountNode, serviceNode, writtenString } from "../yaml-nodes.ts";
import { mountpoint, nodeFile, scopedName, shellVolumeName, word } from "./shell.ts";

/** Data that needs another place, with the services that use it, and how the stack says where it is mounted. */
export interface DataToMove {
  readonly exposure: Exposure;
  /** For the names of volumes and directories: the volume's key, or one made of service and path. */
  readonly name: string;
  /** The services that mount the volume, with the exposed one first. */
  readonly services: readonly Service[];
  /** Where the data is now; undefined when that cannot be told. */
  readonly from: Origin | undefined;
  /** Shell lines that let the services use the old place again; undefined when there is no simple way. */
  readonly rollback: readonly string[] | undefined;
  /** Where it is mounted then, when that is another path than today. */
  readonly at?: string;
  /** Where nothing keeps the data yet: a volume of the node that would. */
  readonly local?: LocalVolume | undefined;
  /** Makes all of these services mount the volume `key`, and declares it; several ways to write it, the best first. */
  moveTo(key: string, declaration: Value): readonly (readonly Change[] | undefined)[];
}

/** A volume of the node, as it would keep the data. */
interface LocalVolume {
  readonly title: string;
  readonly changes: readonly Change[];
  /** Where it is on the node; undefined when that cannot be told. */
  readonly to: Destination | undefined;
  /** It is there already: alone it is enough only for a service that stays where it is. */
  readonly staysPut?: true;
}

/** In the running container: it goes when the task goes. */
export interface ContainerOrigin {
  readonly kind: "container";
  readonly path: string;
  /** Where it belongs below the new mount. */
  readonly below?: string;
}

/** On a node: a volume, by its name as a word of a shell, or a folder. */
export type FolderOrigin =
  | { readonly kind: "volume"; readonly name: string }
  | { readonly kind: "path"; readonly path: string };

/** Where the data is now. */
export type Origin = FolderOrigin | ContainerOrigin;

/** Where the data goes. */
export type Destination =
  | {
      readonly kind: "folder";
      /** Lines that make it ready, as `$TO`. */
      readonly prepare: readonly string[];
      /** What `prepare` undoes at the end with a trap. */
      readonly atExit?: string;
    }
  | {
      /** Docker mounts it only for a container: one with the service's own image does the copying. */
      readonly kind: "driver-volume";
      /** The line that makes it. */
      readonly make: string;
      /** Its name and the image's, as words of a shell. */
      readonly name: string;
      readonly image: string;
    };

/** A volume of the stack, which all of its users leave together. */
export function dataInVolume(context: FixContext, exposure: Exposure, volume: Volume): DataToMove | undefined {
  const users = usersOf(context, volume);
  if (users.some(({ mount }) => mount.type !== "volume")) return undefined;
  const own = exposure.view.service;
  const services = [own, ...new Set(users.map(({ service }) => service).filter((service) => service !== own))];
  return {
    exposure,
    name: volume.key,
    services,
    from: originOf(volume),
    rollback: rollbackLines(services, users, volume),
    moveTo(key, declaration) {
      const mounts = users.map(({ service, mount }) => withSource(context, service, mount, key));
      if (mounts.includes(undefined) || hasOtherKey(context, volume)) return [];
      const moved = mounts as Change[];
      return [
        join(moved, renamedDeclaration(context, volume, key, declaration)),
        join(moved, newDeclaration(context, volume.place.file, key, declaration)),
      ];
    },
  };
}

/** Whether the stack declares the same volume once more: who mounts that would be left behind. */
function hasOtherKey({ stack }: FixContext, volume: Volume): boolean {
  const nameOf = (one: Volume) => shellVolumeName(one) ?? one.name?.value;
  return Array.from(stack.volumes.values()).some((other) => other !== volume && nameOf(other) === nameOf(volume));
}

/** The volume's folder on its node. One that mounts a disk shows it only while it is in use. */
function originOf(volume: Volume): Origin | undefined {
  const { driver, driverOpts } = volume;
  const name = shellVolumeName(volume);
  if (name === undefined || (driver !== undefined && driver.value !== "local")) return undefined;
  const device = driverOpts?.get("device")?.value ?? "";
  if (device === "") return { kind: "volume", name };
  const bound = /(^|,)r?bind(,|$)/.test(driverOpts?.get("o")?.value ?? "") && !hasUnknown(device);
  return bound ? { kind: "path", path: device } : undefined;
}

/** Runs the services on the node of the old volume and with it, until the file says the same. */
function rollbackLines(
  services: readonly Service[],
  users: readonly VolumeUse[],
  volume: Volume,
): string[] | undefined {
  const name = shellVolumeName(volume);
  const counts = services.map(({ replicas }) => (replicas === undefined ? 1 : replicas.value));
  if (name === undefined || counts.includes(undefined)) return undefined;
  if (services.some(({ mode }) => mode.value !== "replicated")) return undefined;
  if (users.some(({ mount }) => hasUnknown(mount.target.value) || mount.readOnly === undefined)) return undefined;
  const scale = (to: (index: number) => number | undefined) =>
    services.map((service, index) => `docker service scale "\${STACK}_${service.name}=${to(index)}"`);
  const updates = services.map((service) => {
    const mounts = users
      .filter((use) => use.service === service)
      .map(({ mount }) => {
        const options = mount.readOnly ? ",readonly" : "";
        return `--mount-add type=volume,source=${name},target=${word(mount.target.value)}${options}`;
      });
    return `docker service update --constraint-add "node.hostname==$NODE" ${mounts.join(" ")} ${scopedName(service.name)}`;
  });
  return [
    `NODE="$(head -n 1 ${nodeFile(volume.key)})"`,
    ...scale(() => 0),
    ...updates,
    ...scale((index) => counts[index]),
  ];
}

function join(some: readonly Change[], others: readonly Change[] | undefined): readonly Change[] | undefined {
  return others && [...some, ...others];
}

/** The folder of an origin on its node, for a shell. */
export function folderOf(from: FolderOrigin): string {
  return from.kind === "path" ? word(from.path) : mountpoint(from.name);
}

/** A volume that the next task finds, on the node where it is made. */
function newFolder(key: string): Destination {
  const name = scopedName(key);
  return { kind: "folder", prepare: [`docker volume create ${name} > /dev/null`, `TO=${mountpoint(name)}`] };
}

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
    local: changes && { title: title(key), changes, to: newFolder(key) },
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
