import type { EstimatePair } from "../cost/compare.ts";
import { directivesOf } from "../ignore/directives.ts";
import type { FileDirectives } from "../ignore/model.ts";
import { sentence } from "../model/english.ts";
import type { Finding } from "../model/finding.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Loss, ReportedExposure, ReportedStack, Skipped } from "../model/report.ts";
import { positionAt, type SourceFile } from "../model/text.ts";
import { type Deployed, deployedOutcomes, whyMayBeEmpty } from "../persistence/change/deployed.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { toFinding } from "../rules/finding.ts";
import { rules } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";
import { type ParsedFile, parseFile } from "../yaml/parse.ts";
import { showUnknown } from "../yaml/unknown.ts";
import { type BaseStack, lossesOf, markPreexisting, readBase } from "./comparison.ts";
import { isRefusal, judge } from "./evaluate.ts";
import { type FindingOptions, findingsOf } from "./findings.ts";
import { type Purpose, purposeOf } from "./purpose.ts";

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

/** A stack of which head has no file any more: what becomes of its data. */
export function checkRemovedStack(base: BaseStack, options: FindingOptions): CheckedStack {
  const view = readBase(base, options)?.view;
  if (view === undefined) return NOTHING;
  const judged = judge([], options, view);
  return { ...NOTHING, findings: findingsOf(judged, options).findings, spending: judged.cost };
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

const LOSS: ReadonlySet<Outcome> = new Set(["empty", "lost"]);

/** What exposures that hold data would lose, each by the event that is nearest. */
export function lossesIn(exposures: readonly Exposure[]): Loss[] {
  return exposures.flatMap(({ view, mount, volume, target, role, survival }) => {
    if (role !== "data" && role !== "state") return [];
    const event = (["replaced", "moved"] as const).find((one) => LOSS.has(survival[one]));
    if (event === undefined) return [];
    const source = volume?.key ?? mount?.source?.value;
    return {
      service: view.service.name,
      ...(source === undefined ? {} : { source: showUnknown(source) }),
      target: showUnknown(target),
      event,
      outcome: survival[event],
    };
  });
}

export function redactedExposure(exposure: ReportedExposure, { sentence, value }: Redaction): ReportedExposure {
  const { source, target, why, deployedWhy, deployedMismatch } = exposure;
  return {
    ...exposure,
    ...(source === undefined ? {} : { source: value(source) }),
    target: value(target),
    why: sentence(why),
    ...(deployedWhy === undefined ? {} : { deployedWhy: sentence(deployedWhy) }),
    ...(deployedMismatch === undefined ? {} : { deployedMismatch: sentence(deployedMismatch) }),
  };
}

export function redactedLoss(loss: Loss, { value }: Redaction): Loss {
  const { source, target } = loss;
  return { ...loss, ...(source === undefined ? {} : { source: value(source) }), target: value(target) };
}
