import type { Money } from "./money.ts";

export type Category = "rejected" | "ignored" | "persistence" | "change" | "cost" | "config";

export type Severity = "error" | "warning" | "note";

/** A text edit: offsets refer to the file as it was read. */
export interface ReportedEdit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Which way a fix goes that decides where data lives. */
export type Remedy = "network" | "pin" | "block";

/** One step of moving data, in the order in which a person runs it. */
export interface RunbookStep {
  readonly title: string;
  /** Where the commands are run. */
  readonly where: "manager" | "data-node" | "any-node" | "file-server" | "workstation";
  /** Shell commands; words in angle brackets are for the reader to fill in. */
  readonly commands: readonly string[];
}

export interface ReportedFix {
  readonly title: string;
  /** Applying it changes no running data and no running behaviour that a person would miss. */
  readonly safe: boolean;
  readonly remedy?: Remedy;
  readonly edits: readonly ReportedEdit[];
  /** For a fix that changes where data lives: how to move it, and how to go back. */
  readonly runbook?: readonly RunbookStep[];
  /** What the storage costs a month with this fix, when size and prices are known. */
  readonly monthly?: Money;
}

export interface Finding {
  readonly ruleId: string;
  readonly category: Category;
  readonly severity: Severity;
  /** What happens to the data and when. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly service?: string;
  readonly volume?: string;
  /** Set when the value came through an alias or merge key: the place above is the use. */
  readonly anchor?: string;
  /** Stable across edits elsewhere in the file. */
  readonly fingerprint: string;
  /** True when the base of a comparison has the finding too, and it is no error about data that this very deploy loses. */
  readonly preexisting?: boolean;
  readonly fixes: readonly ReportedFix[];
}

/** A suppressed finding; it fails nothing and is always counted and listed. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly by: "comment" | "configuration" | "baseline";
  readonly reason: string;
  /** Where it is suppressed. */
  readonly path: string;
  readonly line?: number;
  /** The last day (YYYY-MM-DD) on which it counts. */
  readonly expires?: string;
}

/** Where the commands of a step are run. */
export const WHERE: Readonly<Record<RunbookStep["where"], string>> = {
  manager: "on a manager",
  "data-node": "on the node that holds the data, as root",
  "any-node": "on any node, as root",
  "file-server": "on the file server",
  workstation: "where the stack file is",
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * What says where the data of a volume is, and who sees it, stands before what else is said of the volume, however bad
 * that is: a pin would leave behind what is in no volume, and one pin is for all services that share one.
 */
const SAID_FIRST = ["volume-wrong-path", "volume-split-between-nodes"];

/** The place in the order; the same number for all that have none of their own. */
export function precedence({ ruleId }: Pick<Finding, "ruleId">): number {
  const index = SAID_FIRST.indexOf(ruleId);
  return index < 0 ? SAID_FIRST.length : index;
}

export const isSaidFirst = (finding: Pick<Finding, "ruleId">): boolean => precedence(finding) < SAID_FIRST.length;

/** By path, line and column; of one place, what has to be read first, then the worst, then by rule. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) ||
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    precedence(a) - precedence(b) ||
    RANK[a.severity] - RANK[b.severity] ||
    compare(a.ruleId, b.ruleId)
  );
}

/** The worst first, then by place. */
export function byWorst(a: Finding, b: Finding): number {
  return RANK[a.severity] - RANK[b.severity] || compare(a.path, b.path) || a.startLine - b.startLine;
}
