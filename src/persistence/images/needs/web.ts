import { cleanPath } from "../../../stack/container-path.ts";
import { hasUnknown } from "../../../yaml/unknown.ts";
import type { Context, Decide, Verdict } from "../facts/family.ts";
import { flags, type Setting, variable, waitsFor } from "./settings.ts";
import { guessed, kept, stateless, unknown } from "./verdict.ts";

const RESOLVER_FLAG = /^--?(?:certificatesresolvers\.[^.=]+\.acme|acme)(?=[.=]|$)/i;
const RESOLVER_VARIABLE = /^TRAEFIK_(?:CERTIFICATESRESOLVERS_.+_ACME|ACME)(?=_|$)/i;
const KEY_VALUE_STORES = ["--consul", "--etcd", "--etcdv3", "--zookeeper", "--boltdb", "--dynamodb"];

/** It keeps certificates, and only with an ACME resolver, whose storage file then is the data. */
export const traefik: Decide = (context) => {
  const { words, environment } = context.settings;
  const names = [...environment.keys()];
  const resolvers = new Set([
    ...words.flatMap((word) => word.match(RESOLVER_FLAG)?.[0] ?? []),
    ...names.flatMap((name) => name.match(RESOLVER_VARIABLE)?.[0] ?? []),
  ]);
  const keyValue = words.some((word) =>
    KEY_VALUE_STORES.some((store) => word === store || word.startsWith(`${store}.`)),
  );
  if (resolvers.size === 0)
    return keyValue ? unknown("its configuration is in a key-value store") : withoutResolver(context);
  if (keyValue) return stateless("its certificates are in a key-value store");
  const files: string[] = [];
  for (const resolver of resolvers) {
    const storage = storageOf(resolver, context);
    if (storage?.kind === "waits") return unknown(storage.why);
    const waits = storage && waitsFor(storage);
    if (waits !== undefined) return unknown(waits);
    const file = storage?.value || "acme.json";
    files.push(cleanPath(file.startsWith("/") ? file : `/${file}`));
  }
  return kept(context, files.map(directoryOf), files);
};

/** A file in the root directory stands for itself: nobody mounts `/`. */
function directoryOf(file: string): string {
  const directory = file.slice(0, file.lastIndexOf("/"));
  return directory === "" ? file : directory;
}

function storageOf(resolver: string, { settings }: Context): Setting | undefined {
  if (!resolver.startsWith("-")) return variable(settings, [`${resolver}_STORAGE`]);
  const name = settings.words.find((word) => word.toLowerCase().startsWith(`${resolver.toLowerCase()}.storage`));
  return name === undefined
    ? undefined
    : flags(settings.words, [name.slice(0, resolver.length + ".storage".length)]).at(-1);
}

function withoutResolver({ settings: { words, environment, envFiles } }: Context): Verdict {
  if (words.some((word) => hasUnknown(word) && !word.startsWith("-")))
    return unknown("its flags depend on a variable that is not set here");
  const configured = words.length > 0 || [...environment.keys()].some((name) => name.startsWith("TRAEFIK_"));
  const file = words.some((word) => /^--?(configfile|c)(=|$)/i.test(word));
  if (!configured || file || envFiles)
    return unknown("only its configuration file says whether it keeps certificates (ACME)");
  return stateless("no certificate resolver is configured");
}

/**
 * With a database service the directory still holds the key that encrypts its credentials, unless the key is given, and
 * files of executions, if they are kept as such.
 */
export const n8n: Decide = ({ settings, layout }) => {
  const type = variable(settings, ["DB_TYPE"]);
  if (type === undefined)
    return settings.envFiles ? unknown("an `env_file`, which is not read here, may set `DB_TYPE`") : undefined;
  if (type.kind === "waits") return unknown(type.why);
  const waits = waitsFor(type);
  if (waits !== undefined) return unknown(waits);
  if (type.value === "sqlite") return undefined;
  const key = ["N8N_ENCRYPTION_KEY", "N8N_ENCRYPTION_KEY_FILE"].some((name) => settings.environment.has(name));
  const files = variable(settings, ["N8N_DEFAULT_BINARY_DATA_MODE"]);
  if (files?.kind === "set" && files.value === "filesystem") return undefined;
  if (key) return stateless("`DB_TYPE` puts the records into another service, and the encryption key is given");
  if (settings.envFiles) return unknown("an `env_file`, which is not read here, may set `N8N_ENCRYPTION_KEY`");
  return variable(settings, ["N8N_USER_FOLDER"]) ? undefined : guessed(layout.directories);
};

/** Without a database it falls back to SQLite, beside the attachments. */
export const redmine: Decide = (context) => {
  const { settings, layout, match } = context;
  const named = variable(settings, ["REDMINE_DB_MYSQL", "REDMINE_DB_POSTGRES", "REDMINE_DB_SQLSERVER"]);
  if (named) return undefined;
  const certain = match.certain && !settings.envFiles;
  const paths = [...layout.directories, "/usr/src/redmine/sqlite"];
  return certain ? kept(context, paths) : guessed(paths);
};

/** Uploads go to MongoDB unless the setting, or an administrator, says otherwise. */
export const rocketchat: Decide = ({ settings }) => {
  const type = variable(settings, ["OVERWRITE_SETTING_FileUpload_Storage_Type", "FileUpload_Storage_Type"]);
  if (type === undefined) return unknown("uploads go to MongoDB unless its settings name the file system");
  if (type.kind === "waits") return unknown(type.why);
  const waits = waitsFor(type);
  if (waits !== undefined) return unknown(waits);
  return type.value === "FileSystem" ? undefined : stateless("uploads are kept in another service");
};
