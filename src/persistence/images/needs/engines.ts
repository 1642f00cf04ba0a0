import { hasUnknown } from "../../../yaml/unknown.ts";
import type { Decide, Verdict } from "../facts/family.ts";
import { flag, flags, isGiven, type Setting, type Settings, variable, waitsFor } from "./settings.ts";
import { guessed, kept, stateless, unknown, WORKDIR_WAITS } from "./verdict.ts";

const told = (setting: Setting | undefined): string | undefined =>
  setting?.kind === "set" ? setting.value : undefined;

// ---- Databases ----

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

// ---- HashiCorp ----

/** A server keeps the catalogue and the keys; a client agent only takes part. The image's own command is a development server. */
export const consul: Decide = ({ match, settings }) => {
  const { words } = settings;
  if (isGiven(words, ["-dev", "--dev"])) return stateless("a development server keeps everything in memory");
  const local = variable(settings, match.family.settingsIn);
  const inline = local?.kind === "set" ? local.value : "";
  const server = words.some(
    (word) => /^--?(server|bootstrap|bootstrap-expect)(=|$)/.test(word) && !word.endsWith("=false"),
  );
  if (inline.includes("data_dir")) return unknown("`CONSUL_LOCAL_CONFIG` names its directory");
  if (server || /"server"\s*:\s*true/.test(inline)) return undefined;
  return unknown("whether it is a server or a client agent is not said in its command");
};

/** The storage stanza, in JSON or in HCL: its kind and what it holds. */
const STORAGE = /"?\b(?:storage|backend)"?\s*[:=]?\s*\{?\s*"(\w+)"\s*:?\s*\{([^}]*)\}/;

/** The image's own command is a development server; a real one finds its storage in a configuration. */
export const vault: Decide = (context) => {
  const { settings } = context;
  if (isGiven(settings.words, ["-dev", "--dev"])) return stateless("a development server keeps everything in memory");
  const local = variable(settings, ["VAULT_LOCAL_CONFIG", "BAO_LOCAL_CONFIG"]);
  if (local?.kind === "waits") return unknown(local.why);
  const [, kind, body = ""] = local?.value.match(STORAGE) ?? [];
  if (kind === undefined) return unknown("its storage is named only in a configuration file");
  if (kind !== "file" && kind !== "raft") return stateless("its storage is in another service, or in memory");
  const path = body.match(/"?path"?\s*[:=]\s*"([^"]+)"/)?.[1];
  if (path === undefined) return unknown("its storage has no path");
  const waits = waitsFor({ value: path, by: "the path of its storage" });
  return waits === undefined ? kept(context, [path]) : unknown(waits);
};

// ---- Messages ----

/** Only JetStream keeps messages. The image's own configuration leaves it off; another file may turn it on. */
export const nats: Decide = (context) => {
  const { words } = context.settings;
  const file = flag(words, ["-c", "--config", "-config"]);
  if (!isGiven(words, ["-js", "--js", "--jetstream", "-jetstream"])) {
    if (file) return unknown("only its configuration file says whether it keeps messages (JetStream)");
    return stateless("it keeps no messages without JetStream");
  }
  const directory = flag(words, ["-sd", "--sd", "--store_dir", "-store_dir"]);
  if (directory?.kind !== "set") return file ? guessed(context.layout.directories) : undefined;
  const waits = waitsFor(directory);
  if (waits !== undefined) return unknown(waits);
  const path = directory.value.startsWith("/") ? directory.value : `/${directory.value}`;
  return kept(context, [path], [`${path}/jetstream`]);
};

/** Settings of the process, not of the server's configuration. */
const KAFKA_PROCESS = /^KAFKA_(HEAP_OPTS|OPTS|JVM_|JMX_|LOG4J_|GC_)/;

/** The image's server.properties names one directory; a single variable replaces that file, and the code's default names another. */
export const kafka: Decide = (context) => {
  const { environment } = context.settings;
  if (variable(context.settings, ["KAFKA_LOG_DIRS", "KAFKA_LOG_DIR"])) return undefined;
  const configured = [...environment.keys()].some((name) => name.startsWith("KAFKA_") && !KAFKA_PROCESS.test(name));
  if (!configured) return undefined;
  const verdict = kept(context, ["/tmp/kafka-logs"], context.layout.directories);
  return context.settings.envFiles
    ? guessed(["/tmp/kafka-logs"], context.layout.directories, "KAFKA_LOG_DIRS")
    : verdict;
};
