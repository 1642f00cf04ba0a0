import { cleanPath } from "../../../stack/container-path.ts";
import type { Context, Verdict } from "../facts/family.ts";

/** The engine keeps nothing. */
export function stateless(why: string): Verdict {
  return { kind: "stateless", why };
}

/** It cannot be told. */
export function unknown(why: string): Verdict {
  return { kind: "unknown", why };
}

/** Why a path that is relative cannot be told. */
export const WORKDIR_WAITS = "its `working_dir` depends on a variable that is not set here";

/** The service itself names the paths. */
export function kept({ match }: Context, paths: readonly string[], alsoFine: readonly string[] = []): Verdict {
  const certain = match.exact && match.family.evidence !== "assumed";
  return { kind: "kept", paths: paths.map((path) => ({ path: cleanPath(path), certain })), alsoFine };
}

/** The paths rest on a guess; `openTo` is the variable that an `env_file` may set to another path. */
export function guessed(paths: readonly string[], alsoFine: readonly string[] = [], openTo?: string): Verdict {
  return { kind: "kept", paths: paths.map((path) => ({ path, certain: false, openTo })), alsoFine };
}
