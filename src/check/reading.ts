import type { Config } from "../config/model.ts";
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
}

/** A stack, and what all rules say about it. */
export interface Judged extends Reading {
  readonly context: RuleContext;
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
  const context = { stack, exposures, facts, stackName, base, options: options.config?.rules };
  const found = rules.flatMap((rule) => Array.from(rule.check(context), (problem) => ({ rule, problem })));
  const roots = new Map(parsed.flatMap(({ file, root }) => (root ? [[file, root] as const] : [])));
  return { context, found, roots };
}
