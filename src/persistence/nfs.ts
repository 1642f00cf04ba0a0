import type { Volume } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import {
  EFS_HOST,
  MOUNT_FLAGS,
  NFS_LIMITS,
  NFS_OPTIONS,
  NFS_VALUES,
  REFUSED_BY_NFS,
  SECURITY_CONTEXTS,
} from "./facts/nfs-options.ts";
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

/** Why the kernel's NFS client refuses a word of `o`. */
export type WordFault =
  | { readonly kind: "blank" }
  /** Quotes that YAML left in the text. */
  | { readonly kind: "quote" }
  /** A word for `mount`, a mount helper or another file system. */
  | { readonly kind: "foreign"; readonly belongsTo: string }
  /** In no list: a kernel newer than the list may know it. */
  | { readonly kind: "unknown" }
  | { readonly kind: "value"; readonly allowed: string }
  | { readonly kind: "udp" };

const KINDS = new Map(NFS_OPTIONS.flatMap(({ kind, names }) => names.map((name) => [name, kind] as const)));

/** What is wrong with one word; undefined when nothing is, and when a variable or a template decides. */
export function faultOf(word: MountWord, { options, version }: NfsMount): WordFault | undefined {
  const { name, value, spaced } = word;
  if (isOpen(name)) return undefined;
  if (lastWord(options, ...SECURITY_CONTEXTS)) return undefined; // its value may hold quotes, blanks and commas
  if (spaced) return { kind: "blank" };
  if (/["']/.test(name) || /["']/.test(value ?? "")) return { kind: "quote" };
  if (value === undefined && MOUNT_FLAGS.has(name)) return undefined;
  if (lastWord(options, "sloppy")) return undefined; // then the kernel passes over what it does not know
  const foreign = REFUSED_BY_NFS.find(({ names }) => names.some((one) => fits(one, name)));
  if (foreign) return { kind: "foreign", belongsTo: foreign.belongsTo };
  if (!KINDS.has(name)) return { kind: "unknown" };
  if (value !== undefined && isOpen(value)) return undefined;
  const allowed = name === "addr" ? undefined : violatedBy(name, value);
  if (allowed !== undefined) return { kind: "value", allowed };
  const udp = name === "udp" || (name === "proto" && value?.startsWith("udp"));
  return udp && version === 4 ? { kind: "udp" } : undefined;
}

const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** What the value would have to be, when it is not. */
function violatedBy(name: string, value: string | undefined): string | undefined {
  const values = NFS_VALUES.get(name);
  if (values) return values.has(value ?? "") ? undefined : `one of ${[...values].join(", ")}`;
  const kind = KINDS.get(name);
  if (kind === "text") return value === undefined ? "a value" : undefined;
  if (kind !== "number") return undefined;
  const [least, most] = NFS_LIMITS.get(name) ?? [0, 2 ** 32 - 1];
  const fine = /^\d+$/.test(value ?? "") && Number(value) >= least && Number(value) <= most;
  return fine ? undefined : `a number from ${least} to ${most}`;
}
