import { hasUnknown, unknownNames } from "../../stack/unknown.ts";
import type { Decide } from "./engines.ts";
import { flag, flags, isGiven, type Setting, variable, waitsFor } from "./settings.ts";
import { kept, stateless, unknown } from "./verdict.ts";

const told = (setting: Setting | undefined): string | undefined =>
  setting?.kind === "set" ? setting.value : undefined;

/**
 * Snapshots are on and the append-only file is off unless told otherwise, so that `--save ""` turns persistence off as
 * long as nothing turns the file on. A configuration file could.
 */
export const redis: Decide = ({ match: { family }, settings }) => {
  const extra = variable(settings, ["REDIS_ARGS", "VALKEY_EXTRA_FLAGS"]);
  if (extra?.kind === "waits") return unknown(extra.why);
  const words = [...settings.words.flatMap(apart), ...(told(extra)?.split(/\s+/) ?? [])];
  if (isGiven(words, ["--sentinel"])) return stateless("a Sentinel watches other servers and keeps no records");
  if (family.id.startsWith("bitnami-")) {
    const prefix = family.id === "bitnami-redis" ? "REDIS" : "VALKEY";
    const file = told(variable(settings, [`${prefix}_AOF_ENABLED`]));
    const snapshots = told(variable(settings, [`${prefix}_RDB_POLICY_DISABLED`]));
    return file === "no" && snapshots === "yes" ? stateless("its persistence is turned off") : undefined;
  }
  for (const name of ["--save", "--appendonly"]) {
    const setting = flag(words, [name]);
    if (setting?.kind === "set" && hasUnknown(setting.value)) return unknown(waitsFor(setting) ?? "");
  }
  const at = words.lastIndexOf("--save");
  const next = words[at + 1];
  const snapshots =
    at === -1 ? words.at(-1) !== "--save=" : next !== undefined && next !== "" && !next.startsWith("--");
  const file = told(flag(words, ["--appendonly"]));
  const configured = words.some((word) => word.endsWith(".conf"));
  if (snapshots || file === "yes" || (file === undefined && configured)) return undefined;
  return stateless("its persistence is turned off");
};

/** The server joins its arguments and splits them again: `--save ""` may be one word. */
function apart(word: string): string[] {
  return /^--\S+\s/.test(word) ? word.split(/\s+/).map((part) => part.replace(/^(["'])(.*)\1$/, "$2")) : [word];
}

export const mongodb: Decide = (context) => {
  const { words } = context.settings;
  const engine = told(flag(words, ["--storageEngine"]));
  if (engine === "inMemory" || engine === "ephemeralForTest")
    return stateless("its storage engine keeps everything in memory");
  const server = isGiven(words, ["--configsvr"]) && flag(words, ["--dbpath"]) === undefined;
  return server ? kept(context, ["/data/configdb"]) : undefined;
};

export const cockroach: Decide = (context) => {
  if (!context.given) return unknown("the image does nothing without a command");
  const stores = flags(context.settings.words, ["--store", "-s"]).map(told);
  if (stores.length === 0 || stores.some((store) => store === undefined || hasUnknown(store) || store.includes("$")))
    return undefined;
  const fields = stores.map((store) => (store as string).split(","));
  const disks = fields.filter((parts) => !parts.includes("type=mem"));
  if (disks.length === 0) return stateless("its stores are in memory");
  const paths = disks.map((parts) =>
    (parts.find((part) => part.startsWith("path=")) ?? parts[0] ?? "").replace(/^path=/, ""),
  );
  return kept(
    context,
    paths.map((path) => (path.startsWith("/") ? path : `/cockroach/${path}`)),
  );
};

const SURREAL_FILE = /^(?:rocksdb|surrealkv|surrealkv\+versioned|speedb|file):(?:\/\/)?(.+)$/;

export const surrealdb: Decide = (context) => {
  const { settings } = context;
  const word = settings.words.find(
    (candidate) => SURREAL_FILE.test(candidate) || (hasUnknown(candidate) && !candidate.startsWith("-")),
  );
  const path =
    word === undefined
      ? variable(settings, ["SURREAL_PATH"])
      : { kind: "set" as const, value: word, by: "its command" };
  if (path?.kind === "waits") return unknown(path.why);
  const names = unknownNames(path?.value ?? "");
  const file = path?.value.match(SURREAL_FILE)?.[1];
  if (names.length > 0 && (file === undefined || hasUnknown(file)))
    return unknown(waitsFor({ value: path?.value ?? "", by: path?.by ?? "" }) ?? "");
  if (file === undefined)
    return stateless("without a path of a file it keeps everything in memory, or in another service");
  return kept(context, [file.startsWith("/") ? file : `/${file}`]);
};

export const influxdb: Decide = ({ settings }) => {
  const store = flag(settings.words, ["--object-store"]) ?? variable(settings, ["INFLUXDB3_OBJECT_STORE"]);
  if (store === undefined) return undefined;
  if (store.kind === "waits") return unknown(store.why);
  const waits = waitsFor(store);
  if (waits !== undefined) return unknown(waits);
  if (store.value === "file") return undefined;
  return stateless(
    store.value.startsWith("memory") ? "it keeps everything in memory" : "its files are in an object store",
  );
};

export const prometheus: Decide = ({ settings: { words } }) => {
  const features = flags(words, ["--enable-feature"]).flatMap((feature) => told(feature)?.split(",") ?? []);
  if (!isGiven(words, ["--agent"]) && !features.includes("agent")) return undefined;
  return stateless("in agent mode it sends its samples on and keeps only what is not sent yet");
};

/** Only `standalone` keeps files; the other components keep theirs in etcd and an object store. */
export const milvus: Decide = ({ settings: { words } }) => {
  const component = words[words.indexOf("run") + 1];
  if (!words.includes("run") || component === "standalone") return undefined;
  return stateless("its records are in etcd and an object store");
};
