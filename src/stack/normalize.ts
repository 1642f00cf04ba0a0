import type { Problem } from "../model/problem.ts";
import type { SourceFile } from "../model/text.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Environment } from "./interpolate.ts";
import { readStack } from "./load.ts";
import type { Mount, Stack, Text, Volume } from "./model.ts";
import { byteSize } from "./quantity.ts";

export interface NormalizeOptions extends Environment {
  /** Absolute folder that relative bind sources resolve against: the folder of the first file. */
  readonly workingDirectory: string;
  /** What `~` at the start of a bind source becomes; without it, it stays. */
  readonly home: string | undefined;
}

type Json = Record<string, unknown>;

/** `services.*.volumes` and `volumes` in long form, as `docker stack config` prints them. */
export function normalize(stack: Stack, options: NormalizeOptions): Json {
  const services: Json = Object.create(null);
  for (const service of stack.services) {
    const volumes = service.mounts.map((mount) => normalizeMount(mount, options));
    services[service.name] = volumes.length > 0 ? { volumes } : {};
  }
  const volumes: Json = Object.create(null);
  for (const [key, volume] of stack.volumes) volumes[key] = normalizeVolume(volume);
  return stack.volumes.size > 0 ? { services, volumes } : { services };
}

/** The normal form of files, or why `docker stack config` refuses them. */
export function normalizeFiles(
  files: readonly SourceFile[],
  options: NormalizeOptions,
): { readonly stack: Stack; readonly normalized: Json | undefined; readonly refused: readonly Problem[] } {
  const stack = readStack(files, options);
  const refused = stack.problems.filter(isRefusedByConfig);
  return { stack, normalized: refused.length > 0 ? undefined : normalize(stack, options), refused };
}

/** What already `docker stack config` refuses; deploy refuses more. */
const CONFIG_REFUSES = new Set([
  "yaml-invalid",
  "file-unreadable",
  "forbidden-key",
  "interpolation-invalid",
  "schema-invalid",
  "unquoted-version",
  "value-invalid",
  "volume-spec-invalid",
  "external-conflict",
]);

/** What is wrong with a mount while its file is read; the rest of `mount-invalid` is deploy's. */
const REFUSED_MOUNT_SUBJECTS = new Set(["volumes source", "volumes subpath"]);

function isRefusedByConfig({ rule, subject }: Problem): boolean {
  return CONFIG_REFUSES.has(rule) || (rule === "mount-invalid" && REFUSED_MOUNT_SUBJECTS.has(subject));
}

function normalizeMount(mount: Mount, options: NormalizeOptions): Json {
  const source = mount.source && showUnknown(mount.source.value);
  const { propagation, consistency, tmpfsSize } = mount;
  const bind = propagation ? { propagation } : {};
  const nocopy = mount.nocopy ? { nocopy: true } : {};
  const subpath = mount.subpath?.value ? { subpath: showUnknown(mount.subpath.value) } : {};
  return {
    type: mount.type,
    ...(source ? { source: mount.type === "bind" ? resolveBind(source, options) : source } : {}),
    ...(mount.target.value === "" ? {} : { target: showUnknown(mount.target.value) }),
    ...(mount.readOnly ? { read_only: true } : {}),
    ...(consistency ? { consistency } : {}),
    ...(mount.options.has("bind") ? { bind } : {}),
    ...(mount.options.has("volume") ? { volume: { ...nocopy, ...subpath } } : {}),
    ...(mount.options.has("tmpfs") ? { tmpfs: tmpfsSize ? { size: tmpfsSize } : {} } : {}),
    ...(mount.options.has("cluster") ? { cluster: {} } : {}),
  };
}

const WINDOWS_ABSOLUTE = /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*[\\/])/;

/** An absolute source stays as written, doubled slashes included; only a joined one is cleaned. */
function resolveBind(source: string, { workingDirectory, home }: NormalizeOptions): string {
  const expanded = source.startsWith("~") && home !== undefined ? home + source.slice(1) : source;
  if (expanded.startsWith("/") || WINDOWS_ABSOLUTE.test(expanded)) return expanded;
  const parts: string[] = [];
  for (const part of `${workingDirectory}/${expanded}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Docker writes segments as a mapping and sizes as a text of bytes. */
function clusterSpec(value: unknown, key: string): unknown {
  if (key.endsWith("_bytes")) return String(byteSize(String(value)) ?? value);
  if (Array.isArray(value)) {
    if (key !== "segments") return value.map((item) => clusterSpec(item, ""));
    return Object.fromEntries(value.map((pair) => /^([^=]*)=?([\s\S]*)$/.exec(String(pair))?.slice(1) ?? []));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clusterSpec(inner, name)]));
}

function normalizeVolume(volume: Volume): Json {
  const texts = (map: ReadonlyMap<string, Text>) =>
    Object.fromEntries(Array.from(map, ([name, text]) => [name, showUnknown(text.value)]));
  const { driver, driverOpts, external, extensions, labels } = volume;
  const name = volume.name?.value ?? (external ? volume.key : undefined);
  const spec = extensions.get("x-cluster-spec");
  return {
    ...(name === undefined ? {} : { name: showUnknown(name) }),
    ...(driver ? { driver: showUnknown(driver.value) } : {}),
    ...(driverOpts && driverOpts.size > 0 ? { driver_opts: texts(driverOpts) } : {}),
    ...(external ? { external: true } : {}),
    ...(labels.size > 0 ? { labels: Object.fromEntries(labels) } : {}),
    // Docker keeps the other `x-` keys of a volume only when it is external.
    ...(external ? Object.fromEntries(extensions) : {}),
    ...(spec === undefined ? {} : { "x-cluster-spec": clusterSpec(spec, "") }),
  };
}
