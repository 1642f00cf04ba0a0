import { stacksWith } from "../config/stacks.ts";
import { Budget } from "../fix/budget.ts";
import { type Fixes, fixesFor } from "../fix/build.ts";
import type { FixContext } from "../fix/model.ts";
import type { Reading } from "../fix/verify.ts";
import type { Finding, ReportedFix, StackEstimate } from "../report.ts";
import { type Ordinals, toFinding } from "../rules/finding.ts";
import type { Found } from "../rules/rule.ts";
import { parseFile } from "../stack/parse.ts";
import type { SourceFile } from "../text.ts";
import { type Judged, judge, type ReadingOptions } from "./reading.ts";

export interface FindingOptions extends ReadingOptions {
  /**
   * Whether findings come with fixes: these are checked again, which takes as long as several checks. `later`: they can
   * be asked for when the findings are known.
   */
  readonly fixes?: boolean | "later";
  /** The work that is left for fixes; without it, what a stack of this size gets. */
  readonly budget?: Budget | undefined;
  /** A file's path relative to the root of what is checked: fingerprints do not depend on the working directory. */
  readonly rootPath?: (path: string) => string;
}

/** What fingerprints are made of instead of a file's own path: that of the file at head. */
type PathFor = (path: string) => string;

export interface Told {
  /** What the rules said, as the report has it; without fixes. */
  readonly findings: readonly Finding[];
  /** What each of them is about in the structure (`RuleProblem.subject`), in the same order. */
  readonly subjects: readonly string[];
  /** Works out the fixes of every finding, in the order of the findings; undefined where no work was left for it. */
  fixes(): readonly (readonly ReportedFix[] | undefined)[];
}

export function findingsOf(judged: Judged, options: FindingOptions, pathFor: PathFor = (path) => path): Told {
  const ordinals: Ordinals = new Map();
  const { rootPath = (path) => path } = options;
  const known = new Map<string, string>();
  const pathOnce = (path: string): string => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const after = rootPath(pathFor(path));
    known.set(path, after);
    return after;
  };
  const told = judged.found.flatMap((found) => {
    const finding = toFinding(found, ordinals, pathOnce);
    const severity = judged.context.options?.get(finding.ruleId)?.severity;
    // What deploy refuses it refuses whatever the configuration says.
    const own = severity === undefined || finding.category === "rejected" ? finding.severity : severity;
    return own === "off" ? [] : [{ found, finding: { ...finding, severity: own } }];
  });
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
function fixesOf(found: readonly Found[], judged: Judged, options: FindingOptions): Fixes {
  const { context, roots } = judged;
  if (roots.size < context.stack.files.length) return { offered: new Map(), untried: new Set() };
  const { config, stackName, isNew = false, rootPath = (path) => path } = options;
  const isShared = ({ path }: SourceFile) => stacksWith(config, rootPath(path)).length > 1;
  const view: FixContext = { ...context, roots, storage: config?.storage, stackName, isNew, isShared };
  const recheck = (files: readonly SourceFile[], standIns: ReadonlyMap<string, string>): Reading | undefined => {
    const parsed = files.map(parseFile);
    const readable = parsed.every(({ root, gaveUp }) => root && !gaveUp);
    const variables = new Map([...standIns, ...options.variables]);
    // What it costs is no promise of a fix.
    return readable ? judge(parsed, { ...options, variables, cost: undefined }, context.base) : undefined;
  };
  return fixesFor(found, view, judged, recheck, options.budget ?? new Budget([...roots.keys()]));
}
