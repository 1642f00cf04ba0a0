import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type BaseStack, type CheckedStack, checkStack } from "../../src/check/check.ts";
import { judge, type ReadingOptions } from "../../src/check/evaluate.ts";
import { clusterFacts } from "../../src/config/cluster.ts";
import type { ClusterFacts } from "../../src/model/cluster.ts";
import type { Finding, Severity } from "../../src/model/finding.ts";
import type { StoragePolicy } from "../../src/model/storage-policy.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { rules } from "../../src/rules/index.ts";
import { ignoringRules } from "../../src/rules/reported.ts";
import type { RuleContext } from "../../src/rules/rule.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import { type CostCase, pricing } from "../cost/settings.ts";
import { NO_POLICY } from "../fix/check-with.ts";
import { type ExpectedFix, fixComplaints } from "../fix/fix-complaints.ts";
import { sortFiles } from "../support/policy.ts";
import { keptAgainstReason, untoldLosses, viewOf } from "../support/untold-losses.ts";

export interface RuleCase {
  readonly name: string;
  /**
   * One file (`stack.yml`), or several by path in the order in which they are deployed. Common indentation is removed.
   * `.swarm-volume-check.yml` and `baseline.json` among them are the configuration and the baseline.
   */
  readonly yaml: string | Readonly<Record<string, string>>;
  /** The files before the change, as in `yaml`; without marks. Of a renamed file: a path that `renames` leads to its new one. */
  readonly base?: string | Readonly<Record<string, string>>;
  readonly renames?: Readonly<Record<string, string>>;
  /** The name that deploy gets, and the one that it got before the change. */
  readonly stackName?: string;
  readonly baseStackName?: string;
  readonly facts?: Partial<ClusterFacts>;
  /** Whose prices, and the budget; without it no price is asked for. */
  readonly cost?: CostCase;
  /** The day on which the check runs, YYYY-MM-DD; without it, nothing expires. */
  readonly today?: string;
  /** Where fixes put data. */
  readonly storage?: Partial<StoragePolicy>;
  /** What `--env` gives. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly unsetVariables?: "unknown" | "empty";
  /** The rules of category `rejected`, other than the tested one, that this case breaks too. All others must be silent. */
  readonly rejected?: readonly string[];
  /** Why the case does not hold yet. The test fails once it does. */
  readonly pending?: string;
}

export interface ExpectedFinding {
  readonly severity: Severity;
  /** The whole message, or a part of it. */
  readonly message: string;
  /** The whole help, or a part of it. */
  readonly help?: string;
  /** Which `⟦...⟧` of the case it points at, counted from 0 in the order of their beginnings; by default the next one. */
  readonly at?: number;
  readonly service?: string;
  readonly volume?: string;
  /** The anchor through which the value came. */
  readonly anchor?: string;
  /** Every fix, the best first; common indentation is removed from their texts. Absent: whatever is offered. */
  readonly fixes?: readonly ExpectedFix[];
}

export interface InvalidCase extends RuleCase {
  /** Every finding of the rule, in the order of their places. */
  readonly findings: readonly ExpectedFinding[];
}

export interface RuleCases {
  readonly valid: readonly RuleCase[];
  readonly invalid: readonly InvalidCase[];
}

/** Runs the table of one rule; one test a case. */
export function testRule(ruleId: string, { valid, invalid }: RuleCases): void {
  const doubles = findDoubles([...valid, ...invalid]);
  if (doubles.length > 0) throw new Error(`${ruleId}: ${doubles.join("; ")}`);
  if (invalid.length === 0 || valid.length === 0) throw new Error(`${ruleId}: a table needs valid and invalid cases`);
  describe(ruleId, () => {
    describe("valid", () => {
      for (const one of valid) define(one, () => expect(complaints(ruleId, { ...one, findings: [] })).toEqual([]));
    });
    describe("invalid", () => {
      for (const one of invalid) {
        define(one, () => {
          expect(one.findings, "an invalid case expects a finding").not.toEqual([]);
          expect(complaints(ruleId, one)).toEqual([]);
        });
      }
    });
  });
}

function define({ name, pending }: RuleCase, check: () => void): void {
  if (pending === undefined) it(name, check);
  else it.fails(`${name} (pending: ${pending})`, check);
}

/** Names used twice, and cases that test the same thing twice. */
export function findDoubles(cases: readonly RuleCase[]): string[] {
  const doubles: string[] = [];
  const seen = new Map<string, string>();
  for (const one of cases) {
    const { files } = readCase(one.yaml);
    const names = { name: one.name };
    const { name: _, yaml: __, rejected: ___, pending: ____, ...rest } = one;
    const content = { files, rest: { ...rest, findings: undefined } };
    for (const key of [JSON.stringify(names), JSON.stringify(content)]) {
      const earlier = seen.get(key);
      if (earlier !== undefined) doubles.push(`"${one.name}" repeats "${earlier}"`);
      seen.set(key, one.name);
    }
  }
  return doubles;
}

/** Everything that is wrong with what the rule says about a case; empty when the case holds. */
export function complaints(ruleId: string, one: InvalidCase): string[] {
  const { files, marks } = readCase(one.yaml);
  const checked = run(files, one);
  const context = contextOf(files, one);
  const secrets = environmentValues(context);
  const own = checked.findings.filter((finding) => finding.ruleId === ruleId).sort(byPlace(files));
  return [
    ...checked.untold.map((loss) => `no error and no warning speaks of a loss: ${loss}`),
    ...checked.overlooked.map((place) => `called kept, and its task may start empty on another node: ${place}`),
    ...(checked.services > 0 || one.base !== undefined || one.findings.length > 0
      ? []
      : ["the case has no service: it proves nothing"]),
    ...validityComplaints(ruleId, checked, one.rejected ?? []),
    ...findingComplaints(own, one.findings, marks),
    ...own.flatMap((finding) => styleComplaints(finding, secrets)),
    ...own.flatMap((finding, index) => fixComplaintsOf(finding, one.findings[index], files, one)),
    ...purityComplaints(ruleId, context, own),
  ];
}

interface Run extends CheckedStack {
  readonly untold: readonly string[];
  readonly overlooked: readonly string[];
}

function run(files: readonly SourceFile[], one: RuleCase, fixes = true): Run {
  const { stackFiles, config, policy } = sortFiles(files, one.today);
  const options = optionsOf(one);
  const facts = config === undefined ? options.facts : clusterFacts(config, options.facts);
  const checked = checkStack(stackFiles, {
    target: "swarm",
    fixes,
    ...options,
    facts,
    config: config ?? options.config,
  });
  const untold = config === undefined ? untoldLosses(checked) : []; // a configuration may switch a rule off
  const overlooked = options.base
    ? overlookedIn(options.base, stackFiles, { ...options, target: "swarm", facts }, checked)
    : [];
  return { ...checked, untold, overlooked, findings: buildReport([checked], "0.0.0", { policy }).findings };
}

function overlookedIn(
  { files, stackName }: BaseStack,
  head: readonly SourceFile[],
  options: ReadingOptions,
  checked: CheckedStack,
): string[] {
  const before = viewOf(files, { ...options, stackName: stackName ?? options.stackName });
  return keptAgainstReason(before, viewOf(head, options), checked);
}

function fixComplaintsOf(
  finding: Finding,
  wanted: ExpectedFinding | undefined,
  files: readonly SourceFile[],
  one: RuleCase,
): string[] {
  const expected = wanted?.fixes?.map((fix) => ({ ...fix, text: dedented(fix.text) }));
  return fixComplaints(finding, files, expected, (texts, more) => {
    const variables = { ...Object.fromEntries(more), ...one.variables };
    return run(texts, { ...one, variables }, false).findings;
  });
}

function dedented(text: ExpectedFix["text"]): ExpectedFix["text"] {
  if (typeof text === "string") return dedent(text);
  return Object.fromEntries(Object.entries(text).map(([path, one]) => [path, dedent(one)]));
}

function optionsOf({ facts, variables = {}, unsetVariables = "unknown", stackName, storage, ...one }: RuleCase) {
  return {
    config: storage && { rules: new Map(), stacks: [], storage: { ...NO_POLICY, ...storage } },
    variables: new Map(Object.entries(variables)),
    unsetVariables,
    facts: { nodes: undefined, sharedPaths: [], ...facts },
    stackName,
    cost: one.cost && pricing(one.cost),
    base: one.base === undefined ? undefined : baseOf(one.base, one),
  };
}

function baseOf(yaml: RuleCase["yaml"], { renames = {}, baseStackName }: Pick<RuleCase, "renames" | "baseStackName">) {
  const { files, marks } = readCase(yaml);
  if (marks.length > 0) throw new Error("a base has no findings to mark");
  return { files, renames: new Map(Object.entries(renames)), stackName: baseStackName };
}

// ---- Cases ----

/** A marked piece of a file: lines and columns count from 1, the end is exclusive. */
export interface Mark {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const OPEN = "⟦";
const CLOSE = "⟧";

/** The files of a case without indentation and marks, and what was marked. */
export function readCase(yaml: RuleCase["yaml"]): { files: SourceFile[]; marks: Mark[] } {
  const texts = typeof yaml === "string" ? { "stack.yml": yaml } : yaml;
  const files: SourceFile[] = [];
  const marks: Mark[] = [];
  for (const [path, text] of Object.entries(texts)) {
    const { clean, found } = strip(dedent(text), path);
    files.push({ path, text: clean });
    marks.push(...found);
  }
  return { files, marks };
}

/** Removes a first empty line, the spaces of a last one, and the indentation that all lines share. */
export function dedent(text: string): string {
  const lines = text
    .replace(/^\n/, "")
    .replace(/\n[ ]*$/, "\n")
    .split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join("\n");
}

function strip(text: string, path: string): { clean: string; found: Mark[] } {
  const found: (Mark | undefined)[] = [];
  const open: { index: number; line: number; column: number }[] = [];
  let clean = "";
  let line = 1;
  let column = 1;
  for (const character of text) {
    if (character === OPEN) {
      open.push({ index: found.push(undefined) - 1, line, column });
    } else if (character === CLOSE) {
      const start = open.pop();
      if (!start) throw new Error(`${path}: ${CLOSE} without ${OPEN}`);
      found[start.index] = { path, startLine: start.line, startColumn: start.column, endLine: line, endColumn: column };
    } else {
      clean += character;
      if (character === "\n") [line, column] = [line + 1, 1];
      else column += character.length;
    }
  }
  if (open.length > 0) throw new Error(`${path}: ${OPEN} without ${CLOSE}`);
  return { clean, found: found as Mark[] };
}

// ---- What a case demands ----

function byPlace(files: readonly SourceFile[]) {
  const order = files.map(({ path }) => path);
  return (a: Finding, b: Finding): number =>
    order.indexOf(a.path) - order.indexOf(b.path) || a.startLine - b.startLine || a.startColumn - b.startColumn;
}

function validityComplaints(ruleId: string, { findings }: CheckedStack, stated: readonly string[]): string[] {
  const broken = findings.filter((finding) => finding.category === "rejected" && finding.ruleId !== ruleId);
  const ids = [...new Set(broken.map((finding) => finding.ruleId))].sort();
  const expected = [...stated].sort();
  if (ids.join() === expected.join()) return [];
  const texts = broken.map((finding) => `${finding.ruleId}: ${finding.message}`);
  return [`Docker's verdict is not as stated: expected [${expected}], got [${texts.join(" | ")}]`];
}

function findingComplaints(
  own: readonly Finding[],
  expected: readonly ExpectedFinding[],
  marks: readonly Mark[],
): string[] {
  const list: string[] = [];
  if (own.length !== expected.length) {
    list.push(`expected ${expected.length} findings, got ${own.length}`);
    list.push(...own.map(show));
    return list;
  }
  const used = new Set<number>();
  for (const [index, finding] of own.entries()) {
    const wanted = expected[index] as ExpectedFinding;
    const at = wanted.at ?? index;
    used.add(at);
    const mark = marks[at];
    const place = mark && pick(mark);
    const differs = (what: string, is: unknown, should: unknown) => {
      if (is !== should)
        list.push(`finding ${index}: ${what} is ${JSON.stringify(is)}, expected ${JSON.stringify(should)}`);
    };
    differs("place", pick(finding), place);
    differs("severity", finding.severity, wanted.severity);
    differs("service", finding.service, wanted.service);
    differs("volume", finding.volume, wanted.volume);
    differs("anchor", finding.anchor, wanted.anchor);
    for (const part of ["message", "help"] as const) {
      const text = finding[part] ?? "";
      const fragment = wanted[part];
      if (fragment !== undefined && !text.includes(fragment)) differs(part, text, fragment);
    }
    if (wanted.message.trim() === "") list.push(`finding ${index}: the expected message is empty`);
  }
  for (const index of marks.keys()) if (!used.has(index)) list.push(`mark ${index} belongs to no finding`);
  return list;
}

const pick = ({ path, startLine, startColumn, endLine, endColumn }: Mark): string =>
  `${path}:${startLine}:${startColumn}-${endLine}:${endColumn}`;

const show = (finding: Finding): string => `${pick(finding)} ${finding.severity} ${finding.message}`;

// ---- What every finding owes its reader ----

function styleComplaints(finding: Finding, secrets: readonly string[]): string[] {
  const list: string[] = [];
  if (finding.help === undefined) list.push(`no help: ${finding.message}`);
  for (const [part, text] of [
    ["message", finding.message],
    ["help", finding.help ?? ""],
  ] as const) {
    const wrong = (what: string) => list.push(`${part} ${what}: ${JSON.stringify(text)}`);
    if (!/[.?]$/.test(text)) wrong("does not end with a full stop");
    if (/ {2}/.test(text)) wrong("holds a double space");
    if (/[\uFDD0\uFDD1]/.test(text)) wrong("holds the marker of a variable");
    if (/\bundefined\b|\[object |\bNaN\b/.test(text)) wrong("holds a value that is none");
    if (text.split(/\.(?=\s|$)/).length - 1 > 3) wrong("has more than three sentences");
    for (const value of secrets) if (holds(text, value)) wrong("holds a value of an environment");
  }
  return list;
}

/** Paths may be said: they are what a setting such as `PGDATA` is about. */
function environmentValues({ stack }: RuleContext): string[] {
  const values = stack.services.flatMap(({ environment }) => Array.from(environment.values(), (text) => text?.value));
  return values.filter((value) => value !== undefined && value.length > 2 && !value.startsWith("/")) as string[];
}

function holds(text: string, value: string): boolean {
  return (
    ` ${text} `
      .split(/[\s`'",;]+/)
      .join(" ")
      .includes(` ${value} `) ||
    (value.length > 8 && text.includes(value))
  );
}

// ---- Purity ----

function contextOf(files: readonly SourceFile[], one: RuleCase): RuleContext {
  const { stackFiles, config } = sortFiles(files, one.today);
  const { base, ...given } = optionsOf(one);
  const options = config === undefined ? given : { ...given, config, facts: clusterFacts(config, given.facts) };
  const read = (of: readonly SourceFile[], more: Partial<ReadingOptions>, before?: RuleContext): RuleContext =>
    judge(of.map(parseFile), { target: "swarm", ...options, ...more }, before).context;
  if (base === undefined) return read(stackFiles, {});
  const isNew = base.files.length === 0;
  const before = isNew ? undefined : read(base.files, { stackName: base.stackName ?? options.stackName });
  return read(stackFiles, { isNew }, before);
}

/** Freezes the context. */
function purityComplaints(ruleId: string, context: RuleContext, own: readonly Finding[]): string[] {
  const rule = rules.find(({ id }) => id === ruleId);
  if (!rule) return [`there is no rule ${ruleId}`];
  if (ignoringRules.includes(rule)) return []; // its findings are made of the others'
  try {
    deepFreeze(context, new Set());
    const say = () =>
      Array.from(rule.check(context), ({ message, subject, place }) => `${subject} at ${place.start}\n${message}`);
    const [first, second] = [say(), say()];
    if (first.join("\n") !== second.join("\n")) return ["the rule says something else when it runs again"];
    if (first.length !== own.length) return ["the rule says something else to a frozen context"];
    if (new Set(first).size < first.length) return [`the rule says one thing twice: ${first.join(" | ")}`];
  } catch (error) {
    return [`the rule changes its context: ${error}`];
  }
  return [];
}

/** Freezes objects, and makes maps and sets refuse changes. */
export function deepFreeze(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== "object" || value === null || seen.has(value) || value instanceof RegExp) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const part of value.entries()) for (const one of part) deepFreeze(one, seen);
    if (!Object.isFrozen(value)) {
      const refuse = () => {
        throw new TypeError("Cannot change a frozen collection");
      };
      for (const method of ["set", "add", "delete", "clear"]) Object.defineProperty(value, method, { value: refuse });
    }
  } else {
    for (const one of Object.values(value)) deepFreeze(one, seen);
  }
  Object.freeze(value);
}
