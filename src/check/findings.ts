import { CONFIG_NAME } from "../config/read.ts";
import { stacksWith } from "../config/stacks.ts";
import { Budget } from "../fix/budget.ts";
import { type Fixes, fixesFor } from "../fix/build.ts";
import type { FixContext } from "../fix/model.ts";
import type { Reading } from "../fix/verify.ts";
import type { StackEstimate } from "../model/cost.ts";
import type { Category, Finding, ReportedFix } from "../model/finding.ts";
import type { SourceFile } from "../model/text.ts";
import { engineRefuses } from "../rules/engine-refuses.ts";
import { type Ordinals, toFinding } from "../rules/finding.ts";
import { rules } from "../rules/index.ts";
import type { Found, Rule, RuleProblem } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";
import type { ComposeSign } from "../stack/target.ts";
import { parseFile } from "../yaml/parse.ts";
import { type EvaluatedStack, judge, type ReadingOptions } from "./evaluate.ts";

export interface FindingOptions extends ReadingOptions {
  /** Whether findings come with fixes: these are checked again, which takes as long as several checks. */
  readonly fixes?: boolean;
  /** The work that is left for fixes; without it, what a stack of this size gets. */
  readonly budget?: Budget | undefined;
  /** A file's path relative to the root of what is checked: fingerprints do not depend on the working directory. */
  readonly rootPath?: (path: string) => string;
}

/** What fingerprints are made of instead of a file's own path: that of the file at head. */
type PathFor = (path: string) => string;

export interface StackFindings {
  /** What the rules said, as the report has it; without fixes. */
  readonly findings: readonly Finding[];
  /** What each of them is about in the structure (`RuleProblem.subject`), in the same order. */
  readonly subjects: readonly string[];
  /** Works out the fixes of every finding, in the order of the findings; undefined where no work was left for it. */
  fixes(): readonly (readonly ReportedFix[] | undefined)[];
}

export function findingsOf(
  judged: EvaluatedStack,
  options: FindingOptions,
  pathFor: PathFor = (path) => path,
): StackFindings {
  const ordinals: Ordinals = new Map();
  const { rootPath = (path) => path, sign, undecided = false, wasStack = false } = options;
  const known = new Map<string, string>();
  const pathOnce = (path: string): string => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const after = rootPath(pathFor(path));
    known.set(path, after);
    return after;
  };
  const told = judged.found.flatMap((found) => {
    const finding = toFinding(redactedFinding(found, judged.redaction), ordinals, pathOnce);
    const severity = judged.context.options?.get(finding.ruleId)?.severity;
    // What deploy refuses it refuses whatever the configuration says.
    const own = severity === undefined || finding.category === "rejected" ? finding.severity : severity;
    if (own === "off" || (undecided && !isAboutData(found, finding))) return [];
    const most = undecided && !wasStack && own === "error" ? "warning" : own;
    return [{ found, finding: { ...finding, severity: most } }];
  });
  if (sign && told.some(({ finding }) => finding.severity !== "note")) {
    const found = { rule: composeOrSwarm, problem: howToSettle(sign, undecided, wasStack) };
    told.push({ found, finding: toFinding(found, ordinals, pathOnce) });
  }
  return {
    findings: told.map(({ finding }) => finding),
    subjects: told.map(({ found }) => found.problem.subject),
    fixes: () => {
      const found = told.map((one) => one.found);
      const { offered, untried } = fixesOf(found, judged, options);
      return told.map((one) => {
        if (untried.has(one.found)) return undefined;
        return withAmounts(offered.get(one.found) ?? [], one.finding.volume, judged.cost?.after);
      });
    },
  };
}

/** What counts of a file that may never be deployed to a Swarm: Compose refuses and ignores other things than deploy. */
const ABOUT_DATA: ReadonlySet<Category> = new Set(["persistence", "change", "cost"]);

/** A folder of the host that no engine is known to write to is most likely the source of what is built. */
function isAboutData({ rule, problem: { exposure } }: Found, { category }: Finding): boolean {
  if (!ABOUT_DATA.has(category) || rule === engineRefuses) return false;
  if (exposure === undefined || exposure.role === "data") return true;
  return exposure.role === "state" && exposure.mount?.type !== "bind";
}

const composeOrSwarm = rules.find(({ id }) => id === "compose-or-swarm") as Rule;

function howToSettle({ why, place }: ComposeSign, undecided: boolean, wasStack: boolean): RuleProblem {
  const message = wasStack
    ? `What a Swarm would do to its data stays an error: before this change, this file was a stack, though now ${why}.`
    : undecided
      ? `This file can be for Compose or for Swarm: ${why}. So what a Swarm would do to its data is a warning here.`
      : `This file is checked as a stack because it was named, though ${why}.`;
  const help = undecided
    ? `Write \`target: swarm\` or \`target: compose\` in \`${CONFIG_NAME}\`, for all files or under \`stacks\` for this one; or \`exclude\` it under \`files\`.`
    : "If it is for Compose, do not name it, or check with `target: compose`.";
  return { place, message, help, subject: "target" };
}

/** Fixes that decide where data lives, with what it costs there, where that is known. */
function withAmounts(
  fixes: readonly ReportedFix[],
  volume: string | undefined,
  cost: StackEstimate | undefined,
): readonly ReportedFix[] {
  const priced = cost?.volumes.find((one) => one.volume === volume);
  if (priced === undefined) return fixes;
  return fixes.map((fix) => {
    const monthly = priced.alternatives.find(({ way }) => way === fix.remedy)?.monthly;
    return monthly === undefined ? fix : { ...fix, monthly };
  });
}

/** Offers fixes only for files that are whole: in the others, nobody knows what an edit would do. */
function fixesOf(found: readonly Found[], judged: EvaluatedStack, options: FindingOptions): Fixes {
  const { context, redaction, roots } = judged;
  if (roots.size < context.stack.files.length) return { offered: new Map(), untried: new Set() };
  const { config, stackName, isNew = false, rootPath = (path) => path } = options;
  const isShared = ({ path }: SourceFile) => stacksWith(config, rootPath(path)).length > 1;
  const view: FixContext = { ...context, roots, storage: config?.storage, stackName, isNew, isShared, redaction };
  const recheck = (files: readonly SourceFile[], standIns: ReadonlyMap<string, string>): Reading | undefined => {
    const parsed = files.map(parseFile);
    const readable = parsed.every(({ root, gaveUp }) => root && !gaveUp);
    const variables = new Map([...standIns, ...options.variables]);
    // What it costs is no promise of a fix.
    return readable ? judge(parsed, { ...options, variables, cost: undefined }, context.base) : undefined;
  };
  return fixesFor(found, view, judged, recheck, options.budget ?? new Budget([...roots.keys()]));
}

/** A finding as it is told: neither it nor its fingerprint holds a variable's value. */
function redactedFinding({ rule, problem }: Found, { sentence, value }: Redaction): Found {
  const { message, help, volume, subject } = problem;
  const told = {
    ...problem,
    message: sentence(message),
    help: help && sentence(help),
    volume: volume && value(volume),
    subject: value(subject),
  };
  return { rule, problem: told };
}
