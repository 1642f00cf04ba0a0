import { type ParsedFile, parseFile } from "../stack/parse.ts";
import { type Decision, evidenceForSwarm } from "../stack/target.ts";
import type { BaseStack } from "./comparison.ts";
import { type ReadingOptions, targetOf } from "./reading.ts";

export interface Purpose extends Decision {
  /** Whether files that are for Compose were a stack before the change. */
  readonly wasStack: boolean;
}

/**
 * What files are for, also in the light of what they were. With a sign of Swarm they stay a stack, whatever a change
 * adds that looks like Compose: deploy refuses that, and no change takes a stack out of the check. A file that gets
 * another name may get another purpose.
 */
export function purposeOf(
  parsed: readonly ParsedFile[],
  options: ReadingOptions & { readonly base?: BaseStack | undefined },
): Purpose {
  const now = targetOf(parsed, options);
  if (now.target === "swarm") return { ...now, wasStack: false };
  const { files = [], renames } = options.base ?? {};
  const before = files.filter(({ path }) => (renames?.get(path) ?? path) === path).map(parseFile);
  if (before.length === 0 || targetOf(before, options).target === "compose") return { ...now, wasStack: false };
  const evidence = evidenceForSwarm(before.flatMap(({ root }) => root ?? []));
  if (evidence === undefined) return { ...now, wasStack: true };
  return { target: "swarm", reason: `before this change, ${evidence}`, wasStack: false };
}
