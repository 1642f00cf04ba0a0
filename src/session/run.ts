import { activeFindings, namingOthers, readersOf } from "../check/active-findings.ts";
import { buildReport } from "../check/build-report.ts";
import { type CheckedStack, checkRemovedStack, checkStack } from "../check/check.ts";
import { purposeOf } from "../check/purpose.ts";
import { type CheckedFiles, patchesOf, recheckOf } from "../check/recheck.ts";
import { clusterFacts } from "../config/cluster.ts";
import type { FilePatch } from "../edit/unified.ts";
import { Budget } from "../fix/budget.ts";
import { baselineText, readBaseline } from "../ignore/baseline.ts";
import type { Policy } from "../ignore/model.ts";
import { counted } from "../model/english.ts";
import type { Finding, Severity } from "../model/finding.ts";
import type { Report, ReportWithSources } from "../model/report.ts";
import type { SourceFile } from "../model/text.ts";
import type { DiffFile, Posted, ReviewPlan, ReviewSettings } from "../review/model.ts";
import { isFailing, planReview, suggestionsOf } from "../review/plan.ts";
import { pressedTexts } from "../review/pressable.ts";
import { parseFile } from "../yaml/parse.ts";
import { changedStacks } from "./changed-stacks.ts";
import type { Material } from "./material.ts";
import { namedStacks } from "./named-stacks.ts";
import { pricingFor } from "./prices.ts";
import { VERSION } from "./program.ts";
import { remarksOnSilence } from "./remarks.ts";
import { type Repaired, Repairs } from "./repairs.ts";
import type { Observer, Request } from "./request.ts";
import type { Checkout, Workspace } from "./workspace.ts";

/** What came of a run. */
export interface Result extends ReportWithSources {
  readonly failOn: ReviewSettings["failOn"];
  readonly failing: boolean;
  /** 0 clean, 1 findings, 2 something stood in the way, 3 a bug. */
  readonly exitCode: number;
  /** Whether nothing at all was looked at. */
  readonly isEmpty: boolean;
  /** Whether there was no stack, and no file that may have been one. */
  readonly hasNoStack: boolean;
  /** What is wrong with a proposed policy. */
  readonly mistakes: Material["policy"]["mistakes"];
  /** What a reader must know about the check. */
  readonly remarks: readonly string[];
  readonly diff: readonly DiffFile[];
  readonly repaired: Repaired;
  /** Stacks that this program failed on, with the failure. */
  readonly bugs: readonly Bug[];
  /** What the suggestions of the review change, and the first fix of every other finding, file by file. */
  patches(): readonly FilePatch[];
  /** What to post where `posted` stands already; `diff` says which lines may carry comments. */
  plan(head: string | undefined, posted: Posted, diff: readonly DiffFile[]): ReviewPlan;
}

export interface Bug {
  readonly paths: readonly string[];
  readonly error: unknown;
}

/** Reads what a request is about and checks it: the only way from files to a result. */
export async function run(request: Request, workspace: Checkout | Workspace, observer: Observer): Promise<Result> {
  let complaints = 0;
  const counting: Observer = {
    ...observer,
    complain: (message, help) => {
      complaints++;
      observer.complain(message, help);
    },
  };
  const { what } = request;
  const material =
    what.kind === "named"
      ? await namedStacks({ ...request, what }, workspace as Checkout, counting)
      : await changedStacks({ ...request, what }, workspace, counting);
  traceMaterial(material, observer);
  return check(material, request, counting, () => complaints);
}

function traceMaterial({ stacks, removed, unread }: Material, { trace }: Observer): void {
  const names = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path).join(" and ");
  for (const { files, base, variables, target = "auto" } of stacks) {
    const before = base === undefined ? "not compared" : `compared with ${names(base.files) || "nothing: it is new"}`;
    trace?.(`Stack: ${names(files)}, ${before}, ${counted(variables.size, "variable")}, target ${target}`);
  }
  for (const { base } of removed) trace?.(`Removed stack: ${names(base.files)}`);
  for (const { skipped } of unread) for (const { path, reason } of skipped) trace?.(`Not checked: ${path}: ${reason}`);
}

/** Checks everything that was read. */
function check(material: Material, request: Request, observer: Observer, complaints: () => number): Result {
  const { policy } = material;
  const { config } = policy;
  const cost = pricingFor(policy, request);
  const { unsetVariables } = request;
  const facts = clusterFacts(config, request.facts);
  const common = { unsetVariables, facts, config, cost, rootPath: material.rootPath };
  const known = (complete: boolean): Policy => ({
    comments: request.inlineIgnores,
    config,
    baseline: policy.baseline,
    today: request.today,
    complete,
    rootPath: material.rootPath,
  });
  const partly = known(false);
  const named = material.stacks.map(({ name, files }) => ({ name, files: files.map(({ path }) => path) }));
  const readers = readersOf(named);
  const repairs = new Repairs(request);
  const sources = new Map<string, SourceFile>(policy.file ? [[policy.file.path, policy.file]] : []);
  const stacks: Checked[] = [];
  const removed: CheckedStack[] = [];
  const bugs: Bug[] = [];
  for (const [index, stack] of material.stacks.entries()) {
    const { files, base, variables, name } = stack;
    const own = named[index] as (typeof named)[number];
    observer.step?.(index + 1, named.length, own.files.join(" + "));
    const stackName = request.stackName ?? name;
    const target = request.target ?? stack.target ?? config?.target ?? "auto";
    const fileExists = (path: string) => (request.checkFiles ? material.isFile(own.files[0] ?? "", path) : undefined);
    const options = { ...common, target, named: stack.named, variables, stackName, base, fileExists };
    const repaired = attempt(files, bugs, () => {
      const budget = new Budget(files);
      const purpose = request.repair && purposeOf(files.map(parseFile), options);
      return repairs.repair(files, (now) => {
        // What is known to be fine is not repaired.
        const found = activeFindings([checkStack(now, { ...options, purpose, fixes: true, budget })], partly).kept;
        return namingOthers(found, own, readers);
      });
    });
    const current = repaired ?? files;
    for (const file of current) sources.set(file.path, file);
    const fixed = request.fixes
      ? attempt(current, bugs, () => checkStack(current, { ...options, fixes: true }))
      : undefined;
    // What is found does not depend on fixes; a failure with them is noted already.
    const checked = fixed ?? attempt(current, request.fixes ? [] : bugs, () => checkStack(current, options));
    // A call names files to have them checked; a change only touches them.
    if (checked?.namedInVain && request.what.kind === "named")
      for (const { path, reason } of checked.skipped) observer.complain(`${path}: ${reason}`, NAMED_IN_VAIN);
    if (checked)
      stacks.push({ files: current, options, policy: partly, checked, isFixed: !request.fixes || fixed !== undefined });
  }
  observer.end?.();
  for (const { base, variables } of material.removed) {
    for (const file of base.files) sources.set(file.path, file);
    const options = { ...common, target: request.target ?? config?.target ?? "auto", variables };
    const checked = attempt(base.files, bugs, () => checkRemovedStack(base, options));
    if (checked) removed.push(checked);
  }
  const whole = stacks.map(({ checked }) => checked);
  const all = [...material.unread, ...whole, ...removed];
  const clean = bugs.length === 0 && complaints() === 0 && !all.some(isUnreadable);
  const told = known(material.complete && clean);
  const final = all.length === 0 && complaints() > 0 ? told : withNewBaseline(all, told, request, observer);
  const report = reported(
    buildReport(all, VERSION, { base: material.label, cost, pages: request.pages, policy: final }),
    request,
  );
  const failOn = request.failOn ?? config?.failOn ?? "error";
  const settings: ReviewSettings = { ...request.review, failOn, onlyNew: request.onlyNew };
  const failing = isFailing({ report, settings });
  const texts = new Map(Array.from(sources, ([path, { text }]) => [path, text]));
  const recheck = recheckOf(stacks);
  const suggestions = once(() => suggestionsOf({ report, texts, diff: material.diff, settings, recheck }));
  const patches = once((): readonly FilePatch[] => {
    const sound = stacks.filter(({ isFixed }) => isFixed);
    const files = sound.flatMap((one) => one.files);
    return attempt(files, bugs, () => patchesOf(sound, pressedTexts(suggestions(), texts))) ?? [];
  });
  const remarks = [...policy.remarks, ...material.remarks, ...remarksOnSilence(material.stacks, whole, report.ignored)];
  return {
    report,
    sources,
    failOn,
    failing,
    get exitCode() {
      return bugs.length > 0 ? 3 : complaints() > 0 ? 2 : failing ? 1 : 0;
    },
    isEmpty: all.length === 0,
    hasNoStack: report.summary.stacks === 0 && material.unread.length === 0,
    mistakes: policy.mistakes,
    remarks,
    diff: material.diff,
    repaired: repairs,
    bugs,
    patches,
    plan: (headSha, posted, diff) => {
      const suggested = suggestions();
      return planReview({
        ...{ report, texts, settings, remarks, recheck, suggested, headSha, posted, diff },
        patches: report.summary.errors + report.summary.warnings > 0 ? patches() : [],
      });
    },
  };
}

const NAMED_IN_VAIN = "name a stack file; `--target swarm` checks this one all the same";

interface Checked extends CheckedFiles {
  readonly checked: CheckedStack;
  /** Whether this program could look for fixes. */
  readonly isFixed: boolean;
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

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

const isUnreadable = ({ findings }: CheckedStack): boolean =>
  findings.some(({ ruleId }) => ruleId === "file-unreadable");

/** Saves what stands now as the new baseline where that is asked for. Returns the policy with it. */
function withNewBaseline(
  checked: readonly CheckedStack[],
  policy: Policy,
  { saveBaseline }: Request,
  { complain }: Observer,
): Policy {
  const { baseline, rootPath } = policy;
  if (saveBaseline === undefined || baseline === undefined) return policy;
  const paths = new Set(checked.flatMap(({ stack }) => stack?.files ?? []).map(rootPath));
  const unchecked = policy.complete ? [] : baseline.entries.filter(({ path }) => !paths.has(path));
  const { kept } = activeFindings(checked, { ...policy, baseline: undefined });
  const text = baselineText(kept, unchecked, rootPath);
  const written = readBaseline({ path: baseline.path, text });
  if ("errors" in written) throw new Error(`the baseline that was written is wrong: ${written.errors[0]?.message}`);
  const problem = saveBaseline(text, written.baseline.entries.length);
  if (problem === undefined) return { ...policy, baseline: written.baseline };
  complain(`--baseline ${baseline.path}: ${problem.message}`, problem.help);
  return policy;
}

/** `cost` speaks of money alone, and of files that could not be read. */
function reported(report: Report, { about }: Request): Report {
  if (about === "everything") return report;
  const concerns = ({ category, ruleId }: Finding) => category === "cost" || ruleId === "file-unreadable";
  const findings = report.findings.filter(concerns);
  const ignored = report.ignored.filter(({ finding }) => concerns(finding));
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const counts = { errors: count("error"), warnings: count("warning"), notes: count("note"), ignored: ignored.length };
  const preexisting = findings.filter((finding) => finding.preexisting).length;
  return { ...report, findings, ignored, summary: { ...report.summary, ...counts, preexisting } };
}
