import { cleanPath, covers } from "../../stack/container-path.ts";
import { hasUnknown, showUnknown } from "../../yaml/unknown.ts";
import type { Choice, Context, ImageMatch, KeptPath, Layout, PathSetting, Verdict } from "./facts/family.ts";
import type { NfsClass } from "./images.ts";
import { processOf } from "./needs/process.ts";
import {
  flag,
  holdsUnreadFlags,
  type NeedsService,
  type Setting,
  type Settings,
  variable,
  waitsFor,
} from "./needs/settings.ts";
import { WORKDIR_WAITS } from "./needs/verdict.ts";

/** A directory of the container that holds data. */
export interface DataDirectory {
  readonly path: string;
  /**
   * The image declares a VOLUME at this path, or at one above it: without a mount Docker makes an anonymous volume. Else
   * the bytes live in the container's layer.
   */
  readonly imageVolume: string | undefined;
  /** Where a volume belongs: the image's VOLUME, the place that its documentation names, or the path itself. */
  readonly mountAt: string;
  /**
   * Whether the directory may back an error. False when the path rests on an assumed fact, a guess about the tag, or what
   * is not read here (an `env_file`, a configuration file or a variable with flags in the command), and when its loss
   * costs little.
   */
  readonly certain: boolean;
  /** The variable with which an `env_file`, which is not read here, may name another directory. */
  readonly openTo: string | undefined;
  /** It holds files of the users' own: a volume for a folder below it is as good. */
  readonly usersFiles: boolean;
}

/** What a service must keep. */
export interface DataNeeds {
  readonly state: "stateful" | "stateless" | "unknown";
  readonly why: string;
  /** All of these hold data; empty when stateless or unknown. */
  readonly directories: readonly DataDirectory[];
  /** A mount at one of these is enough instead. */
  readonly alsoFine: readonly string[];
  /** The image's class for NFS, as far as the service's settings change it. */
  readonly nfs: NfsClass;
}

/** What the service must keep, from its image, environment and command. Mounted configuration files are not seen. */
export function dataNeeds(match: ImageMatch, service: NeedsService): DataNeeds {
  const { family, layout } = match;
  const nothing = (state: "stateless" | "unknown", why: string): DataNeeds => {
    return { state, why, directories: [], alsoFine: [], nfs: family.nfs };
  };
  if (layout === undefined) return nothing("stateless", `${family.title} keeps nothing`);
  const running = processOf(family, service);
  if (running.kind === "job") return nothing("stateless", running.why);
  if (running.kind === "unknown") return nothing("unknown", running.why);
  const { environment, envFiles = [] } = service;
  const workdir = service.workingDir?.value || family.workdir;
  const settings: Settings = { environment, words: running.words, envFiles: envFiles.length > 0, workdir };
  const context: Context = { match, layout, settings, given: running.given };
  const verdict = family.logic?.(context) ?? byTable(context);
  if (verdict.kind !== "kept") return nothing(verdict.kind, verdict.why);
  const directories = withoutInner(verdict.paths).map((kept) => describe(kept, layout));
  const paths = directories.map(({ path }) => `\`${path}\``).join(" and ");
  return {
    state: "stateful",
    why: `${family.title} keeps its data in ${paths}`,
    directories,
    alsoFine: verdict.alsoFine,
    nfs: nfsClass(context),
  };
}

function byTable(context: Context): Verdict {
  const { family } = context.match;
  if (family.configurationOnly !== undefined) return { kind: "unknown", why: family.configurationOnly };
  for (const choice of family.choices ?? []) {
    if (choice.frees !== "directory") continue;
    const outcome = decide(choice, context.settings);
    if (outcome.kind === "elsewhere") return { kind: "stateless", why: outcome.why };
    if (outcome.kind === "waits") return { kind: "unknown", why: outcome.why };
  }
  return byPaths(context);
}

type Outcome = { readonly kind: "here" } | { readonly kind: "elsewhere" | "waits"; readonly why: string };

/** Where a setting puts the records. The start of a value decides although a password in it is not known. */
function decide(choice: Choice, settings: Settings): Outcome {
  const setting = flag(settings.words, choice.flags) ?? variable(settings, choice.env);
  if (setting === undefined) {
    const name = choice.env?.[0];
    if (!settings.envFiles || name === undefined) return { kind: "here" };
    return { kind: "waits", why: `an \`env_file\`, which is not read here, may set \`${name}\`` };
  }
  if (setting.kind === "waits") return setting;
  const [start = ""] = showUnknown(setting.value).toLowerCase().split("${");
  if (start === "" || (hasUnknown(setting.value) && !start.includes(":"))) {
    return { kind: "waits", why: waitsFor(setting) ?? "" };
  }
  if (choice.memory?.includes(start)) return { kind: "elsewhere", why: `${setting.by} keeps everything in memory` };
  const begins = (part: string) => start === part || (part.endsWith(":") && start.startsWith(part));
  const remote = choice.remote ? choice.remote.some(begins) : !choice.local?.some(begins);
  return remote ? { kind: "elsewhere", why: `${setting.by} puts the records into another service` } : { kind: "here" };
}

function nfsClass({ match: { family }, settings }: Context): NfsClass {
  for (const choice of family.choices ?? []) {
    if (choice.frees !== "database") continue;
    const { kind } = decide(choice, settings);
    if (kind !== "here") return kind === "elsewhere" ? (family.nfsWithoutDatabase ?? family.nfs) : "unknown";
  }
  return family.nfs;
}

/** The layout's directories, as the settings with paths move them. */
function byPaths(context: Context): Verdict {
  const { match, layout, settings, given } = context;
  const { family } = match;
  const file = configurationFile(context);
  if (file && family.configuration?.effect === "decides") {
    return { kind: "unknown", why: "where it keeps its data is said only in a configuration file" };
  }
  const doubt = family.rebuildable ?? family.mayLieElsewhere;
  const known = family.evidence !== "assumed" && doubt === undefined;
  const unread = file || holdsUnreadFlags(settings.words);
  let openTo = settings.envFiles && !variable(settings, family.settingsIn) ? family.settingsIn?.[0] : undefined;
  const moved = new Map<string, string[]>();
  const added: string[] = [];
  for (const setting of family.movedBy ?? []) {
    const found = flag(settings.words, setting.flags) ?? variable(settings, setting.env);
    if (found === undefined && settings.envFiles && setting.adds !== true) openTo ??= setting.env?.[0];
    if (found === undefined || (found.kind === "set" && found.value === "")) continue;
    const paths = pathsOf(found, setting, settings.workdir);
    if (typeof paths === "string") return { kind: "unknown", why: paths };
    if (setting.adds) added.push(...paths);
    else if (!moved.has(setting.moves ?? "")) moved.set(setting.moves ?? "", paths);
  }
  const all = moved.get("");
  const replaced = given && layout.withCommand !== undefined;
  const relative =
    family.startsInWorkdir === (replaced ? "with a command" : "always") || family.startsInWorkdir === "always";
  if (relative && !all && hasUnknown(settings.workdir)) return { kind: "unknown", why: WORKDIR_WAITS };
  const own = (path: string) => (relative ? fromWorkdir(path, family.workdir, settings.workdir) : path);
  const defaults = replaced && layout.withCommand ? layout.withCommand : layout.directories;
  const stay = all ? [] : defaults.filter((path) => !moved.has(path));
  const ofUsers = (path: string) => layout.usersFiles?.includes(path) ?? false;
  const named = (paths: readonly string[], usersFiles: boolean) =>
    paths.map((path) => ({ path, certain: match.exact && known, usersFiles }));
  const told = [...Array.from(moved, ([from, paths]) => named(paths, ofUsers(from))), named(added, false)].flat();
  const certain = match.certain && known && !unread && openTo === undefined;
  const untold = stay.map((path) => {
    return { path: own(path).replace("{major}", String(match.major)), certain, openTo, usersFiles: ofUsers(path) };
  });
  if (told.length + untold.length === 0) return { kind: "unknown", why: "nothing says where it keeps its data" };
  return { kind: "kept", paths: [...untold, ...told], alsoFine: all ? [] : (layout.alsoFine ?? []).map(own) };
}

/** A path below the image's own working directory, as a service has it that starts elsewhere. */
function fromWorkdir(path: string, image: string | undefined, workdir: string | undefined): string {
  if (image === undefined || workdir === undefined || image === workdir || !covers(image, path)) return path;
  return cleanPath(`${workdir}/${cleanPath(path).slice(cleanPath(image) === "/" ? 0 : cleanPath(image).length)}`);
}

/** The paths in a setting's value, or why they cannot be told. */
function pathsOf(found: Setting, setting: PathSetting, workdir: string | undefined): string[] | string {
  if (found.kind === "waits") return found.why;
  const waits = waitsFor(found);
  if (waits !== undefined) return waits;
  const paths: string[] = [];
  for (const part of setting.list ? found.value.split(",") : [found.value]) {
    const text = part.trim();
    if (!text.startsWith("/") && workdir === undefined)
      return `${found.by} is a path below a directory that is not known`;
    if (!text.startsWith("/") && hasUnknown(workdir)) return WORKDIR_WAITS;
    const path = cleanPath(text.startsWith("/") ? text : `${workdir}/${text}`);
    if (setting.file) paths.push(cleanPath(`${path}/..`));
    else paths.push(setting.below === undefined ? path : `${path}/${setting.below}`);
  }
  return paths;
}

/** Whether the command names a configuration file that is not the image's own. */
function configurationFile({ match: { family }, settings: { words } }: Context): boolean {
  const { flags: names, endings, standard } = family.configuration ?? {};
  const named = flag(words, names);
  const files = named?.kind === "set" ? [named.value] : [];
  files.push(...words.filter((word) => !word.startsWith("-") && endings?.some((ending) => word.endsWith(ending))));
  return files.some((file) => !standard?.includes(file));
}

/** Without directories that lie in another one of the list. */
function withoutInner<T extends { readonly path: string }>(directories: readonly T[]): T[] {
  return directories.filter(({ path }, index) => {
    return !directories.some((other, at) => covers(other.path, path) && (other.path !== path || at < index));
  });
}

function describe(
  { path, certain, openTo, usersFiles = false }: KeptPath,
  { volumes, mountAt }: Layout,
): DataDirectory {
  const around = volumes.filter((volume) => covers(volume, path));
  const imageVolume = around.sort((one, other) => other.length - one.length)[0];
  const documented = mountAt !== undefined && covers(mountAt, path) ? mountAt : path;
  // The program's own settings, which are not read here, may name another folder of the users.
  return { path, imageVolume, mountAt: imageVolume ?? documented, certain: certain && !usersFiles, openTo, usersFiles };
}
