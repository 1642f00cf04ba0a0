import { join } from "node:path/posix";
import picomatch from "picomatch";
import type { PathPattern } from "./model.ts";

/** A glob that is written in a file of `folder`, which is relative to the root of what is checked. */
export function pathPattern(glob: string, folder: string): PathPattern {
  const text = join(folder, glob);
  const options = { dot: true, posix: true };
  return { text, plain: !picomatch.scan(text).isGlob, matches: picomatch(text, options) };
}
