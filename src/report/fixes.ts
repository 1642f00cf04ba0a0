import type { Report } from "../model/report.ts";

/** That fixes were not worked out for all findings, in the same words everywhere. */
export function fixesLine({ workedOutFor, findings }: NonNullable<Report["fixes"]>): string {
  return `Fixes were worked out for ${workedOutFor} of ${findings} findings: for a stack of this size there is no time for more.`;
}
