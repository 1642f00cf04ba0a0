import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

interface Surroundings {
  /** The folder that holds `.git`; undefined outside a repository. */
  readonly root: string | undefined;
  /** The files of these names in the folder nearest the root that has any; outside a repository only the folder itself is looked at. */
  readonly files: readonly string[];
}

/** Looks for files from a folder up to the root of its repository. Absolute paths in and out. */
export function lookAround(folder: string, names: readonly string[]): Surroundings {
  let files: readonly string[] = [];
  let own: readonly string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const here = names.map((name) => join(at, name)).filter((path) => existsSync(path));
    if (here.length > 0) files = here;
    if (at === folder) own = files;
    if (existsSync(join(at, ".git"))) return { root: at, files };
    if (dirname(at) === at) return { root: undefined, files: own };
  }
}
