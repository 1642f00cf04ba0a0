import type { EstimatePair } from "../cost/compare.ts";
import type { Pricing } from "../cost/engine.ts";
import { directivesOf } from "../ignore/directives.ts";
import { COMMENTS_ALONE, type FileDirectives, type Policy } from "../ignore/model.ts";
import { type Suppressed, suppress } from "../ignore/suppress.ts";
import type { Finding, Severity } from "../model/finding.ts";
import { byPlace } from "../model/finding-order.ts";
import type { Report, ReportedExposure, ReportedStack, Skipped } from "../model/report.ts";
import { positionAt, type SourceFile } from "../model/text.ts";
import { type Deployed, deployedOutcomes, whyMayBeEmpty } from "../persistence/change/deployed.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { toFinding } from "../rules/finding.ts";
import { rules } from "../rules/index.ts";
import { about, type Rule } from "../rules/rule.ts";
import { type ParsedFile, parseFile } from "../yaml/parse.ts";
import { showUnknown } from "../yaml/unknown.ts";
import { findingsAbout } from "./about-ignoring.ts";
import { type BaseStack, lossesOf, markPreexisting, readBase } from "./comparison.ts";
import { type FindingOptions, findingsOf } from "./findings.ts";
import { lossesIn } from "./losses.ts";
import { type Purpose, purposeOf } from "./purpose.ts";
import { isRefusal, judge } from "./reading.ts";
import { redactedExposure, redactedLoss } from "./redacted.ts";
import { findingsOfAll } from "./shared-files.ts";

export type { BaseStack } from "./comparison.ts";

export interface CheckOptions extends FindingOptions {
  /** The stack before the change that is checked; without it, nothing is compared. */
  readonly base?: BaseStack | undefined;
  /** What the files are for, where that was decided before they were changed. */
  readonly purpose?: Purpose | undefined;
}

/** What is known of one stack, or of one file that is none. */
export interface CheckedStack {
  readonly findings: readonly Finding[];
  readonly stack: ReportedStack | undefined;
  readonly skipped: readonly Skipped[];
  readonly services: number;
  readonly mounts: number;
  /** What its storage cost before the change, and costs now; absent when there is nothing to compare. */
  readonly spending?: EstimatePair | undefined;
  /** The ignore comments in its files. */
  readonly directives?: readonly FileDirectives[];
  /** Present when a change makes it look like a Compose file, so that nothing is said of it any more. */
  readonly wasStack?: true;
  /** Present when somebody named files that are no stack file. */
  readonly namedInVain?: true;
  /** How many of the findings come without a fix because there was no work left for it. */
  readonly untried?: number;
}

/** Checks files, in order, as one stack. With a `base` without any file the stack is new, and there is nothing to compare. */
export function checkStack(files: readonly SourceFile[], options: CheckOptions): CheckedStack {
  const paths = files.map(({ path }) => path);
  const parsed = files.map(parseFile);
  const purpose = options.purpose ?? purposeOf(parsed, options);
  const { sign } = purpose;
  const undecided = purpose.kind === "either";
  if (purpose.kind === "none") return noStack(paths, purpose, options);
  if (purpose.kind === "compose") return composeFile(parsed, purpose, options);
  const before = options.base && readBase(options.base, options);
  const isNew = options.base?.files.length === 0;
  const asked = { ...options, isNew, sign, undecided, wasStack: undecided && purpose.wasStack };
  const judged = judge(parsed, asked, before?.view);
  const { stack, exposures, base: view } = judged.context;
  const outcomes = view && deployedOutcomes(view, judged.context);
  const told = findingsOf(judged, asked);
  const findings = markPreexisting(told, before?.findings ?? [], lossesOf(outcomes));
  if (parsed.some(({ gaveUp }) => gaveUp)) {
    const skipped = parsed.map(({ file: { path }, gaveUp }) => ({
      path,
      reason: gaveUp ? "past a limit" : "another file of its stack is past a limit",
    }));
    return { ...NOTHING, findings, skipped };
  }
  const fixes = options.fixes && findings.length > 0 ? told.fixes() : undefined;
  const untried = fixes?.filter((some) => some === undefined).length ?? 0;
  return {
    findings: findings.map((finding, index) => ({ ...finding, fixes: fixes?.[index] ?? [] })),
    stack: {
      ...(options.stackName === undefined ? {} : { name: options.stackName }),
      files: paths,
      target: "swarm",
      targetReason: purpose.reason,
      verdict: judged.found.some(isRefusal) ? "rejected" : "accepted",
      ...(undecided ? { mayBeCompose: true } : {}),
      exposures: exposures.map((exposure) =>
        redactedExposure(toReported(exposure, outcomes?.get(exposure)), judged.redaction),
      ),
      ...(judged.cost?.after === undefined ? {} : { cost: judged.cost.after }),
    },
    skipped: [],
    services: stack.services.length,
    mounts: stack.services.reduce((count, service) => count + service.mounts.length, 0),
    spending: view || isNew ? judged.cost : undefined,
    directives: parsed.map(({ file }) => directivesOf(file, RULE_IDS)),
    ...(untried === 0 ? {} : { untried }),
  };
}

const RULE_IDS = rules.map(({ id }) => id);

const NOTHING: CheckedStack = { findings: [], stack: undefined, skipped: [], services: 0, mounts: 0 };

/** A file that was skipped by what it holds, with what a Swarm would do to its data; nothing where somebody states it. */
function composeFile(parsed: readonly ParsedFile[], purpose: Purpose, options: CheckOptions): CheckedStack {
  const { reason, wasStack } = purpose;
  const what = wasStack
    ? "since this change a Compose file, and no Swarm stack any more"
    : "a Compose file, not a Swarm stack";
  const judged = options.target === "compose" ? undefined : judge(parsed, { ...options, cost: undefined });
  const skipped = parsed.map(({ file }) => {
    const own = judged?.context.exposures.filter((exposure) => about(exposure).place.file === file) ?? [];
    const losses = judged ? lossesIn(own).map((loss) => redactedLoss(loss, judged.redaction)) : [];
    return { path: file.path, reason: `${what}: ${reason}`, ...(losses.length > 0 ? { losses } : {}) };
  });
  return { ...NOTHING, skipped, ...(wasStack ? { wasStack } : {}) };
}

function noStack(paths: readonly string[], { reason }: Purpose, { named }: CheckOptions): CheckedStack {
  const skipped = paths.map((path) => ({ path, reason: `no stack file: ${reason}` }));
  return { ...NOTHING, skipped, ...(named ? { namedInVain: true } : {}) };
}

/** A file that could not be read as text; what is wrong and what to do are given as they would stand behind a colon. */
export function unreadable(path: string, message: string, help: string): CheckedStack {
  const place = { file: { path, text: "" }, start: 0, end: 0 };
  const rule = rules.find(({ id }) => id === "file-unreadable") as Rule;
  const problem = { place, message: sentence(message), help: sentence(help), subject: "file" as const };
  const findings = [toFinding({ rule, problem }, new Map())];
  return { ...NOTHING, findings, skipped: [{ path, reason: "could not be read" }] };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

/** A stack of which head has no file any more: what becomes of its data. */
export function checkRemovedStack(base: BaseStack, options: FindingOptions): CheckedStack {
  const view = readBase(base, options)?.view;
  if (view === undefined) return NOTHING;
  const judged = judge([], options, view);
  return { ...NOTHING, findings: findingsOf(judged, options).findings, spending: judged.cost };
}

export interface ReportOptions {
  /** What the change was compared with. */
  readonly base?: string | undefined;
  /** What somebody said is known; by default comments alone. */
  readonly policy?: Policy | undefined;
  /** What the stacks were priced with. */
  readonly cost?: Pricing | undefined;
  /** Where the rule pages of this version are. */
  readonly pages?: string | undefined;
}

/** Puts everything together; findings are in the order of `byPlace`. */
export function buildReport(
  checked: readonly CheckedStack[],
  version: string,
  { base, policy = COMMENTS_ALONE, cost, pages }: ReportOptions = {},
): Report {
  const { kept: findings, ignored } = standing(checked, policy);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const sum = (of: (one: CheckedStack) => number) => checked.reduce((total, one) => total + of(one), 0);
  const stacks = checked.flatMap(({ stack }) => stack ?? []);
  const skipped = checked.flatMap((one) => one.skipped);
  const spending = checked.flatMap((one) => one.spending ?? []);
  return {
    schemaVersion: 1,
    tool: { name: "swarm-volume-check", version, ...(pages === undefined ? {} : { pages }) },
    summary: {
      filesChecked: new Set(stacks.flatMap(({ files }) => files)).size,
      filesSkipped: skipped.length,
      stacks: stacks.length,
      services: sum(({ services }) => services),
      mounts: sum(({ mounts }) => mounts),
      errors: count("error"),
      warnings: count("warning"),
      notes: count("note"),
      ignored: ignored.length,
      preexisting: findings.filter(({ preexisting }) => preexisting).length,
    },
    findings,
    ignored,
    stacks,
    skipped,
    ...(base === undefined ? {} : { base }),
    ...unfinished(checked),
    ...(cost && spending.length > 0 ? { costDifference: cost.engine.compareEstimates(spending) } : {}),
  };
}

/** That not all findings were looked at for a fix, where that is so. */
function unfinished(checked: readonly CheckedStack[]): Pick<Report, "fixes"> {
  const untried = checked.reduce((sum, one) => sum + (one.untried ?? 0), 0);
  if (untried === 0) return {};
  const findings = checked.reduce((sum, one) => sum + one.findings.length, 0);
  return { fixes: { workedOutFor: findings - untried, findings } };
}

/** The findings of all stacks that nobody said are known, in their order, and the others. */
export function standing(
  checked: readonly CheckedStack[],
  policy: Policy = COMMENTS_ALONE,
): Omit<Suppressed, "problems"> {
  const found = findingsOfAll(checked).sort(byPlace);
  const files = new Map(checked.flatMap((one) => one.directives ?? []).map((one) => [one.path, one]));
  const paths = new Set(checked.flatMap(({ stack }) => stack?.files ?? []));
  const { kept, ignored, problems } = suppress(found, [...files.values()], paths, policy);
  if (problems.length === 0) return { kept, ignored };
  return { kept: [...kept, ...findingsAbout(problems, policy)].sort(byPlace), ignored };
}

function toReported(exposure: Exposure, deployed: Deployed | undefined): ReportedExposure {
  const { view, mount, volume, target, storage, survival } = exposure;
  const why = deployed && whyMayBeEmpty(deployed);
  const { place } = about(exposure);
  const source = volume?.key ?? mount?.source?.value;
  return {
    service: view.service.name,
    ...(source === undefined ? {} : { source: showUnknown(source) }),
    target: showUnknown(target),
    role: exposure.role,
    storage: storage.kind,
    reach: storage.reach,
    roam: view.placement.roam,
    why: `${storage.why}; ${view.placement.why}`,
    path: place.file.path,
    startLine: positionAt(place.file, place.start).line,
    survival,
    ...(deployed === undefined ? {} : { deployed: deployed.outcome }),
    ...(why === undefined ? {} : { deployedWhy: why }),
    ...(deployed?.mismatch === undefined ? {} : { deployedMismatch: deployed.mismatch }),
  };
}
