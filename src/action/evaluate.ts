import { patchesOf } from "../check/patches.ts";
import { type CheckedFiles, recheckOf } from "../check/recheck.ts";
import { buildReport, type CheckedStack, checkRemovedStack, checkStack } from "../check.ts";
import { VERSION } from "../cli/version.ts";
import type { FilePatch } from "../fix/unified.ts";
import type { Policy } from "../ignore/model.ts";
import { type ClusterFacts, clusterFacts } from "../persistence/facts.ts";
import type { Finding, Report, ReportWithSources } from "../report.ts";
import type { ReviewSettings } from "../review/model.ts";
import { isFailing, suggestionsOf } from "../review/plan.ts";
import { type Pressable, pressedTexts } from "../review/pressable.ts";
import type { SourceFile } from "../text.ts";
import type { Material } from "./gather.ts";
import type { ActionInputs } from "./inputs.ts";
import { pricing } from "./pricing.ts";
import { remarksOnSilence } from "./remarks.ts";

/** What a check found, and whether it fails. */
export interface Evaluation extends ReportWithSources {
  readonly failing: boolean;
  readonly settings: ReviewSettings;
  /** The suggestions of a review. */
  readonly suggested: readonly Pressable[];
  /** What those change, and the first fix of every other finding. */
  readonly patches: readonly FilePatch[];
  /** What a reader must know about the check. */
  readonly remarks: readonly string[];
  /** What is found when files have other texts. */
  readonly recheck: (changed: ReadonlyMap<string, string>) => readonly Finding[];
  /** Stacks that this program failed on, with the failure. */
  readonly bugs: readonly Bug[];
}

interface Bug {
  readonly paths: readonly string[];
  readonly error: unknown;
}

/** Fixes that are left for later keep all that is known of a stack in memory. */
const MOST_FOR_LATER = 50;

/**
 * Checks everything that was gathered. `label` says what the change was compared with. What comes back works the fixes
 * out, on which no verdict depends, and puts everything together.
 */
export function evaluate(
  material: Material,
  inputs: ActionInputs,
  label: string | undefined,
  today: string,
): () => Evaluation {
  const { policy } = material;
  const { config } = policy;
  const facts: ClusterFacts = clusterFacts(config, { nodes: inputs.nodes, sharedPaths: inputs.sharedPaths });
  const cost = pricing(policy, inputs, today);
  const common = { unsetVariables: "unknown" as const, facts, config, cost };
  const known = (complete: boolean): Policy => ({
    comments: inputs.inlineIgnores,
    config,
    baseline: policy.baseline,
    today,
    complete,
    rootPath: (path) => path,
  });
  const stacks: Checked[] = [];
  const removed: CheckedStack[] = [];
  const bugs: Bug[] = [];
  for (const { files, base, variables, target = "auto", name: stackName } of material.stacks) {
    const own = { target: inputs.target === "auto" ? target : inputs.target, variables, stackName, base };
    const options = { ...common, ...own };
    const checked = attempt(files, bugs, () => checkStack(files, { ...options, fixes: "later" }));
    if (checked === undefined) continue;
    const one = { files, options, policy: known(false), checked };
    stacks.push(stacks.length < MOST_FOR_LATER ? one : withFixes(one, bugs));
  }
  for (const base of material.removed) {
    const options = { ...common, target: inputs.target, variables: new Map() };
    const checked = attempt(base.files, bugs, () => checkRemovedStack(base, options));
    if (checked) removed.push(checked);
  }
  const settings: ReviewSettings = {
    when: inputs.review,
    event: inputs.reviewEvent,
    maxInlineComments: inputs.maxInlineComments,
    failOn: inputs.failOn ?? config?.failOn ?? "error",
    onlyNew: inputs.onlyNew,
  };
  return () => {
    const all = stacks.map((one) => withFixes(one, bugs));
    const whole = all.map(({ checked }) => checked);
    const report: Report = buildReport([...material.unread, ...whole, ...removed], VERSION, {
      base: label,
      cost,
      policy: known(material.whole && bugs.length === 0),
    });
    const { errors, warnings } = report.summary;
    const recheck = recheckOf(all);
    const sources = sourcesOf(material);
    const texts = new Map(Array.from(sources, ([path, { text }]) => [path, text]));
    const suggested = suggestionsOf({ report, texts, diff: material.diff, settings, recheck });
    const pressed = pressedTexts(suggested, texts);
    return {
      report,
      sources,
      settings,
      failing: isFailing({ report, settings }),
      suggested,
      patches: errors + warnings > 0 || inputs.patchFile !== undefined ? patchesFor(all, pressed, bugs) : [],
      remarks: [...policy.remarks, ...material.remarks, ...remarksOnSilence(material, whole, report.ignored)],
      recheck,
      bugs,
    };
  };
}

interface Checked extends CheckedFiles {
  readonly checked: CheckedStack;
  /** Whether there are fixes, as far as any are known; undefined: they were left for later. */
  readonly fixed?: boolean;
}

/** The stack with its fixes; without, when this program failed. */
function withFixes(one: Checked, bugs: Bug[]): Checked {
  if (one.fixed !== undefined) return one;
  const { withFixes: work = () => plain, ...plain } = one.checked;
  const checked = attempt(one.files, bugs, work);
  return { ...one, checked: checked ?? plain, fixed: checked !== undefined };
}

/** Nothing where this program failed, which is noted. */
function patchesFor(all: readonly Checked[], pressed: ReadonlyMap<string, string>, bugs: Bug[]): readonly FilePatch[] {
  const fixed = all.filter((one) => one.fixed);
  const files = fixed.flatMap((one) => one.files);
  return attempt(files, bugs, () => patchesOf(fixed, pressed)) ?? [];
}

/** undefined when this program failed, which is noted. */
function attempt<T>(files: readonly SourceFile[], bugs: Bug[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    bugs.push({ paths: files.map(({ path }) => path), error });
    return undefined;
  }
}

/** Every file that findings may be in, by its path. */
function sourcesOf({ policy, stacks, removed }: Material): ReadonlyMap<string, SourceFile> {
  const files = [...(policy.file ? [policy.file] : []), ...[...stacks, ...removed].flatMap((one) => one.files)];
  return new Map(files.map((file) => [file.path, file]));
}
