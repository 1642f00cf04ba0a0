import { type CheckedStack, type CheckOptions, checkStack } from "../../src/check/check.ts";
import type { StackFiles } from "../../src/config/model.ts";
import { withEdits } from "../../src/edit/edits.ts";
import type { ReportedFix } from "../../src/model/finding.ts";
import type { StoragePolicy } from "../../src/model/storage-policy.ts";
import type { SourceFile } from "../../src/model/text.ts";

export const NO_POLICY: StoragePolicy = {
  preferred: undefined,
  network: undefined,
  sharedPath: undefined,
  block: undefined,
  pinTo: undefined,
  provider: undefined,
  region: undefined,
};

interface With extends Partial<Omit<CheckOptions, "config">> {
  readonly storage?: Partial<StoragePolicy>;
  /** What the configuration says of the files. */
  readonly stacks?: readonly StackFiles[];
}

/** Checks a stack with fixes. */
export function checkWith(
  files: readonly SourceFile[],
  { storage = {}, stacks = [], ...options }: With = {},
): CheckedStack {
  const sharedPaths = storage.sharedPath === undefined ? [] : [storage.sharedPath];
  return checkStack(files, {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths },
    fixes: true,
    config: { rules: new Map(), storage: { ...NO_POLICY, ...storage }, stacks },
    ...options,
  });
}

/** The text of a file after a fix. */
export function fixedText(file: SourceFile, fix: ReportedFix | undefined): string {
  if (fix === undefined) throw new Error("there is no such fix");
  return withEdits(file, fix.edits);
}
