import type { Decide } from "./engines.ts";
import { isGiven, variable, waitsFor } from "./settings.ts";
import { kept, stateless, unknown } from "./verdict.ts";

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
