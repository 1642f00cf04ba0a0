import { COMMENTS_ALONE, type Policy } from "../ignore/model.ts";
import { type IgnoreProblem, type Suppressed, suppress } from "../ignore/suppress.ts";
import type { Finding, ReportedFix } from "../model/finding.ts";
import { byPlace } from "../model/finding.ts";
import type { ReportedStack } from "../model/report.ts";
import { fingerprintOf, type Ordinals } from "../rules/finding.ts";
import { ignoringRules } from "../rules/reported.ts";
import type { Rule } from "../rules/rule.ts";
import type { CheckedStack } from "./check.ts";

/** The findings of all stacks that nobody said are known, in their order, and the others. */
export function activeFindings(
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

/** Findings about ignores, with the severities that the configuration wants. */
function findingsAbout(problems: readonly IgnoreProblem[], { config, rootPath }: Policy): Finding[] {
  const ordinals: Ordinals = new Map();
  return problems.flatMap(({ rule: id, spot, message, help, subject }): Finding[] => {
    const { category, severity } = ignoringRules.find((rule) => rule.id === id) as Rule;
    const own = config?.rules.get(id)?.severity ?? severity;
    const fingerprint = fingerprintOf([id, rootPath(spot.path), subject], ordinals);
    return own === "off"
      ? []
      : [{ ruleId: id, category, severity: own, message, help, ...spot, fingerprint, fixes: [] }];
  });
}

interface NamedStack {
  readonly name?: string | undefined;
  readonly files: readonly string[];
}

type Readers = ReadonlyMap<string, ReadonlySet<NamedStack>>;

/**
 * The findings of all stacks: what is wrong in a file of several stacks is said once, with the stacks that it is about
 * where that is not all of them, and its fixes name the others.
 */
function findingsOfAll(checked: readonly Pick<CheckedStack, "stack" | "findings">[]): Finding[] {
  const readers = readersOf(checked.flatMap(({ stack }) => stack ?? []));
  const concerned = new Map<string, Set<ReportedStack | undefined>>();
  for (const { stack, findings } of checked) {
    for (const finding of findings) addTo(concerned, keyOf(finding), stack);
  }
  const seen = new Set<string>();
  return checked.flatMap(({ stack, findings }) =>
    findings.flatMap((finding) => {
      const key = keyOf(finding);
      if (seen.has(key)) return [];
      seen.add(key);
      const known = finding.fixes.map((fix) => withOthers(fix, stack, readers));
      const own = [...(concerned.get(key) ?? [])].filter((one) => one !== undefined);
      const isForAll = own.length === 0 || own.length >= (readers.get(finding.path)?.size ?? 0);
      if (isForAll && known.every((fix, index) => fix === finding.fixes[index])) return finding;
      const message = isForAll ? finding.message : `${finding.message} ${aboutOnly(own)}`;
      return { ...finding, message, fixes: known };
    }),
  );
}

/** By path, the stacks that read a file. */
export function readersOf(stacks: readonly NamedStack[]): Readers {
  const readers = new Map<string, Set<NamedStack>>();
  for (const stack of stacks) for (const path of stack.files) addTo(readers, path, stack);
  return readers;
}

/** The findings of one stack, with fixes that name the others. */
export function namingOthers(findings: readonly Finding[], own: NamedStack, readers: Readers): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    fixes: finding.fixes.map((fix) => withOthers(fix, own, readers)),
  }));
}

function addTo<V>(groups: Map<string, Set<V>>, key: string, value: V): void {
  groups.set(key, (groups.get(key) ?? new Set()).add(value));
}

/** What is one problem of one line, in however many stacks. */
function keyOf({ fingerprint, message, startLine, startColumn }: Finding): string {
  return `${fingerprint}${startLine}:${startColumn}${message}`;
}

const aboutOnly = (stacks: readonly NamedStack[]): string =>
  `Of the stacks that read this file, this is about ${namesOf(stacks)}.`;

function namesOf(stacks: readonly NamedStack[]): string {
  return stacks.map(({ name, files }) => `\`${name ?? files.join(" + ")}\``).join(", ");
}

/** The fix with a first step that names the stacks whose data moves too; as it is where there are none. */
function withOthers(fix: ReportedFix, own: NamedStack | undefined, readers: Readers): ReportedFix {
  if (fix.runbook === undefined || fix.runbook.length === 0) return fix;
  const changed = new Set(fix.edits.flatMap(({ path }) => [...(readers.get(path) ?? [])]));
  const others = [...changed].filter((stack) => stack !== own);
  if (others.length === 0) return fix;
  const names = namesOf(others);
  const [which, it] = others.length === 1 ? ["the stack", "it"] : ["the stacks", "each of them"];
  const title = `Mind that this changes ${which} ${names} too: take the same steps for ${it}, with its own name and files and in another folder, before it is deployed again`;
  return { ...fix, runbook: [{ title, where: "workstation", commands: [] }, ...fix.runbook] };
}
