import type { IgnoredFinding } from "../model/finding.ts";
import { printable } from "./printable.ts";

/** Up to here, findings that are ignored for one reason are listed one by one. */
const FEW = 3;

/** What is ignored and why, by reason. */
export function ignoredLines(ignored: readonly IgnoredFinding[]): string[] {
  const reasons = new Map<string, IgnoredFinding[]>();
  for (const one of ignored) {
    const reason = one.by === "baseline" ? `in the baseline ${one.path}` : one.reason;
    const same = reasons.get(reason);
    if (same) same.push(one);
    else reasons.set(reason, [one]);
  }
  return Array.from(reasons, ([reason, same]) => {
    if (same.length > FEW) {
      const files = new Set(same.map(({ finding }) => finding.path)).size;
      return [`  ${same.length} findings in ${files} ${files === 1 ? "file" : "files"}: ${printable(reason)}`];
    }
    return same.map(({ finding: { path, startLine, ruleId } }) => {
      return `  ${printable(path)}:${startLine} ${printable(ruleId)}: ${printable(reason)}`;
    });
  }).flat();
}
