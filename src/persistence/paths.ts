import { cleanPath, covers } from "../stack/container-path.ts";
import {
  CACHE_NAME,
  CONFIGURATION_ENDINGS,
  DISPOSABLE_TARGETS,
  SHARED_LOOKING,
  SYSTEM_SOURCES,
  SYSTEM_TREES,
  WRITTEN_FILES,
} from "./facts/paths.ts";

/**
 * Whether a path in a container is a cache, a log, or the like, by its name. A data directory of the image goes before:
 * Kafka and ZooKeeper keep their records in directories called `logs` and `log`.
 */
export function isDisposableTarget(target: string): boolean {
  const path = cleanPath(target);
  return DISPOSABLE_TARGETS.some(({ pattern }) => pattern.test(path));
}

/** Whether a service calls itself a cache. It may mean it: what it keeps backs no error. */
export function namesCache(service: string): boolean {
  return CACHE_NAME.test(service);
}

/** Whether a path ends like the name of a single file; `conf.d` and the like are folders. */
export function looksLikeFile(path: string): boolean {
  return /[^/.][^/]*\.(?!d$)[A-Za-z][A-Za-z0-9]{0,7}$/.test(cleanPath(path));
}

/** Whether a mount brings a configuration file: its target, or the host path behind it, is a single such file. */
export function isConfigLike(target: string, source?: string): boolean {
  return isConfigurationFile(target) || (source !== undefined && isConfigurationFile(source));
}

function isConfigurationFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot !== -1 && !WRITTEN_FILES.has(name) && CONFIGURATION_ENDINGS.has(name.slice(dot + 1).toLowerCase());
}

/**
 * Whether a host path is the system's own: sockets, devices, logs, programs, Docker's directories. Agents that watch a node mount
 * even `/` or Docker's directories to write; a database that does so is another matter.
 */
export function isSystemSource(path: string): boolean {
  const clean = cleanPath(path);
  return (
    SYSTEM_SOURCES.has(clean) ||
    SYSTEM_TREES.some((tree) => covers(tree, clean)) ||
    /^\/(var\/)?run\/.*\.sock$/.test(clean)
  );
}

/** Whether a host path looks like a mounted network file system, by its name only. */
export function looksShared(path: string): boolean {
  return SHARED_LOOKING.some((prefix) => covers(prefix, path));
}
