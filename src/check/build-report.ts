import type { Pricing } from "../cost/engine.ts";
import { COMMENTS_ALONE, type Policy } from "../ignore/model.ts";
import type { Severity } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { activeFindings } from "./active-findings.ts";
import type { CheckedStack } from "./check.ts";

interface ReportOptions {
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
  const { kept: findings, ignored } = activeFindings(checked, policy);
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
