import type { Config } from "../config/model.ts";
import { assessCost } from "../cost/assess.ts";
import type { EstimatePair } from "../cost/compare.ts";
import { type CostSettings, estimateStack } from "../cost/estimate.ts";
import type { Reading } from "../fix/verify.ts";
import { exposuresOf } from "../persistence/exposure.ts";
import type { ClusterFacts } from "../persistence/facts.ts";
import type { StackView } from "../persistence/home.ts";
import { rules } from "../rules/index.ts";
import type { RuleContext } from "../rules/rule.ts";
import type { FileLookup } from "../stack/file-uses.ts";
import { loadStack } from "../stack/load.ts";
import type { ParsedFile } from "../stack/parse.ts";
import { type Decision, decideTarget } from "../stack/target.ts";

/** How files are read as a stack. */
export interface ReadingOptions {
  readonly target: "auto" | "swarm" | "compose";
  /** Values for `${VARIABLE}`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly unsetVariables: "unknown" | "empty";
  readonly facts: ClusterFacts;
  /** What single rules do, and where fixes put data; the rest of it is for the caller. */
  readonly config?: Pick<Config, "rules" | "storage"> | undefined;
  /** Says whether files that the stack names exist; without it, that is not known. */
  readonly fileExists?: FileLookup;
  /** The name that `docker stack deploy` gets, when it is known. */
  readonly stackName?: string | undefined;
  /** Prices, where they are asked for. */
  readonly cost?: CostSettings | undefined;
  /** Whether there was no such stack before the change that is checked. */
  readonly isNew?: boolean;
}

/** A stack, and what all rules say about it. */
export interface Judged extends Reading {
  readonly context: RuleContext;
  /** Absent when no prices are asked for. */
  readonly cost: EstimatePair | undefined;
}

/** What the files are for. */
export function targetOf(parsed: readonly ParsedFile[], { target }: ReadingOptions): Decision {
  if (target !== "auto") return { target, reason: `\`--target ${target}\`` };
  return decideTarget(
    parsed.map(({ file }) => file.path),
    parsed.flatMap(({ root }) => root ?? []),
  );
}

/** Reads files as a stack and asks every rule; those of category `change` compare it with `base`. */
export function judge(parsed: readonly ParsedFile[], options: ReadingOptions, base?: StackView): Judged {
  const { variables, unsetVariables, facts, stackName } = options;
  const stack = loadStack(parsed, { variables, unset: unsetVariables }, options.fileExists);
  const exposures = exposuresOf(stack, facts);
  const before = options.cost && base && estimateStack(base.exposures, facts, options.cost).estimate;
  const compared = before !== undefined || options.isNew === true;
  const assessed = options.cost && assessCost(stack, exposures, facts, options.cost, compared ? { before } : undefined);
  const costProblems = assessed?.problems;
  const context = { stack, exposures, facts, stackName, base, options: options.config?.rules, costProblems };
  const found = rules.flatMap((rule) => Array.from(rule.check(context), (problem) => ({ rule, problem })));
  const roots = new Map(parsed.flatMap(({ file, root }) => (root ? [[file, root] as const] : [])));
  return { context, found, roots, cost: assessed && { before, after: assessed.estimate } };
}
