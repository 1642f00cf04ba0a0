import type { Finding, Severity } from "../model/finding.ts";
import type { SourceFile } from "../model/text.ts";
import { type Deployed, isReplacedByChange } from "../persistence/change/deployed.ts";
import { about, type Exposure, type StackView } from "../persistence/exposure.ts";
import { parseFile } from "../yaml/parse.ts";
import { isRefused, judge, targetOf } from "./evaluate.ts";
import { type FindingOptions, findingsOf, type StackFindings } from "./findings.ts";

/** A stack before a change. */
export interface BaseStack {
  /** In merge order, with their paths of that time. Files that are new at head are missing; with none the stack is new. */
  readonly files: readonly SourceFile[];
  /** Of renamed files: the path at base, and the path at head. */
  readonly renames?: ReadonlyMap<string, string>;
  /** When the stack's own name changes: the one at base. */
  readonly stackName?: string | undefined;
  /** When they change: the variables that base was deployed with. */
  readonly variables?: ReadonlyMap<string, string> | undefined;
}

/** What base was found to be. */
interface ReadBase {
  readonly findings: readonly Finding[];
  /** What runs now; undefined when deploy would not have taken base, so that something else must run. */
  readonly view: StackView | undefined;
}

/** Reads and checks base as head is read; undefined for a new stack, or when base was no stack for Swarm. */
export function readBase(base: BaseStack, options: FindingOptions): ReadBase | undefined {
  const parsed = base.files.map(parseFile);
  const { kind, sign } = targetOf(parsed, options);
  if (parsed.length === 0 || kind === "compose" || kind === "none") return undefined;
  const { stackName = options.stackName, variables = options.variables } = base;
  const judged = judge(parsed, { ...options, stackName, variables });
  const asked = { ...options, sign, undecided: kind === "either" };
  const { findings } = findingsOf(judged, asked, (path) => base.renames?.get(path) ?? path);
  return { findings, view: isRefused(judged, parsed) ? undefined : judged.context };
}

const ORDER: readonly Severity[] = ["note", "warning", "error"];

/**
 * Marks what base had already. New are a finding that has become worse, and an error about data that this very deploy
 * loses with the old task (`losses`): that it would be lost at some time was known, and now is the time.
 */
export function markPreexisting(
  { findings, subjects }: Pick<StackFindings, "findings" | "subjects">,
  base: readonly Finding[],
  losses: ReadonlySet<string>,
): Finding[] {
  const known = new Map(base.map(({ fingerprint, severity }) => [fingerprint, ORDER.indexOf(severity)]));
  return findings.map((finding, index) => {
    const { severity, category, fingerprint } = finding;
    const isNow = severity === "error" && category === "persistence" && losses.has(subjects[index] ?? "");
    const before = isNow ? -1 : (known.get(fingerprint) ?? -1);
    return before >= ORDER.indexOf(severity) ? { ...finding, preexisting: true } : finding;
  });
}

/** The places of data, as rules call them (`about`), that go with a task that the change replaces. */
export function lossesOf(outcomes: ReadonlyMap<Exposure, Deployed> = new Map()): Set<string> {
  const lost = [...outcomes].filter(([{ storage }, deployed]) => {
    const gone = deployed.outcome === "lost" || deployed.outcome === "empty";
    return storage.reach === "container" && gone && isReplacedByChange(deployed);
  });
  return new Set(lost.map(([exposure]) => about(exposure).subject));
}
