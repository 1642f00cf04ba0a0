import { hasUnknown } from "../../../yaml/unknown.ts";
import type { Decide, Verdict } from "./engines.ts";
import { flag, flags, isGiven, type Setting, type Settings, variable, waitsFor } from "./settings.ts";
import { kept, stateless, unknown, WORKDIR_WAITS } from "./verdict.ts";

const told = (setting: Setting | undefined): string | undefined =>
  setting?.kind === "set" ? setting.value : undefined;

/**
 * Snapshots are on and the append-only file is off unless told otherwise, so that `--save ""` turns persistence off as
 * long as nothing turns the file on. A configuration file could.
 */
export const redis: Decide = ({ match: { family }, settings }) => {
  const extra = variable(settings, family.settingsIn);
  if (extra?.kind === "waits") return unknown(extra.why);
  if (extra && !extra.value.startsWith("-") && hasUnknown(extra.value)) return unknown(waitsFor(extra) ?? "");
  const words = [...settings.words, ...(extra ? [extra.value] : [])].flatMap(apart);
  if (extra && isGiven(apart(extra.value), ["--dir"])) return unknown(`${extra.by} names its directory`);
  if (isGiven(words, ["--sentinel"])) return stateless("a Sentinel watches other servers and keeps no records");
  if (family.id.startsWith("bitnami-"))
    return bitnamiRedis(family.id === "bitnami-redis" ? "REDIS" : "VALKEY", settings);
  const at = words.lastIndexOf("--save");
  const points = words[at + 1] ?? "";
  const appendOnly = flag(words, ["--appendonly"]);
  const file = told(appendOnly);
  if (file === "yes") return undefined;
  const waits = at === -1 ? undefined : waitsFor({ value: points, by: "`--save`" });
  if (waits !== undefined) return unknown(waits);
  if (at === -1 || (points !== "" && !points.startsWith("--"))) return undefined;
  const open = appendOnly?.kind === "set" ? waitsFor(appendOnly) : undefined;
  if (open !== undefined) return unknown(open);
  if (file === undefined && words.some((word) => word.endsWith(".conf"))) return undefined;
  return stateless(PERSISTENCE_OFF);
};

const PERSISTENCE_OFF = "its persistence is turned off";

function bitnamiRedis(prefix: string, settings: Settings): Verdict | undefined {
  const file = told(variable(settings, [`${prefix}_AOF_ENABLED`]));
  const snapshots = told(variable(settings, [`${prefix}_RDB_POLICY_DISABLED`]));
  return file === "no" && snapshots === "yes" ? stateless(PERSISTENCE_OFF) : undefined;
}

/** The server joins its arguments and splits them again: `--save ""` may be one word. */
function apart(word: string): string[] {
  return /^--\S+\s/.test(word) ? word.split(/\s+/).map((part) => part.replace(/^(["'])(.*)\1$/, "$2")) : [word];
}

/** A configuration server has a directory of its own; a storage engine in memory has none. */
export const mongodb: Decide = (context) => {
  const { words } = context.settings;
  const engine = told(flag(words, ["--storageEngine"]));
  if (engine === "inMemory" || engine === "ephemeralForTest")
    return stateless("its storage engine keeps everything in memory");
  const server = isGiven(words, ["--configsvr"]) && flag(words, ["--dbpath"]) === undefined;
  return server ? kept(context, ["/data/configdb"]) : undefined;
};

/** `--store` takes fields, of which one may be the path, and may be given for each disk. */
export const cockroach: Decide = (context) => {
  if (!context.given) return unknown("the image does nothing without a command");
  const stores = flags(context.settings.words, ["--store", "-s"]).map(told);
  if (stores.length === 0 || stores.some((store) => store === undefined || hasUnknown(store) || store.includes("$")))
    return undefined;
  if (hasUnknown(context.settings.workdir)) return unknown(WORKDIR_WAITS);
  const fields = stores.map((store) => (store as string).split(","));
  const disks = fields.filter((parts) => !parts.includes("type=mem"));
  if (disks.length === 0) return stateless("its stores are in memory");
  const paths = disks.map((parts) =>
    (parts.find((part) => part.startsWith("path=")) ?? parts[0] ?? "").replace(/^path=/, ""),
  );
  return kept(
    context,
    paths.map((path) => (path.startsWith("/") ? path : `${context.settings.workdir}/${path}`)),
  );
};

/** A store in files: the kind of store, and the path. */
const SURREAL_FILE = /^(?:rocksdb|surrealkv|surrealkv\+versioned|speedb|file):(?:\/\/)?(.+)$/;

/** The data is where an operand of `start` says; without one it is in memory. */
export const surrealdb: Decide = (context) => {
  const { settings } = context;
  const { words } = settings;
  const named = words.find((word) => SURREAL_FILE.test(word));
  const open = words.find((word, at) => hasUnknown(word) && !word.startsWith("-") && !words[at - 1]?.startsWith("-"));
  const value = named ?? open;
  const path =
    value === undefined ? variable(settings, ["SURREAL_PATH"]) : { kind: "set" as const, value, by: "its command" };
  if (path?.kind === "waits") return unknown(path.why);
  const file = path?.value.match(SURREAL_FILE)?.[1];
  const waits = path && waitsFor({ value: file ?? path.value, by: path.by });
  if (waits !== undefined) return unknown(waits);
  if (file === undefined && path === undefined && settings.envFiles)
    return unknown("an `env_file`, which is not read here, may set `SURREAL_PATH`");
  if (file === undefined)
    return stateless("without the path of a file it keeps everything in memory or in another service");
  if (file.startsWith("/")) return kept(context, [file]);
  if (hasUnknown(settings.workdir)) return unknown(WORKDIR_WAITS);
  return kept(context, [`${settings.workdir ?? ""}/${file}`]);
};

/** Version 3 may keep its files in an object store, or nowhere. */
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

/** An agent holds samples only until they are sent. */
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
