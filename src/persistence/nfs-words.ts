import {
  MOUNT_FLAGS,
  NFS_LIMITS,
  NFS_OPTIONS,
  NFS_VALUES,
  REFUSED_BY_NFS,
  SECURITY_CONTEXTS,
} from "./facts/nfs-options.ts";
import { isOpen, lastWord, type MountWord } from "./local-options.ts";
import type { NfsMount } from "./nfs.ts";

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
