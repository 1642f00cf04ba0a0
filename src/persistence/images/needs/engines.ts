import type { EngineLogic, Layout } from "../facts/family.ts";
import type { ImageMatch } from "../images.ts";
import { consul, vault } from "./hashicorp.ts";
import { kafka, nats } from "./messaging.ts";
import { minio, registry } from "./object-stores.ts";
import type { Settings } from "./settings.ts";
import { cockroach, influxdb, milvus, mongodb, prometheus, redis, surrealdb } from "./stores.ts";
import { n8n, redmine, rocketchat, traefik } from "./web.ts";

/** An engine that runs, and what is told about it. */
export interface Context {
  readonly match: ImageMatch;
  readonly layout: Layout;
  readonly settings: Settings;
  /** The service replaces the image's own command. */
  readonly given: boolean;
}

/** A data directory before the image's VOLUMEs are looked at. */
export interface KeptPath {
  readonly path: string;
  readonly certain: boolean;
  /** The variable that an `env_file`, which is not read here, may set to another path. */
  readonly openTo?: string | undefined;
  /** It holds files of the users' own. */
  readonly usersFiles?: boolean;
}

/** What a service keeps, or why it keeps nothing or nobody can tell. */
export type Verdict =
  | { readonly kind: "stateless" | "unknown"; readonly why: string }
  | { readonly kind: "kept"; readonly paths: readonly KeptPath[]; readonly alsoFine: readonly string[] };

/** Decides for an engine, or leaves it to the table with `undefined`. */
export type Decide = (context: Context) => Verdict | undefined;

/** The conditions of single engines that a table cannot hold. */
export const ENGINES: Readonly<Record<EngineLogic, Decide>> = {
  redis,
  mongodb,
  cockroach,
  surrealdb,
  influxdb,
  nats,
  kafka,
  consul,
  vault,
  prometheus,
  minio,
  registry,
  traefik,
  n8n,
  redmine,
  rocketchat,
  milvus,
};
