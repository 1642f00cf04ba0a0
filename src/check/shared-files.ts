import type { Finding, ReportedFix, ReportedStack } from "../report.ts";

/** What was found in one stack; `stack` is absent for files that make none. */
interface FoundIn {
  readonly stack: ReportedStack | undefined;
  readonly findings: readonly Finding[];
}

/** The findings of all stacks: what is wrong in a file of several stacks is said once, and its fixes name the others. */
export function findingsOfAll(checked: readonly FoundIn[]): Finding[] {
  const seen = new Set<string>();
  const stacks = new Map<string, Set<ReportedStack>>();
  for (const { stack } of checked) {
    for (const path of stack?.files ?? []) {
      stacks.set(path, (stacks.get(path) ?? new Set()).add(stack as ReportedStack));
    }
  }
  return checked.flatMap(({ stack, findings }) =>
    findings.flatMap((finding) => {
      const { fingerprint, message, startLine, startColumn, fixes } = finding;
      const key = `${fingerprint}${startLine}:${startColumn}${message}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const known = fixes.map((fix) => withOthers(fix, stack, stacks));
      return known.every((fix, index) => fix === fixes[index]) ? finding : { ...finding, fixes: known };
    }),
  );
}

/** The fix with a first step that names the stacks whose data moves too; as it is where there are none. */
function withOthers(
  fix: ReportedFix,
  own: ReportedStack | undefined,
  stacks: ReadonlyMap<string, ReadonlySet<ReportedStack>>,
): ReportedFix {
  if (fix.runbook === undefined || fix.runbook.length === 0) return fix;
  const changed = new Set(fix.edits.flatMap(({ path }) => [...(stacks.get(path) ?? [])]));
  const others = [...changed].filter((stack) => stack !== own);
  if (others.length === 0) return fix;
  const names = others.map(({ name, files }) => `\`${name ?? files.join(" + ")}\``).join(", ");
  const [which, it] = others.length === 1 ? ["the stack", "it"] : ["the stacks", "each of them"];
  const title = `Mind that this changes ${which} ${names} too: take the same steps for ${it}, with its own name and files and in another folder, before it is deployed again`;
  return { ...fix, runbook: [{ title, where: "workstation", commands: [] }, ...fix.runbook] };
}
