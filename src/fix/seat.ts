import { type Change, remove, rename, set, type Value } from "../edit/change.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Service, Stack, Text, Volume } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { rollbackLines, shellVolumeName } from "./back.ts";
import { nodeAtPlace, volumeDeclaration, writtenString } from "./find.ts";
import type { FixContext } from "./model.ts";
import { withSource } from "./mounting.ts";
import type { Destination, Origin } from "./runbook.ts";

/** Data that needs another home, and how the stack says where it is mounted. */
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
export interface LocalVolume {
  readonly title: string;
  readonly key: string;
  readonly changes: readonly Change[];
  /** Where it is on the node, when it is there already. */
  readonly to?: Destination | undefined;
  /** It is there already: alone it is enough only for a service that stays where it is. */
  readonly staysPut?: true;
}

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

function join(some: readonly Change[], others: readonly Change[] | undefined): readonly Change[] | undefined {
  return others && [...some, ...others];
}

/** A mount and its service. */
export interface VolumeUse {
  readonly service: Service;
  readonly mount: Mount;
}

/** Every mount of a volume, services without a task included. */
export function usersOf({ stack }: FixContext, { key }: Volume): readonly VolumeUse[] {
  const known = USES.get(stack) ?? usesOf(stack);
  USES.set(stack, known);
  return known.get(key) ?? [];
}

const USES = new WeakMap<Stack, ReadonlyMap<string, readonly VolumeUse[]>>();

/** All mounts by what they mount. */
function usesOf({ services }: Stack): Map<string, VolumeUse[]> {
  const uses = new Map<string, VolumeUse[]>();
  for (const service of services) {
    for (const mount of service.mounts) {
      const key = mount.source?.value;
      if (key === undefined) continue;
      const own = uses.get(key);
      if (own === undefined) uses.set(key, [{ service, mount }]);
      else own.push({ service, mount });
    }
  }
  return uses;
}

/** Whether no other mount of the stack shows the same folder of the host, or a part of it. */
export function isOnlyMountOfFolder({ mount }: Exposure, { stack }: FixContext): boolean {
  const source = mount?.source?.value ?? "";
  return !stack.services.some(({ mounts }) =>
    mounts.some((other) => {
      const its = other.source?.value;
      return other !== mount && its !== undefined && (covers(its, source) || covers(source, its));
    }),
  );
}

/** The volume's own declaration under a new key: the old volume stays on its node, and the file no longer names it. */
export function renamedDeclaration(
  context: FixContext,
  volume: Volume,
  key: string,
  declaration: Value,
): Change[] | undefined {
  const declared = volumeDeclaration(context, volume);
  if (declared === undefined) return undefined;
  const { value } = declared;
  const renamed = rename(declared, key);
  if (value.via !== undefined || value.kind !== "mapping" || value.entries.size === 0) {
    return [set(declared, [], declaration), renamed];
  }
  const open = volume.driver !== undefined && isOpen(volume.driver, context);
  // What another file says of the driver would be merged over what is written here.
  if (open && volume.driver?.place.file !== declared.file) return undefined;
  const wanted = Object.entries(declaration as Record<string, Value>);
  const changes = wanted
    .filter(([name, one]) => name !== "driver" || open || (volume.driver?.value ?? "local") !== one)
    .map(([name, one]) => set(declared, [name], one));
  if (!("driver_opts" in (declaration as object)) && value.entries.has("driver_opts")) {
    changes.push(remove(declared, ["driver_opts"]));
  }
  const name = value.entries.get("name")?.value;
  const written = writtenString(name);
  if (name !== undefined && written === undefined) return undefined;
  if (written !== undefined) changes.push(set(declared, ["name"], written + key.slice(volume.key.length)));
  return [...changes, renamed];
}

/** Whether a variable decides it, whatever that is now. */
function isOpen({ place, value }: Text, context: FixContext): boolean {
  return hasUnknown(value) || writtenString(nodeAtPlace(context, place)?.tree)?.includes("$") !== false;
}

/** One more volume. */
export function newDeclaration(
  context: FixContext,
  file: Volume["place"]["file"],
  key: string,
  value: Value,
): Change[] {
  return context.roots.has(file) ? [set({ file, path: ["volumes"] }, [key], value)] : [];
}

/** A key that no volume of the stack has. */
export function freeKey({ stack }: FixContext, wanted: string): string {
  let key = wanted;
  for (let count = 2; stack.volumes.has(key); count++) key = `${wanted}-${count}`;
  return key;
}
