import type { Config } from "../config/model.ts";
import type { EstimatePair } from "../cost/compare.ts";
import type { Pricing } from "../cost/engine.ts";
import type { Reading } from "../fix/verify.ts";
import type { ClusterFacts } from "../model/cluster.ts";
import type { StackEstimate, StorageOption, VolumeEstimate } from "../model/cost.ts";
import type { Problem } from "../model/problem.ts";
import type { Exposure, StackView } from "../persistence/exposure.ts";
import { exposuresOf } from "../persistence/find-exposures.ts";
import { rules } from "../rules/index.ts";
import type { Found, RuleContext } from "../rules/rule.ts";
import { loadStack } from "../stack/load.ts";
import type { Stack } from "../stack/model.ts";
import { type Redaction, redactionFor } from "../stack/redaction.ts";
import type { FileLookup } from "../stack/references.ts";
import { type ComposeSign, type Decision, decideTarget } from "../stack/target.ts";
import type { ParsedFile } from "../yaml/parse.ts";

/** How files are read as a stack. */
export interface ReadingOptions {
  readonly target: "auto" | "swarm" | "compose";
  /** Whether somebody named the files: then they are no Compose files that a search came upon. */
  readonly named?: boolean | undefined;
  /** What speaks for Compose, in files that are checked all the same. */
  readonly sign?: ComposeSign | undefined;
  /** Whether nobody said which it is: what would happen in a Swarm is a warning then, at most. */
  readonly undecided?: boolean;
  /** Whether it was a stack before the change, which makes no warning of an error. */
  readonly wasStack?: boolean;
  /** Values for `${VARIABLE}`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly unsetVariables: "unknown" | "empty";
  readonly facts: ClusterFacts;
  /** What single rules do, where fixes put data, and which files are whose; the rest of it is for the caller. */
  readonly config?: Pick<Config, "rules" | "stacks" | "storage"> | undefined;
  /** Says whether files that the stack names exist; without it, that is not known. */
  readonly fileExists?: FileLookup;
  /** The name that `docker stack deploy` gets, when it is known. */
  readonly stackName?: string | undefined;
  /** Prices, where they are asked for. */
  readonly cost?: Pricing | undefined;
  /** Whether there was no such stack before the change that is checked. */
  readonly isNew?: boolean;
}

/** A stack, and what all rules say about it. */
export interface EvaluatedStack extends Reading {
  readonly context: RuleContext;
  /** For everything that is told of it: the rules speak of values as they are. */
  readonly redaction: Redaction;
  /** Absent when no prices are asked for. */
  readonly cost: EstimatePair | undefined;
}

/**
 * Reads files as a stack and asks every rule; those of category `change` compare it with `base`. What deploy refuses
 * changes nothing that runs, and what is missing in it may only not have been read: it is compared with nothing.
 */
export function judge(parsed: readonly ParsedFile[], options: ReadingOptions, base?: StackView): EvaluatedStack {
  const judged = judgeAgainst(base, parsed, options);
  return base && isRefused(judged, parsed) ? judgeAgainst(undefined, parsed, options) : judged;
}

/** Whether deploy takes no such stack, or nobody read it whole. Which files lie beside it is known of here and now alone. */
export function isRefused({ found }: EvaluatedStack, parsed: readonly ParsedFile[]): boolean {
  const refusals = found.filter(isRefusal);
  return parsed.some(({ gaveUp }) => gaveUp) || refusals.some(({ rule }) => rule.id !== "missing-file");
}

export function isRefusal({ rule, problem }: Found): boolean {
  return (problem.category ?? rule.category) === "rejected";
}

function judgeAgainst(
  base: StackView | undefined,
  parsed: readonly ParsedFile[],
  options: ReadingOptions,
): EvaluatedStack {
  const { variables, unsetVariables, facts, stackName } = options;
  const stack = loadStack(parsed, { variables, unset: unsetVariables }, options.fileExists);
  const exposures = exposuresOf(stack, facts);
  const redaction = redactionFor(base ? [stack, base.stack] : [stack]);
  const priced = options.cost && priceStack(options.cost, stack, exposures, { ...options, redaction }, base);
  const context = {
    stack,
    exposures,
    facts,
    stackName,
    base,
    options: options.config?.rules,
    costProblems: priced?.problems,
  };
  const found: Found[] = [];
  for (const rule of rules) for (const problem of rule.check(context)) found.push({ rule, problem });
  const roots = new Map(parsed.flatMap(({ file, root }) => (root ? [[file, root] as const] : [])));
  return { context, redaction, found, roots, cost: priced && redactedCosts(priced.pair, redaction) };
}

/** What the stack costs, and what it cost before; a stack that is new cost nothing. */
function priceStack(
  { engine, settings: given }: Pricing,
  stack: Stack,
  exposures: readonly Exposure[],
  { facts, isNew = false, redaction }: ReadingOptions & { readonly redaction: Redaction },
  base: StackView | undefined,
): { readonly pair: EstimatePair; readonly problems: readonly Problem[] } {
  const settings = { ...given, hides: (count: number) => redaction.sentence(`${count}`) !== `${count}` };
  const before = base && engine.estimateStack(base.exposures, facts, settings).estimate;
  const compared = base !== undefined || isNew ? { before } : undefined;
  const { estimate, problems } = engine.assessCost(stack, exposures, facts, settings, compared);
  return { pair: { before, after: estimate }, problems };
}

/** Names and sizes are shown as they are written. Amounts stay: they tell no more than the size that they are for. */
export function redactedCosts(pair: EstimatePair, redaction: Redaction): EstimatePair {
  const estimate = (one: StackEstimate | undefined) =>
    one && { ...one, volumes: one.volumes.map((volume) => redactedEstimate(volume, redaction)) };
  return { before: estimate(pair.before), after: estimate(pair.after) };
}

function redactedEstimate(estimate: VolumeEstimate, { sentence, value }: Redaction): VolumeEstimate {
  const { volume, size, today, alternatives } = estimate;
  const option = (one: StorageOption): StorageOption => ({
    ...one,
    assumptions: one.assumptions.map(sentence),
    notes: one.notes.map(sentence),
  });
  return {
    ...estimate,
    volume: value(volume),
    ...(size === undefined ? {} : { size: { ...size, text: value(size.text) } }),
    today: option(today),
    alternatives: alternatives.map(option),
  };
}

/** What the files are for. One that was named is checked, unless somebody states that it is for Compose. */
export function targetOf(
  parsed: readonly ParsedFile[],
  { target, named, config }: Pick<ReadingOptions, "target" | "named" | "config">,
): Decision {
  if (target !== "auto") return { kind: target, reason: `\`target\` says \`${target}\`` };
  const decision = decideTarget(parsed, config?.storage.pinTo);
  const { kind, reason, sign, empty } = decision;
  if (!named || kind === "swarm" || (kind === "none" && !empty)) return decision;
  // That a service has no image is told anyway.
  return { kind: "swarm", reason: `it was named, though ${reason}`, ...(kind === "compose" ? { sign } : {}) };
}
