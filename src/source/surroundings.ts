import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Surroundings {
  /** The folder that holds `.git`; undefined outside a repository. */
  readonly root: string | undefined;
  /** The file of that name that is nearest the root; outside a repository only the folder itself is looked at. */
  readonly file: string | undefined;
}

/** Looks for a file from a folder up to the root of its repository. Absolute paths in and out. */
export function lookAround(folder: string, name: string): Surroundings {
  let file: string | undefined;
  let own: string | undefined;
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, name);
    if (existsSync(candidate)) file = candidate;
    if (at === folder) own = file;
    if (existsSync(join(at, ".git"))) return { root: at, file };
    if (dirname(at) === at) return { root: undefined, file: own };
  }
}
