import { type CheckedFiles, recheckOf } from "../check/recheck.ts";
import { buildReport, type CheckedStack, checkRemovedStack, checkStack } from "../check.ts";
import { VERSION } from "../cli/version.ts";
import type { Policy } from "../ignore/model.ts";
import { type ClusterFacts, clusterFacts } from "../persistence/facts.ts";
import type { Finding, Report, ReportWithSources } from "../report.ts";
import type { ReviewSettings } from "../review/model.ts";
import { isFailing } from "../review/plan.ts";
import type { SourceFile } from "../text.ts";
import type { Material } from "./gather.ts";
import type { ActionInputs } from "./inputs.ts";
import { pricing } from "./pricing.ts";

/** What a check found, and whether it fails. */
export interface Evaluation extends ReportWithSources {
  readonly failing: boolean;
  readonly settings: ReviewSettings;
  /** Stacks whose findings came with fixes. */
  readonly fixed: readonly CheckedFiles[];
  /** What a reader must know about the check. */
  readonly remarks: readonly string[];
  /** What is found when files have other texts. */
  readonly recheck: (changed: ReadonlyMap<string, string>) => readonly Finding[];
  /** Stacks that this program failed on, with the failure. */
  readonly bugs: readonly { readonly paths: readonly string[]; readonly error: unknown }[];
}

/** Every fix is checked again, which takes as long as another check: a stack with more findings gets none. */
const MOST_WITH_FIXES = 200;

/** Whether files are too short for that many findings, in characters. */
const isSmall = (files: readonly SourceFile[]): boolean => files.every(({ text }) => text.length < 10_000);

/** Checks everything that was gathered. `label` says what the change was compared with. */
export function evaluate(
  material: Material,
  inputs: ActionInputs,
  label: string | undefined,
  today: string,
): Evaluation {
  const { policy } = material;
  const { config } = policy;
  const facts: ClusterFacts = clusterFacts(config, { nodes: inputs.nodes, sharedPaths: inputs.sharedPaths });
  const cost = pricing(policy, inputs, today);
  const common = { unsetVariables: "unknown" as const, facts, config, cost };
  const known = (complete: boolean): Policy => ({
    comments: true,
    config,
    baseline: policy.baseline,
    today,
    complete,
    rootPath: (path) => path,
  });
  const checked: CheckedStack[] = [...material.unread];
  const stacks: CheckedFiles[] = [];
  const fixed: CheckedFiles[] = [];
  const remarks: string[] = [];
  const bugs: { paths: readonly string[]; error: unknown }[] = [];
  const sources = new Map<string, SourceFile>(policy.file ? [[policy.file.path, policy.file]] : []);
  const attempt = (files: readonly SourceFile[], check: () => void) => {
    for (const file of files) sources.set(file.path, file);
    try {
      check();
    } catch (error) {
      bugs.push({ paths: files.map(({ path }) => path), error });
    }
  };
  for (const { files, base, variables, target = "auto", name: stackName } of material.stacks) {
    const options = {
      ...common,
      target: inputs.target === "auto" ? target : inputs.target,
      variables,
      stackName,
      base,
    };
    attempt(files, () => {
      const plain = isSmall(files) ? undefined : checkStack(files, options);
      const few = plain === undefined || plain.findings.length <= MOST_WITH_FIXES;
      const one = few ? checkStack(files, { ...options, fixes: true }) : plain;
      checked.push(one);
      stacks.push({ files, options, policy: known(false) });
      if (few) fixed.push({ files, options, policy: known(false), checked: one });
      else
        remarks.push(
          `The findings in ${files.map(({ path }) => path).join(" and ")} come without fixes: there are more than ${MOST_WITH_FIXES}.`,
        );
    });
  }
  for (const base of material.removed) {
    attempt(base.files, () => {
      checked.push(checkRemovedStack(base, { ...common, target: inputs.target, variables: new Map() }));
    });
  }
  const report: Report = buildReport(checked, VERSION, {
    base: label,
    cost,
    policy: known(material.whole && bugs.length === 0),
  });
  const settings: ReviewSettings = {
    when: inputs.review,
    event: inputs.reviewEvent,
    maxInlineComments: inputs.maxInlineComments,
    failOn: inputs.failOn ?? config?.failOn ?? "error",
    onlyNew: inputs.onlyNew,
  };
  return {
    report,
    sources,
    settings,
    failing: isFailing({ report, settings }),
    fixed,
    remarks,
    recheck: recheckOf(stacks),
    bugs,
  };
}
