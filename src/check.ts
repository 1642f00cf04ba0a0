import { hash } from "node:crypto";
import type { Config } from "./config/model.ts";
import { fixesFor } from "./fix/build.ts";
import type { FixContext } from "./fix/model.ts";
import type { Reading } from "./fix/verify.ts";
import { type Exposure, exposuresOf } from "./persistence/exposure.ts";
import type { ClusterFacts } from "./persistence/facts.ts";
import type { Finding, Report, ReportedExposure, ReportedFix, ReportedStack, Severity, Skipped } from "./report.ts";
import { rules } from "./rules/index.ts";
import { about, type Found, type Rule, type RuleContext, type RuleProblem } from "./rules/rule.ts";
import type { FileLookup } from "./stack/file-uses.ts";
import { loadStack } from "./stack/load.ts";
import { type ParsedFile, parseFile } from "./stack/parse.ts";
import { decideTarget } from "./stack/target.ts";
import { showUnknown } from "./stack/unknown.ts";
import { positionAt, type SourceFile } from "./text.ts";

export type { ClusterFacts } from "./persistence/facts.ts";

export interface CheckOptions {
  readonly target: "auto" | "swarm" | "compose";
  /** Values for `${VARIABLE}`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly unsetVariables: "unknown" | "empty";
  readonly facts: ClusterFacts;
  /** What single rules do, and where fixes put data; the rest of it is for the caller. */
  readonly config?: Pick<Config, "rules" | "storage"> | undefined;
  /** Says whether files that the stack names exist; without it, that is not known. */
  readonly fileExists?: FileLookup;
  /** Whether findings come with fixes: each is checked again by itself, which takes as long as another check. */
  readonly fixes?: boolean;
  /** As deploy is told. */
  readonly stackName?: string | undefined;
}

/** What is known of one stack, or of one file that is none. */
export interface CheckedStack {
  readonly findings: readonly Finding[];
  readonly stack: ReportedStack | undefined;
  readonly skipped: readonly Skipped[];
  readonly services: number;
  readonly mounts: number;
  readonly files: number;
}

/** Checks files, in order, as one stack. */
export function checkStack(files: readonly SourceFile[], options: CheckOptions): CheckedStack {
  const paths = files.map(({ path }) => path);
  const parsed = files.map(parseFile);
  const decision =
    options.target === "auto"
      ? decideTarget(
          paths,
          parsed.flatMap(({ root }) => root ?? []),
        )
      : { target: options.target, reason: `\`--target ${options.target}\`` };
  if (decision.target === "compose") {
    const reason = `a Compose file, not a Swarm stack: ${decision.reason}`;
    return { ...NOTHING, skipped: paths.map((path) => ({ path, reason })) };
  }
  const judged = judge(parsed, options);
  const { stack, exposures } = judged.context;
  const findings = findingsOf(judged, options);
  if (parsed.some(({ gaveUp }) => gaveUp)) {
    const skipped = parsed.map(({ file: { path }, gaveUp }) => ({
      path,
      reason: gaveUp ? "past a limit" : "another file of its stack is past a limit",
    }));
    return { ...NOTHING, findings, skipped, files: 0 };
  }
  return {
    findings,
    stack: {
      files: paths,
      target: "swarm",
      targetReason: decision.reason,
      verdict: findings.some(({ category }) => category === "rejected") ? "rejected" : "accepted",
      exposures: exposures.map(toReported),
    },
    skipped: [],
    services: stack.services.length,
    mounts: stack.services.reduce((count, service) => count + service.mounts.length, 0),
    files: files.length,
  };
}

interface Judged extends Reading {
  readonly context: RuleContext;
}

function judge(parsed: readonly ParsedFile[], options: CheckOptions): Judged {
  const stack = loadStack(parsed, { variables: options.variables, unset: options.unsetVariables }, options.fileExists);
  const exposures = exposuresOf(stack, options.facts);
  const context = { stack, exposures, facts: options.facts, options: options.config?.rules };
  const found = rules.flatMap((rule) => Array.from(rule.check(context), (problem) => ({ rule, problem })));
  const roots = new Map(parsed.flatMap(({ file, root }) => (root ? [[file, root] as const] : [])));
  return { context, found, roots };
}

function findingsOf(judged: Judged, options: CheckOptions): Finding[] {
  const ordinals: Ordinals = new Map();
  const repair = options.fixes ? fixesOf(judged, options) : () => [];
  return judged.found.flatMap((found) => {
    const finding = toFinding(found, ordinals);
    const severity = judged.context.options?.get(finding.ruleId)?.severity;
    // What deploy refuses it refuses whatever the configuration says.
    const own = severity === undefined || finding.category === "rejected" ? finding.severity : severity;
    return own === "off" ? [] : [{ ...finding, severity: own, fixes: repair(found) }];
  });
}

/** Offers fixes only for files that are whole: in the others, nobody knows what an edit would do. */
function fixesOf(judged: Judged, options: CheckOptions): (found: Found) => ReportedFix[] {
  const { context, roots } = judged;
  if (roots.size < context.stack.files.length) return () => [];
  const view: FixContext = { ...context, roots, storage: options.config?.storage, stackName: options.stackName };
  const recheck = (files: readonly SourceFile[], standIns: ReadonlyMap<string, string>): Reading | undefined => {
    const parsed = files.map(parseFile);
    const readable = parsed.every(({ root, gaveUp }) => root && !gaveUp);
    const variables = new Map([...standIns, ...options.variables]);
    return readable ? judge(parsed, { ...options, variables }) : undefined;
  };
  return (found) => fixesFor(found, view, judged, recheck);
}

const NOTHING: CheckedStack = { findings: [], stack: undefined, skipped: [], services: 0, mounts: 0, files: 0 };

/** A file that could not be read as text. */
export function unreadable(path: string, message: string, help: string): CheckedStack {
  const place = { file: { path, text: "" }, start: 0, end: 0 };
  const rule = rules.find(({ id }) => id === "file-unreadable") as Rule;
  const findings = [toFinding({ rule, problem: { place, message, help, subject: "file" } }, new Map())];
  return { ...NOTHING, findings, skipped: [{ path, reason: "could not be read" }] };
}

/** Puts everything together; findings are ordered by path, line, column and rule. */
export function buildReport(checked: readonly CheckedStack[], version: string): Report {
  const findings = checked.flatMap((one) => one.findings).sort(byPlace);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const sum = (of: (one: CheckedStack) => number) => checked.reduce((total, one) => total + of(one), 0);
  const stacks = checked.flatMap(({ stack }) => stack ?? []);
  const skipped = checked.flatMap((one) => one.skipped);
  return {
    schemaVersion: 1,
    tool: { name: "swarm-volume-check", version },
    summary: {
      filesChecked: sum(({ files }) => files),
      filesSkipped: skipped.length,
      stacks: stacks.length,
      services: sum(({ services }) => services),
      mounts: sum(({ mounts }) => mounts),
      errors: count("error"),
      warnings: count("warning"),
      notes: count("note"),
      ignored: 0,
      preexisting: findings.filter(({ preexisting }) => preexisting).length,
    },
    findings,
    ignored: [],
    stacks,
    skipped,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) || a.startLine - b.startLine || a.startColumn - b.startColumn || compare(a.ruleId, b.ruleId)
  );
}

/** How often each place in the structure has been spoken of, so that equal fingerprints are numbered. */
type Ordinals = Map<string, number>;

function toFinding({ rule, problem }: Found, ordinals: Ordinals): Finding {
  const { place, via, service, volume, help } = problem;
  const start = positionAt(place.file, place.start);
  const end = positionAt(place.file, Math.max(place.start, place.end));
  return {
    ruleId: rule.id,
    category: problem.category ?? rule.category,
    severity: problem.severity ?? rule.severity,
    message: problem.message,
    ...(help === undefined ? {} : { help }),
    path: place.file.path,
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    ...(service === undefined ? {} : { service }),
    ...(volume === undefined ? {} : { volume }),
    ...(via?.anchor ? { anchor: via.anchor } : {}),
    fingerprint: fingerprintOf(rule, problem, ordinals),
    fixes: [],
  };
}

/** Made of rule, path and structure, never of a line; equal ones are numbered in order. */
function fingerprintOf(
  rule: Rule,
  { place, service = "", volume = "", subject }: RuleProblem,
  ordinals: Ordinals,
): string {
  const base = [rule.id, place.file.path, service, volume, subject].join("\n");
  const ordinal = ordinals.get(base) ?? 0;
  ordinals.set(base, ordinal + 1);
  return hash("sha256", `${base}\n${ordinal}`).slice(0, 32);
}

function toReported(exposure: Exposure): ReportedExposure {
  const { view, mount, volume, target, storage, survival } = exposure;
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
  };
}
