import type { ClusterFacts, StatedReach } from "../model/cluster.ts";
import { matchesName } from "../model/names.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Text, Volume } from "../stack/model.ts";
import { hasUnknown, unknownNames } from "../yaml/unknown.ts";
import { describeDriver } from "./drivers.ts";
import { cifsFault, localOptions, refusalsOf } from "./local-options.ts";
import { looksShared } from "./paths.ts";
import { type MountRefusal, refusalOf } from "./refusal.ts";
import { dataOfEach, type OwnDataOf } from "./templates.ts";

/** How far the same bytes can be seen from. */
export type Reach = "container" | "node" | "zone" | "cluster" | "unknown";

export type StorageKind =
  | "container-layer"
  | "anonymous-volume"
  | "per-task-volume"
  | "tmpfs"
  | "local-volume"
  | "host-path"
  | "shared-path"
  | "network-volume"
  | "block-volume"
  | "shared-volume"
  | "plugin-volume"
  | "external-volume"
  | "cluster-volume"
  | "named-pipe"
  | "unknown";

export interface Storage {
  readonly kind: StorageKind;
  readonly reach: Reach;
  /** Why, in words for the report; with what would settle it when the reach is unknown. */
  readonly why: string;
  /** Set when each slot, or each node, has data of its own, by a template in the name or the path. */
  readonly each?: OwnDataOf;
  /** No task of the service starts; with `volume`, unless the volume is there already. */
  readonly refused?: MountRefusal["what"];
}

const storage = (kind: StorageKind, reach: Reach, why: string): Storage => ({ kind, reach, why });

export const CONTAINER_LAYER = storage(
  "container-layer",
  "container",
  "no mount covers it: the files are in the container's own layer",
);
export const IMAGE_VOLUME = storage(
  "anonymous-volume",
  "container",
  "no mount covers it: the image's VOLUME makes a new anonymous volume for every task",
);

const REFUSED: Storage = {
  ...storage("unknown", "unknown", "Docker refuses the volume's options, so no task can start"),
  refused: "volume",
};

const OLD_CIFS = "Docker refuses this CIFS device from Engine 25.0 on, and what an older one does is up to its kernel";

/** `type` option values of the local driver that mount a file system over the network. */
const NETWORK_TYPES = new Set(["nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "9p"]);
const MEMORY_TYPES = new Set(["tmpfs", "ramfs"]);
const DISK_TYPES = new Set(["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs"]);

/** Where the bytes behind a mount are. `volume` is the declaration that the mount names. */
export function describeStorage(mount: Mount, volume: Volume | undefined, facts: ClusterFacts): Storage {
  const refusal = refusalOf(mount, volume);
  const found = located(mount, volume, facts);
  if (refusal === undefined) return found;
  return { ...found, refused: refusal.what, why: `${refusal.by} refuses the mount, so no task can start` };
}

function located(mount: Mount, volume: Volume | undefined, facts: ClusterFacts): Storage {
  const found = kindOf(mount, volume, facts);
  const each = dataOfEach(mount, volume);
  if (each === undefined) return found;
  // On a server too, what is each node's own is found from that node alone.
  if (each === "node" && found.reach === "cluster")
    return { ...found, each, reach: "node", why: `${found.why}; but each node has data of its own there` };
  return { ...found, each };
}

function kindOf(mount: Mount, volume: Volume | undefined, facts: ClusterFacts): Storage {
  switch (mount.type) {
    case "tmpfs":
      return storage("tmpfs", "container", "a tmpfs lives in the memory of one container");
    case "bind":
      return hostPath(mount.source?.value ?? "", facts);
    case "npipe":
      return storage("named-pipe", "unknown", "a named pipe leads to a program of its node");
    case "cluster":
      return storage("cluster-volume", "unknown", "how far a cluster volume reaches depends on its CSI driver");
    case "volume":
      if (mount.source === undefined) {
        return storage("anonymous-volume", "container", "a volume without a name is made anew for every task");
      }
      return volume ? declared(volume, facts) : storage("unknown", "unknown", "the volume is not declared");
    default:
      return storage("unknown", "unknown", waitsFor(mount.source ?? mount.target));
  }
}

function waitsFor({ value }: Text): string {
  const names = unknownNames(value).map((name) => `\`${name}\``);
  return names.length > 0 ? `it depends on ${names.join(", ")}, which is not set here` : "Docker does not run it";
}

/** The file does not tell which nodes have a folder or a disk. */
const ELSEWHERE = ": on another one the task is refused where it is missing, and finds other files where it exists";

function hostPath(source: string, { sharedPaths }: ClusterFacts): Storage {
  if (hasUnknown(source)) return storage("unknown", "unknown", waitsFor({ value: source } as Text));
  const shared = sharedPaths.find((path) => covers(path, source));
  if (shared !== undefined)
    return storage("shared-path", "cluster", `\`${shared}\` is declared to be the same on every node`);
  if (looksShared(source)) {
    const why = "the path looks like a mounted network file system; `--shared-path` would settle it";
    return storage("shared-path", "unknown", why);
  }
  return storage("host-path", "node", `a host path belongs to its node${ELSEWHERE}`);
}

function declared(volume: Volume, facts: ClusterFacts): Storage {
  if (volume.externalWaits)
    return storage("unknown", "unknown", "whether the volume is external depends on a variable that is not set here");
  if (volume.external) {
    const stated = statedReach(volume, facts);
    if (stated) return storage("external-volume", stated, `the configuration says that it reaches ${REACHES[stated]}`);
    return storage(
      "external-volume",
      "unknown",
      "an external volume can be anything; its driver in the stack, or `cluster.external-volumes`, would settle it",
    );
  }
  const byDriver = facts.drivers?.get(volume.driver?.value ?? "local");
  if (volume.extensions.has("x-cluster-spec")) {
    if (byDriver) return storage("cluster-volume", byDriver, statedFor(volume.driver?.value ?? "", byDriver));
    return storage("cluster-volume", "unknown", "how far a cluster volume reaches depends on its CSI driver");
  }
  const name = volume.name?.value ?? "";
  if (/\{\{\s*\.Task\.(ID|Name)\s*\}\}/.test(name)) {
    return storage(
      "per-task-volume",
      "container",
      "the volume's name holds the task's own id: every task gets a new one",
    );
  }
  const driver = volume.driver?.value ?? "local";
  if (hasUnknown(driver)) return storage("unknown", "unknown", waitsFor(volume.driver as Text));
  if (driver === "local") {
    const options = localOptions(volume);
    if (options && refusalsOf(options).length > 0) return REFUSED;
    if (options && cifsFault(options) !== undefined) return storage("unknown", "unknown", OLD_CIFS);
    return localDriver(volume.driverOpts, facts);
  }
  if (byDriver) return storage(STATED_KINDS[byDriver], byDriver, statedFor(driver, byDriver));
  const { kind } = describeDriver(driver);
  if (kind === "local")
    return storage("local-volume", "node", `the driver \`${driver}\` keeps a volume on the node that made it`);
  if (kind === "block")
    return storage("block-volume", "zone", "a block device is attached to one node of its zone at a time");
  if (kind === "shared") return storage("shared-volume", "cluster", "the driver reaches the same data from every node");
  return storage(
    "plugin-volume",
    "unknown",
    `how far the driver \`${driver}\` reaches is not known; \`cluster.drivers\` would settle it`,
  );
}

const REACHES: Readonly<Record<StatedReach, string>> = {
  node: "one node",
  zone: "the nodes of one zone",
  cluster: "every node",
};
const STATED_KINDS: Readonly<Record<StatedReach, StorageKind>> = {
  node: "local-volume",
  zone: "block-volume",
  cluster: "shared-volume",
};

function statedFor(driver: string, reach: StatedReach): string {
  return `the configuration says that the driver \`${driver}\` reaches ${REACHES[reach]}`;
}

/** How far an external volume reaches by the configuration; the first name that fits counts. */
function statedReach({ key, name }: Volume, { externalVolumes }: ClusterFacts): StatedReach | undefined {
  const own = name?.value ?? key;
  if (externalVolumes === undefined || hasUnknown(own)) return undefined;
  for (const [pattern, reach] of externalVolumes) if (matchesName(pattern, own)) return reach;
  return undefined;
}

function localDriver(options: ReadonlyMap<string, Text> | undefined, facts: ClusterFacts): Storage {
  const plain = storage("local-volume", "node", "the local driver keeps a volume on the node that made it");
  const type = options?.get("type");
  const device = options?.get("device");
  const flags = options?.get("o");
  for (const option of [type, device]) if (option && hasUnknown(option.value)) return deciding(option, type, facts);
  const typeName = type?.value ?? "";
  if (NETWORK_TYPES.has(typeName)) {
    return storage(
      "network-volume",
      "cluster",
      `the local driver mounts ${typeName.toUpperCase()}, which every node can reach`,
    );
  }
  if (MEMORY_TYPES.has(typeName))
    return storage("tmpfs", "container", "the volume is a tmpfs: it is empty after every start");
  if ((device?.value ?? "") === "" && typeName === "") return plain;
  const bound = /(^|,)\s*r?bind(,|$)/.test(flags?.value ?? "") || typeName === "none" || typeName === "";
  if (bound) {
    const path = hostPath(device?.value ?? "", facts);
    return path.reach === "node"
      ? { ...path, why: `the volume is a folder of the node, bound by the local driver${ELSEWHERE}` }
      : path;
  }
  if (DISK_TYPES.has(typeName))
    return storage("host-path", "node", `the volume is a disk of the node (${typeName})${ELSEWHERE}`);
  return storage("unknown", "unknown", "the local driver mounts a file system that is not known here");
}

/** A network type with an unknown server is still a network volume; anything else waits for its variable. */
function deciding(option: Text, type: Text | undefined, facts: ClusterFacts): Storage {
  if (type && type !== option && NETWORK_TYPES.has(type.value)) return localDriver(new Map([["type", type]]), facts);
  return storage("unknown", "unknown", waitsFor(option));
}
