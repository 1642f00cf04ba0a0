import type { Settings } from "../needs/settings.ts";

/** What the vendor, or the engine's documentation, says about keeping the data on NFS. */
export type NfsClass = "ok" | "conditional" | "discouraged" | "unsupported" | "unknown";

/**
 * `verified`: run and observed. `cited`: read in the Dockerfile, the entrypoint or the documentation named in `source`.
 * `assumed`: general knowledge, never the ground for an error.
 */
export type Evidence = "verified" | "cited" | "assumed";

/** Where the data lies, for the tags that the conditions select. The first layout that applies holds. */
export interface Layout {
  /** First major version. */
  readonly from?: number;
  /** The major version where the layout ends, with a minor version where it ends in the middle of one. */
  readonly below?: number | readonly [major: number, minor: number];
  /** A word of the tag between dashes, such as `rootless`. */
  readonly tagWord?: string;
  /** The tag does not tell; the directories are chosen so that a mount that fits any version passes. */
  readonly guess?: true;
  /** All of these hold data. `{major}` stands for the major version. */
  readonly directories: readonly string[];
  /** Every VOLUME of the image, also those that hold no data. */
  readonly volumes: readonly string[];
  /** Where a volume belongs when that is above the directories and no VOLUME says so. */
  readonly mountAt?: string;
  /** A mount at one of these is enough instead, but for the users' files. */
  readonly alsoFine?: readonly string[];
  /** Those of the directories that hold files of the users' own: volumes for single folders below them are as good. */
  readonly usersFiles?: readonly string[];
  /** The directories when a command replaces the image's own, which carries the flag with the path. */
  readonly withCommand?: readonly string[];
}

/** An environment variable or a flag with a path of the data. */
export interface PathSetting {
  readonly env?: readonly string[];
  readonly flags?: readonly string[];
  /** The directory that the setting moves; absent: all of them. */
  readonly moves?: string;
  /** The setting names one more place; the directories stay. */
  readonly adds?: true;
  /** The value names a file. */
  readonly file?: true;
  /** The value may be several paths between commas. */
  readonly list?: true;
  /** A directory that the program makes below the value. */
  readonly below?: string;
}

/** A setting that says where the records are: in the data directory or in another service. */
export interface Choice {
  readonly env?: readonly string[];
  readonly flags?: readonly string[];
  /** Values, or starts of values up to their colon, with which the records stay in the directory. Absent: none. */
  readonly local?: readonly string[];
  /** Starts of the values that send the records elsewhere. Absent: every value that is not `local`. */
  readonly remote?: readonly string[];
  /** Values with which nothing is kept anywhere. */
  readonly memory?: readonly string[];
  /** What leaves with the records: the need for a directory, or only the embedded database's trouble with NFS. */
  readonly frees: "directory" | "database";
}

/** A configuration file named on the command line. */
interface Configuration {
  readonly flags?: readonly string[];
  /** Endings of a word that is taken as a configuration file. */
  readonly endings?: readonly string[];
  /** The image's own files. */
  readonly standard?: readonly string[];
  /** Whether the data path comes from that file alone, or could merely be changed there. */
  readonly effect: "decides" | "may move";
}

/** Image names that behave alike, and what is known about their data. */
export interface ImageFamily {
  readonly id: string;
  /** For messages. */
  readonly title: string;
  /** Repository names without `docker.io/` and `library/`; a last component `*` matches any. */
  readonly names: readonly string[];
  /** The family is meant only by tags with this word. */
  readonly onlyTagWord?: string;
  /** Tags with this word are another program. */
  readonly notTagWord?: string;
  /** Where a tag tells the major version: at its start, or after `pg`. */
  readonly versionAfter?: "pg";
  /** Empty for an image that keeps nothing. */
  readonly layouts: readonly Layout[];
  readonly movedBy?: readonly PathSetting[];
  /** Variables whose value the image reads as further flags or settings, among which a path may be. */
  readonly settingsIn?: readonly string[];
  readonly choices?: readonly Choice[];
  readonly configuration?: Configuration;
  /** Only a configuration file makes the image keep data: why nothing can be said. */
  readonly configurationOnly?: string;
  /** Conditions that need more than a table: a function of `needs/`. */
  readonly logic?: Decide;
  /** Directories of which the documentation says that nothing in them is needed. Those below `/etc` hold settings, but for certificates. */
  readonly besideData?: readonly string[];
  /** Where relative paths start, unless the service sets `working_dir`. */
  readonly workdir?: string;
  /** The engine's own default is relative to it: always, or where a command replaces the image's, which has the path. */
  readonly startsInWorkdir?: "always" | "with a command";
  /** The image's own start script, where it is not called `docker-entrypoint.sh`. */
  readonly entrypoint?: string;
  /** Programs that are the engine, by their file names. */
  readonly programs?: readonly string[];
  /** First words that the image's entrypoint gives to the engine. */
  readonly subcommands?: readonly string[];
  /** Words after the program, or in its place, that run something else and then stop or keep nothing. */
  readonly jobs?: readonly string[];
  /** The image's own command, when it decides something. */
  readonly defaultCommand?: readonly string[];
  /** Why losing the directory costs little: it never backs an error. */
  readonly rebuildable?: string;
  /** What may keep the data elsewhere and is not modelled here: it never backs an error. */
  readonly mayLieElsewhere?: string;
  /** Id of the family whose program this is, under another name: what holds for its versions holds for these. */
  readonly engine?: string;
  /** Flags that ask for persistence, of an engine that many run as a cache: without one, a missing volume may be meant. */
  readonly asksToKeep?: readonly string[];
  /** The command with which the server keeps nothing, for those who want a cache. */
  readonly keepsNothingWith?: string;
  /** Variables that fix the name of the node after which the data directory is called. */
  readonly nodeName?: readonly string[];
  /** What that name is made of without such a variable, unless the image has a fixed one: only the first can be set in a stack. */
  readonly nodeNameFrom?: "hostname" | "address";
  /** Whether two processes must never write one directory. */
  readonly singleWriter: boolean;
  readonly nfs: NfsClass;
  /** The class once the embedded database is replaced by another service. */
  readonly nfsWithoutDatabase?: NfsClass;
  readonly nfsSource: string;
  readonly evidence: Evidence;
  /** Where the facts were read and when. */
  readonly source: string;
  /** What a clean stop may take. */
  readonly stopGraceSeconds?: number;
}

/** The source of rows that nobody looked up. */
export const GENERAL_KNOWLEDGE = "general knowledge, not looked up";

/** Whether somebody read the class for NFS at its source: only then may it back an error. */
export function citesNfs({ nfsSource }: ImageFamily): boolean {
  return nfsSource !== "" && !/^general knowledge\b/.test(nfsSource);
}

/** The shared reason of everything that keeps SQLite files. */
export const SQLITE_ON_NFS =
  "sqlite.org: lockingv3.html advises against files on network file systems, wal.html rules out WAL there";

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

/** What an image reference says about the program in it. */
export interface ImageMatch {
  readonly family: ImageFamily;
  /** The family's name that matched, such as `postgres` for `mirror.example/library/postgres:16`. */
  readonly name: string;
  /** Absent as well when it depends on a variable that is not set. */
  readonly tag: string | undefined;
  readonly major: number | undefined;
  /** Where this version keeps its data; absent for an image that keeps none. */
  readonly layout: Layout | undefined;
  /** The reference names the repository itself, not a path on a mirror. */
  readonly exact: boolean;
  /** False: recognised by the path after a mirror host, or a tag that does not tell the version. */
  readonly certain: boolean;
}
