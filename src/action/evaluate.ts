import { buildReport } from "../check/build-report.ts";
import { type CheckedStack, checkRemovedStack, checkStack } from "../check/check.ts";
import { type CheckedFiles, patchesOf, recheckOf } from "../check/recheck.ts";
import { VERSION } from "../cli/version.ts";
import { clusterFacts } from "../config/cluster.ts";
import type { FilePatch } from "../edit/unified.ts";
import type { Policy } from "../ignore/model.ts";
import type { ClusterFacts } from "../model/cluster.ts";
import type { Finding } from "../model/finding.ts";
import type { Report, ReportWithSources } from "../model/report.ts";
import type { SourceFile } from "../model/text.ts";
import type { Pressable, ReviewSettings } from "../review/model.ts";
import { isFailing, suggestionsOf } from "../review/plan.ts";
import { pressedTexts } from "../review/pressable.ts";
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

export interface Occasion {
  /** What the change was compared with. */
  readonly label: string | undefined;
  /** `2026-03-31`. */
  readonly today: string;
  /** Where the rule pages of this version are, when that is known. */
  readonly pages: string | undefined;
}

/** Checks everything that was gathered. */
export function evaluate(material: Material, inputs: ActionInputs, { label, today, pages }: Occasion): Evaluation {
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
  for (const { files, base, variables, target, name: stackName, named } of material.stacks) {
    const own = { target: targetOf(inputs, target ?? config?.target), named, variables, stackName, base };
    const options = { ...common, ...own };
    const fixed = attempt(files, bugs, () => checkStack(files, { ...options, fixes: true }));
    // What is found does not depend on fixes; the failure is noted already.
    const checked = fixed ?? attempt(files, [], () => checkStack(files, options));
    if (checked) stacks.push({ files, options, policy: known(false), checked, fixed: fixed !== undefined });
  }
  for (const base of material.removed) {
    const options = { ...common, target: targetOf(inputs, config?.target), variables: new Map() };
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
  const whole = stacks.map(({ checked }) => checked);
  const report: Report = buildReport([...material.unread, ...whole, ...removed], VERSION, {
    base: label,
    cost,
    pages,
    policy: known(material.whole && bugs.length === 0),
  });
  const { errors, warnings } = report.summary;
  const recheck = recheckOf(stacks);
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
    patches: errors + warnings > 0 || inputs.patchFile !== undefined ? patchesFor(stacks, pressed, bugs) : [],
    remarks: [...policy.remarks, ...material.remarks, ...remarksOnSilence(material, whole, report.ignored)],
    recheck,
    bugs,
  };
}

/** What the input says, else what the configuration does. */
const targetOf = ({ target }: ActionInputs, configured: ActionInputs["target"] = "auto"): ActionInputs["target"] =>
  target === "auto" ? configured : target;

interface Checked extends CheckedFiles {
  readonly checked: CheckedStack;
  /** Whether this program could look for fixes. */
  readonly fixed: boolean;
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
