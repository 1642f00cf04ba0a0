import { hasUnknown } from "../../../yaml/unknown.ts";
import type { Decide } from "../facts/family.ts";
import { variable, waitsFor } from "./settings.ts";
import { kept, stateless, unknown, WORKDIR_WAITS } from "./verdict.ts";

const SWITCHES = new Set(["--quiet", "-q", "--anonymous", "--json", "--insecure", "--no-compat", "--pre-allocate"]);

/** The directories are what `server` is given, or MINIO_VOLUMES. */
export const minio: Decide = (context) => {
  const { settings } = context;
  const { words } = settings;
  const at = words.findIndex((word) => word === "server" || word === "gateway");
  const service = words[at];
  const rest = operands(words.slice(at + 1));
  if (service === "gateway" && rest[0] !== "nas") return stateless("a gateway keeps its objects in another service");
  let named = at === -1 ? [] : rest.slice(service === "gateway" ? 1 : 0);
  if (named.length === 0) {
    const volumes = variable(settings, ["MINIO_VOLUMES", "MINIO_ENDPOINTS"]);
    if (volumes?.kind === "waits") return unknown(volumes.why);
    named = volumes?.value.split(/\s+/) ?? [];
  }
  if (named.length === 0) return unknown("neither its command nor `MINIO_VOLUMES` names a directory");
  const waits = waitsFor({ value: named.join(" "), by: "its command" });
  if (waits !== undefined) return unknown(waits);
  const paths = named.flatMap(expanded).map(withoutHost);
  if (paths.every((path) => path.startsWith("/"))) return kept(context, paths);
  if (hasUnknown(settings.workdir)) return unknown(WORKDIR_WAITS);
  return kept(
    context,
    paths.map((path) => (path.startsWith("/") ? path : `${settings.workdir ?? ""}/${path}`)),
  );
};

/** Words that are neither options nor their values. */
function operands(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (!word.startsWith("-")) found.push(word);
    else if (!word.includes("=") && !SWITCHES.has(word)) index++;
  }
  return found;
}

/** `http://minio{1...4}/data` is `/data` on every node. */
function withoutHost(volume: string): string {
  const path = volume.replace(/^https?:\/\/[^/]+/, "");
  return path === "" ? "/" : path;
}

/** `/disk{1...4}` stands for four directories; more than 64 are written as one. */
function expanded(volume: string): string[] {
  const range = volume.match(/^(.*?)\{(\d+)\.\.\.(\d+)\}(.*)$/);
  if (!range) return [volume];
  const [, before = "", first, last, after = ""] = range;
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || count > 64) return [before];
  return Array.from({ length: count }, (_, index) => `${before}${Number(first) + index}`).flatMap((start) =>
    expanded(after).map((end) => start + end),
  );
}

const REMOTE_DRIVER = /^REGISTRY_STORAGE_(S3|GCS|AZURE|SWIFT|OSS|INMEMORY)(_|$)/;

/** A registry with another storage driver, or one that only caches another, keeps nothing of its own. */
export const registry: Decide = ({ settings }) => {
  const proxy = variable(settings, ["REGISTRY_PROXY_REMOTEURL"]);
  if (proxy) {
    const waits = proxy.kind === "waits" ? proxy.why : proxy.value.startsWith("http") ? undefined : waitsFor(proxy);
    return waits === undefined ? stateless("it is a cache of another registry") : unknown(waits);
  }
  const storage = variable(settings, ["REGISTRY_STORAGE"]);
  if (storage) {
    const waits = storage.kind === "waits" ? storage.why : waitsFor(storage);
    if (waits !== undefined) return unknown(waits);
    if (storage.kind === "set" && storage.value !== "filesystem")
      return stateless("`REGISTRY_STORAGE` puts the images elsewhere");
  }
  const driver = [...settings.environment.keys()].find((name) => REMOTE_DRIVER.test(name));
  return storage === undefined && driver !== undefined
    ? stateless(`\`${driver}\` puts the images elsewhere`)
    : undefined;
};
