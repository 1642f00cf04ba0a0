import { cleanPath, covers } from "../../stack/container-path.ts";
import type { Service } from "../../stack/model.ts";
import { hasUnknown, showUnknown } from "../../yaml/unknown.ts";
import type { ImageFamily, ImageMatch, Layout } from "./facts/family.ts";
import { BACKUP_WORDS } from "./facts/programs.ts";
import { STATELESS_IMAGES } from "./facts/stateless.ts";
import { STATELESS_APPLICATIONS } from "./facts/stateless-applications.ts";
import { IMAGE_FAMILIES, STORES } from "./image-facts.ts";

export type { Evidence, ImageFamily, Layout, NfsClass } from "./facts/family.ts";

/** The families' facts about an image, or undefined when the image is not known. */
export function matchImage(reference: string): ImageMatch | undefined {
  const parsed = parseReference(reference);
  for (const { path, exact } of candidates(parsed)) {
    const name = familyName(path);
    if (name === undefined || (name.endsWith("*") && isStatelessName(path))) continue;
    const family = BY_NAME.get(name) as ImageFamily;
    const words = new Set(parsed.tag?.split("-"));
    if (family.onlyTagWord !== undefined && !words.has(family.onlyTagWord)) continue;
    if (family.notTagWord !== undefined && words.has(family.notTagWord)) continue;
    const version = versionOf(parsed.tag, family);
    const { layout, certain } = layoutFor(family, words, version, parsed.tagKnown);
    const tag = waits(parsed.tag) ? undefined : parsed.tag;
    return { family, name, tag, major: version?.major, layout, exact, certain: exact && certain };
  }
  return undefined;
}

/** Whether the image is, by its name, a program that saves other services' data. */
export function isBackup(reference: string): boolean {
  const { path } = parseReference(reference);
  return path.split(/[^a-z0-9]+/i).some((word) => BACKUP_WORDS.has(word.toLowerCase()));
}

/** Whether the image is known to keep nothing, whatever it is told. */
export function isStatelessImage(reference: string): boolean {
  for (const { path } of candidates(parseReference(reference))) {
    if (isStatelessName(path)) return true;
    const name = familyName(path);
    if (name !== undefined) return BY_NAME.get(name)?.layouts.length === 0;
  }
  return false;
}

const BY_NAME = new Map(IMAGE_FAMILIES.flatMap((family) => family.names.map((name) => [name, family] as const)));

const STATELESS_NAMES = new Set([...STATELESS_IMAGES, ...STATELESS_APPLICATIONS]);
const STATELESS_PATTERNS = STATELESS_IMAGES.filter((name) => name.includes("*")).map((name) => {
  const [start = "", end = ""] = name.split("*");
  return { start, end };
});

function isStatelessName(path: string): boolean {
  return (
    STATELESS_NAMES.has(path) ||
    STATELESS_PATTERNS.some(({ start, end }) => path.startsWith(start) && path.endsWith(end))
  );
}

/** The family's name for a repository: the name itself, or the one with `*` for its last part. */
function familyName(path: string): string | undefined {
  if (BY_NAME.has(path)) return path;
  const wildcard = `${path.slice(0, path.lastIndexOf("/") + 1)}*`;
  return BY_NAME.has(wildcard) ? wildcard : undefined;
}

interface Reference {
  readonly host: string | undefined;
  readonly path: string;
  readonly tag: string | undefined;
  /** Neither a variable nor a bare digest hides the tag. */
  readonly tagKnown: boolean;
}

function parseReference(reference: string): Reference {
  const shown = showUnknown(reference);
  const at = shown.indexOf("@");
  const named = at === -1 ? shown : shown.slice(0, at);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  const repository = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const slash = repository.indexOf("/");
  const first = slash === -1 ? "" : repository.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost" || /^\$\{[^}]*\}$/.test(first);
  return {
    host: isHost ? first : undefined,
    path: isHost ? repository.slice(slash + 1) : repository,
    tag,
    tagKnown: tag === undefined ? at === -1 : !waits(tag),
  };
}

/** Whether a part of a reference, as a person wrote it, names a variable that is not set. */
function waits(part: string | undefined): boolean {
  return part?.includes("${") ?? false;
}

const DOCKER_HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

/**
 * First parts of repositories that hold the images of another: the official images by processor
 * (docker-library/official-images README, 2026-08), and Bitnami's archive of its older images (2025-08).
 */
const SAME_IMAGES: ReadonlyMap<string, string> = new Map([
  ["library", ""],
  ...["amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "ppc64le", "riscv64", "s390x"].map(
    (name): [string, string] => [name, ""],
  ),
  ["bitnamilegacy", "bitnami/"],
]);

/** What proxies and mirrors put before the repository's own path: ECR, GitLab, Harbor, Nexus, Artifactory. */
const MIRROR_PARTS = new Set([
  "docker",
  "docker.io",
  "dockerhub",
  "docker-hub",
  "docker-proxy",
  "docker-remote",
  "docker-virtual",
  "dockerhub-proxy",
  "hub",
  "proxy",
  "mirror",
  "containers",
]);

/** Repository names to look for, the surest first. */
function* candidates({ host, path }: Reference): Generator<{ path: string; exact: boolean }> {
  if (host === undefined || DOCKER_HUB.has(host)) {
    // `${PREFIX}postgres`: most likely a registry in front of the name.
    const rest = path.replace(/^\$\{[^}]*\}/, "");
    yield { path: withoutAlias(rest), exact: rest === path };
    return;
  }
  yield { path: `${host}/${path}`, exact: true };
  yield { path: withoutAlias(path), exact: false };
  const parts = path.split("/");
  for (let index = parts.length - 1; index > 0; index--) {
    if (!MIRROR_PARTS.has(parts[index - 1] as string)) continue;
    yield { path: withoutAlias(parts.slice(index).join("/")), exact: false };
  }
}

function withoutAlias(path: string): string {
  const slash = path.indexOf("/");
  const same = slash === -1 ? undefined : SAME_IMAGES.get(path.slice(0, slash));
  return same === undefined ? path : same + path.slice(slash + 1);
}

interface Version {
  readonly major: number;
  readonly minor: number | undefined;
}

/** A number of five digits or more is a date. */
function versionOf(tag: string | undefined, { versionAfter }: ImageFamily): Version | undefined {
  const pattern =
    versionAfter === "pg" ? /(?:^|[-_.])pg(\d{1,2})(?!\d)/i : /^v?(\d{1,4})(?=$|[-._]|rc|beta|alpha)(?:\.(\d+))?/;
  const [, major, minor] = tag?.match(pattern) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: minor === undefined ? minor : Number(minor) };
}

interface Choice {
  readonly layout: Layout | undefined;
  readonly certain: boolean;
}

function layoutFor(
  { layouts }: ImageFamily,
  words: ReadonlySet<string>,
  version: Version | undefined,
  tagKnown: boolean,
): Choice {
  for (const layout of layouts) {
    const { from, below, tagWord } = layout;
    const certain = layout.guess !== true;
    if (tagWord !== undefined) {
      if (words.has(tagWord)) return { layout, certain };
    } else if (from === undefined && below === undefined) {
      return { layout, certain: certain && (tagKnown || differInVolumes(layouts)) };
    } else if (version && version.major >= (from ?? 0) && isBelow(version, below)) {
      return { layout, certain };
    }
  }
  return { layout: undefined, certain: true };
}

/** A tag without a minor version is the last of its major version. */
function isBelow({ major, minor = Number.POSITIVE_INFINITY }: Version, below: Layout["below"]): boolean {
  if (below === undefined || typeof below === "number") return below === undefined || major < below;
  return major < below[0] || (major === below[0] && minor < below[1]);
}

/** Whether all layouts have the data in the same directories, and the last one no VOLUME that could take it away. */
function differInVolumes(layouts: readonly Layout[]): boolean {
  const last = layouts.at(-1);
  if (layouts.length === 1) return true;
  return (
    last?.volumes.length === 0 &&
    layouts.every(
      ({ directories, alsoFine, guess }) => !guess && !alsoFine && `${directories}` === `${last.directories}`,
    )
  );
}

/** Whether a path has a part that is called after an engine: `/var/lib/redis` or `/redis-data` after Redis. */
export function isNamedAfter({ id, title, names }: ImageFamily, path: string): boolean {
  const own = [id, title.toLowerCase(), ...names.map((name) => name.slice(name.lastIndexOf("/") + 1))];
  return cleanPath(path)
    .toLowerCase()
    .split("/")
    .some((part) => own.includes(part.replace(/[-_.]?(data|db|sql)$/, "")) || own.includes(part));
}

/** The engine whose data directory a path is by its name, whatever the image is called: MySQL's at `/var/lib/mysql`. */
export function engineAt(path: string): ImageFamily | undefined {
  return ENGINE_AT.get(cleanPath(path));
}

const ENGINE_AT = new Map(
  STORES.toReversed().flatMap((family) =>
    family.layouts.flatMap(({ directories, volumes, mountAt }) =>
      [...directories, ...volumes, ...(mountAt === undefined ? [] : [mountAt])]
        .filter((path) => isNamedAfter(family, path) && directories.some((one) => covers(path, one)))
        .map((path) => [path, family] as const),
    ),
  ),
);

/** What the entrypoints of many database images read at the first start, and nothing writes. */
const READ_AT_FIRST_START = /^\/docker-entrypoint-(?:pre|post)?init(?:db)?\.d(?:\/|$)/;

/** Whether a directory is only read, when a database is made. */
export function isReadAtFirstStart(target: string): boolean {
  return READ_AT_FIRST_START.test(target);
}

/** Not settings: accounts, keys and certificates that certbot writes (its documentation, "Where are my certificates?"). */
const CERTIFICATES = "/etc/letsencrypt";

/** Whether a path of a known image is beside its data: settings, or what nobody needs again. */
export function isBesideData(match: ImageMatch | undefined, target: string): boolean {
  return (
    (covers("/etc", target) && !covers(CERTIFICATES, target)) ||
    isReadAtFirstStart(target) ||
    (match?.family.besideData ?? []).some((path) => covers(path, target))
  );
}

/** Whether two services run the same image, whatever its version and its registry; a variable may be the same. */
export function isSameImage(one: Service, other: Service): boolean {
  const [a, b] = [repositoryOf(one), repositoryOf(other)];
  return a === b || hasUnknown(a) || hasUnknown(b);
}

/** The last part of an image's name, without registry, tag and digest. */
function repositoryOf({ image }: Service): string {
  const path = (image?.value ?? "").replace(/@.*$/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/:.*$/, "");
}
