import type { Volume } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import { EFS_HOST } from "./facts/nfs-options.ts";
import { isOpen, type LocalOptions, lastWord, localOptions, type MountWord } from "./local-options.ts";

/** A volume that the local driver mounts from an NFS server. */
export interface NfsMount {
  /** `nfs` asks for version 3 unless an option says otherwise, `nfs4` for 4.0. */
  readonly type: "nfs" | "nfs4";
  readonly options: LocalOptions;
  /** The first `addr=`: the one that Docker looks up. */
  readonly address: MountWord | undefined;
  /** The protocol's major version; `default` when no option says it, `unknown` when one may. */
  readonly version: 2 | 3 | 4 | "default" | "unknown";
  /** The server is Amazon's EFS, by its host name. */
  readonly efs: boolean;
}

/** The NFS mount that a volume makes; undefined for every other volume. */
export function nfsMount(volume: Volume): NfsMount | undefined {
  const options = localOptions(volume);
  const type = options?.type?.value;
  if (!options || (type !== "nfs" && type !== "nfs4")) return undefined;
  const address = options.words.find(({ name }) => name === "addr");
  return {
    type,
    options,
    address,
    version: type === "nfs4" ? 4 : versionOf(options),
    efs: EFS_HOST.test(showUnknown(address?.value ?? "")),
  };
}

const VERSION_WORDS = ["nfsvers", "vers", "v2", "v3", "v4", "v4.0", "v4.1", "v4.2"];

function versionOf(options: LocalOptions): NfsMount["version"] {
  const word = lastWord(options, ...VERSION_WORDS);
  if (word === undefined) return options.open ? "unknown" : "default";
  const text = word.value ?? word.name.slice(1);
  if (isOpen(text)) return "unknown";
  const major = Number(text.charAt(0));
  return major === 2 || major === 3 || major === 4 ? major : "unknown";
}

/** Whether a host is written as an address: nothing has to be looked up. */
export function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || (host.includes(":") && /^\[?[0-9a-f:.]+(%\w+)?\]?$/i.test(host));
}

/** The server and the directory in `device`, as the kernel divides it; undefined when it cannot. */
export function splitDevice(device: string): { readonly host: string; readonly path: string } | undefined {
  const close = device.startsWith("[") ? device.indexOf("]:") + 1 : 0;
  const colon = device.indexOf(":", close);
  return colon === -1 ? undefined : { host: device.slice(0, colon), path: device.slice(colon + 1) };
}
