import { type Change, remove, rename, set, type Value } from "../edit/change.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Service, Stack, Text, Volume } from "../stack/model.ts";
import { child } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { FixContext } from "./model.ts";
import { mountNode, nodeAtPlace, volumeDeclaration, writtenString } from "./yaml-nodes.ts";

/** The mount with another volume as its source. */
export function withSource(context: FixContext, service: Service, mount: Mount, key: string): Change | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") return set(node, ["source"], key);
  const written = writtenString(node.tree);
  const source = mount.source?.value ?? "";
  if (!written?.startsWith(`${source}:`)) return undefined;
  return set(node, [], key + written.slice(source.length));
}

/** A mount that has no name yet, with the volume `key` as its source. */
export function withName(context: FixContext, service: Service, mount: Mount, key: string): Change[] | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") return [set(node, ["source"], key)];
  const written = writtenString(node.tree);
  return written === undefined || written.includes(":") ? undefined : [set(node, [], `${key}:${written}`)];
}

/** A mount of another type as one of the volume `key`. */
export function asVolume(context: FixContext, service: Service, mount: Mount, key: string): Change[] | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "short") {
    const change = withSource(context, service, mount, key);
    return change && !mount.options.has("bind") ? [change] : undefined;
  }
  const options = [...mount.options].filter((name) => name !== "volume");
  return [set(node, ["type"], "volume"), set(node, ["source"], key), ...options.map((name) => remove(node, [name]))];
}

/** The mount at another path of the container. */
export function withTarget(context: FixContext, service: Service, mount: Mount, target: string): Change | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") return set(node, ["target"], target);
  const old = mount.target.value;
  const head = mount.source === undefined ? "" : `${mount.source.value}:`;
  const written = writtenString(node.tree);
  if (!written?.startsWith(head + old)) return undefined;
  return set(node, [], head + target + written.slice(head.length + old.length));
}

/** A mount of any type as one of the volume `key`, at another path of the container. */
export function withSourceAndTarget(
  context: FixContext,
  service: Service,
  mount: Mount,
  to: { readonly key: string; readonly target: string },
): Change[] | undefined {
  const node = mountNode(context, service, mount);
  if (node === undefined) return undefined;
  if (mount.form === "long") {
    const changes = asVolume(context, service, mount, to.key);
    return changes && [...changes, set(node, ["target"], to.target)];
  }
  const head = `${mount.source?.value ?? ""}:${mount.target.value}`;
  const written = writtenString(node.tree);
  if (!written?.startsWith(head) || mount.options.has("bind")) return undefined;
  return [set(node, [], `${to.key}:${to.target}${written.slice(head.length)}`)];
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

/** The same declaration under another key, with all mounts. */
export function underNewName(volume: Volume, context: FixContext): { key: string; changes: Change[] } | undefined {
  const declared = volumeDeclaration(context, volume);
  if (declared === undefined || declared.value.via !== undefined) return undefined;
  const key = freeKey(context, `${volume.key}-2`);
  const mounts = usersOf(context, volume).map(({ service, mount }) => withSource(context, service, mount, key));
  if (mounts.includes(undefined)) return undefined;
  const written = child(declared.value, "name");
  const name = writtenString(written);
  if (written !== undefined && name === undefined) return undefined;
  const named = name === undefined ? [] : [set(declared, ["name"], `${name}-2`)];
  return { key, changes: [...(mounts as Change[]), ...named, rename(declared, key)] };
}
