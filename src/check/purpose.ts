import { type Decision, evidenceForSwarm } from "../stack/target.ts";
import { type ParsedFile, parseFile } from "../yaml/parse.ts";
import type { BaseStack } from "./comparison.ts";
import { type ReadingOptions, targetOf } from "./evaluate.ts";

export interface Purpose extends Decision {
  /** Whether files that are no stack any more, or may be none, were one before the change. */
  readonly wasStack: boolean;
}

/**
 * What files are for, also in the light of what they were. With a sign of Swarm they stay a stack, whatever a change
 * adds that looks like Compose: deploy refuses that, and no change takes a stack out of the check. So does a stack of
 * which nothing is left. A file that gets another name may get another purpose, which is told.
 */
export function purposeOf(
  parsed: readonly ParsedFile[],
  options: Pick<ReadingOptions, "target" | "named" | "config"> & { readonly base?: BaseStack | undefined },
): Purpose {
  const now = targetOf(parsed, options);
  if (now.kind === "swarm") return { ...now, wasStack: false };
  const { files = [], renames } = options.base ?? {};
  const before = files.map(parseFile);
  if (before.length === 0 || targetOf(before, options).kind !== "swarm") return { ...now, wasStack: false };
  if (files.every(({ path }) => (renames?.get(path) ?? path) !== path)) return { ...now, wasStack: true };
  const evidence = evidenceForSwarm(
    before.flatMap(({ root }) => root ?? []),
    options.config?.storage.pinTo,
  );
  if (evidence !== undefined) return { kind: "swarm", reason: `before this change, ${evidence}`, wasStack: false };
  if (now.kind === "none") return { kind: "swarm", reason: "before this change, it was a stack", wasStack: false };
  return { ...now, wasStack: true };
}
