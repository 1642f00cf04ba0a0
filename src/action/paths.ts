import { pathPattern } from "../config/globs.ts";

/** Which files a workflow asks for. */
export interface PathFilter {
  /** Whether a path is among them. */
  accepts(path: string): boolean;
  /** Whether a path is named itself: then it is a stack file whatever its name. */
  names(path: string): boolean;
  /** Plain paths, which may be files or folders. */
  readonly plain: readonly string[];
}

/** Files, folders and patterns; without any, everything is asked for. */
export function pathFilter(given: readonly string[]): PathFilter {
  const patterns = given.map((text) => pathPattern(text, ""));
  return {
    accepts: (path) =>
      patterns.length === 0 ||
      patterns.some(({ text, plain, matches }) =>
        plain ? path === text || path.startsWith(`${text}/`) : matches(path),
      ),
    names: (path) => patterns.some(({ text, plain }) => plain && path === text),
    plain: patterns.filter(({ plain }) => plain).map(({ text }) => text),
  };
}
