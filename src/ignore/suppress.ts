import type { IgnoreEntry } from "../config/model.ts";
import type { Finding, IgnoredFinding } from "../model/finding.ts";
import { positionAt } from "../model/text.ts";
import type { BaselineEntry, CommentProblem, Directive, FileDirectives, Policy } from "./model.ts";

/** Where something stands that is wrong about an ignore. */
type Spot = Pick<Finding, "path" | "startLine" | "startColumn" | "endLine" | "endColumn">;

/** A finding about ignores, without what follows from its rule. */
export interface IgnoreProblem {
  readonly rule: string;
  readonly spot: Spot;
  readonly message: string;
  readonly help: string;
  readonly subject: string;
}

export interface Suppressed {
  readonly kept: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly problems: readonly IgnoreProblem[];
}

/** What one ignore met. */
interface Use {
  /** Rules of findings that it ignored. */
  readonly rules: Set<string>;
  /** Rules of findings that it matched and that cannot be ignored. */
  readonly refused: Set<string>;
}

type Known = Omit<IgnoredFinding, "finding">;

/** Takes out the findings that are known. What deploy refuses stays: ignoring it would not make the deploy work. */
export function suppress(
  findings: readonly Finding[],
  files: readonly FileDirectives[],
  checkedPaths: ReadonlySet<string>,
  policy: Policy,
): Suppressed {
  const matcher = new Matcher(files, policy);
  const kept: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const finding of findings) {
    const known = matcher.match(finding);
    if (known === undefined) kept.push(finding);
    else ignored.push({ finding, ...known });
  }
  const said = policy.comments ? files.flatMap(({ problems }) => problems.map(fromComment)) : [];
  return { kept, ignored, problems: [...said, ...matcher.problems(checkedPaths)] };
}

class Matcher {
  private readonly policy: Policy;
  private readonly directives: ReadonlyMap<string, readonly Directive[]>;
  private readonly entries: readonly IgnoreEntry[];
  private readonly baseline: ReadonlyMap<string, BaselineEntry>;
  private readonly uses = new Map<Directive | IgnoreEntry | BaselineEntry, Use>();

  constructor(files: readonly FileDirectives[], policy: Policy) {
    this.policy = policy;
    this.directives = new Map(policy.comments ? files.map(({ path, directives }) => [path, directives]) : []);
    this.entries = policy.config?.ignore ?? [];
    this.baseline = new Map(policy.baseline?.entries.map((entry) => [entry.fingerprint, entry]));
  }

  /** The first reason why a finding is known; every ignore that matches has met it. */
  match(finding: Finding): Known | undefined {
    const reasons = [...this.byComment(finding), ...this.byConfiguration(finding), ...this.byBaseline(finding)];
    return finding.category === "rejected" ? undefined : reasons[0];
  }

  private meet(one: Directive | IgnoreEntry | BaselineEntry, { ruleId, category }: Finding): void {
    const use = this.uses.get(one) ?? { rules: new Set(), refused: new Set() };
    (category === "rejected" ? use.refused : use.rules).add(ruleId);
    this.uses.set(one, use);
  }

  private *byComment(finding: Finding): Generator<Known> {
    const { path, ruleId, startLine, endLine } = finding;
    for (const directive of this.directives.get(path) ?? []) {
      const { rules, first, last, reason, place } = directive;
      if (!rules.includes(ruleId) || endLine < first || startLine > last) continue;
      this.meet(directive, finding);
      yield { by: "comment", reason, path, line: positionAt(place.file, place.start).line };
    }
  }

  private *byConfiguration(finding: Finding): Generator<Known> {
    const path = this.policy.rootPath(finding.path);
    for (const entry of this.entries) {
      if (entry.rule !== finding.ruleId || this.isOver(entry)) continue;
      if (entry.path?.matches(path) === false) continue;
      if (entry.service !== undefined && entry.service !== finding.service) continue;
      if (entry.volume !== undefined && entry.volume !== finding.volume) continue;
      this.meet(entry, finding);
      const { reason, line, expires } = entry;
      yield {
        by: "configuration",
        reason,
        path: this.policy.config?.path ?? "",
        line,
        ...(expires === undefined ? {} : { expires }),
      };
    }
  }

  private *byBaseline(finding: Finding): Generator<Known> {
    const entry = this.baseline.get(finding.fingerprint);
    if (entry === undefined) return;
    this.meet(entry, finding);
    yield { by: "baseline", reason: "in the baseline", path: this.policy.baseline?.path ?? "", line: entry.line };
  }

  private isOver({ expires }: IgnoreEntry): boolean {
    const { today } = this.policy;
    return expires !== undefined && today !== undefined && expires < today;
  }

  /** What the ignores that met too little deserve. */
  problems(checkedPaths: ReadonlySet<string>): IgnoreProblem[] {
    const { policy } = this;
    const roots = new Set(Array.from(checkedPaths, (path) => policy.rootPath(path)));
    const seen = (path: string) => policy.complete || roots.has(path);
    const entries = this.entries.flatMap((entry) => {
      if (this.isOver(entry)) return [expired(policy, entry)];
      const tells = policy.complete || (entry.path?.plain === true && seen(entry.path.text));
      return aboutEntry(policy, entry, this.uses.get(entry), tells);
    });
    const stale = [...this.baseline.values()].filter((entry) => !this.uses.has(entry) && seen(entry.path));
    return [
      ...[...this.directives.values()].flat().flatMap((one) => aboutDirective(one, this.uses.get(one))),
      ...entries,
      ...stale.map((entry) => staleEntry(policy, entry)),
    ];
  }
}

function fromComment({ rule, place, message, help, subject }: CommentProblem): IgnoreProblem {
  return { rule, spot: spotOf(place), message, help, subject };
}

function spotOf(place: Directive["place"]): Spot {
  const start = positionAt(place.file, place.start);
  const end = positionAt(place.file, place.end);
  return {
    path: place.file.path,
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

const atLine = (path: string, line: number): Spot => {
  return { path, startLine: line, startColumn: 1, endLine: line, endColumn: 1 };
};

const list = (rules: Iterable<string>): string => Array.from(rules, (rule) => `\`${rule}\``).join(" and ");
const REFUSED = "docker stack deploy refuses the stack all the same";

function aboutDirective({ rules, form, place, first, last }: Directive, use: Use | undefined): IgnoreProblem[] {
  const spot = spotOf(place);
  const found: IgnoreProblem[] = [];
  const refused = [...(use?.refused ?? [])];
  if (refused.length > 0) {
    const message = `This comment cannot ignore what ${list(refused)} finds: ${REFUSED}.`;
    const help = "Correct what deploy refuses, and remove the comment.";
    found.push({ rule: "ignore-rejected", spot, message, help, subject: `comment ${refused.join()}` });
  }
  const idle = rules.filter((rule) => !use?.rules.has(rule) && !use?.refused.has(rule));
  if (idle.length === 0) return found;
  const where = form === "file" ? "in this file" : first === last ? `on line ${first}` : `on lines ${first} to ${last}`;
  const message = `This comment is not needed: ${list(idle)} ${idle.length > 1 ? "find" : "finds"} nothing ${where}.`;
  const help = idle.length === rules.length ? "Remove the comment." : `Take ${list(idle)} out of the comment.`;
  return [...found, { rule: "ignore-unused", spot, message, help, subject: `comment ${idle.join()}` }];
}

function aboutEntry(policy: Policy, entry: IgnoreEntry, use: Use | undefined, tells: boolean): IgnoreProblem[] {
  const { rule, line } = entry;
  const spot = atLine(policy.config?.path ?? "", line);
  const subject = subjectOf(entry);
  if (use !== undefined && use.refused.size > 0) {
    const message = `This entry cannot ignore what \`${rule}\` finds: ${REFUSED}.`;
    return [{ rule: "ignore-rejected", spot, message, help: "Correct what deploy refuses, and remove it.", subject }];
  }
  if (use !== undefined || !tells) return [];
  const message = `This entry is not needed: \`${rule}\` finds nothing that it matches.`;
  return [{ rule: "ignore-unused", spot, message, help: "Remove the entry.", subject }];
}

function expired(policy: Policy, entry: IgnoreEntry): IgnoreProblem {
  const message = `This entry counted up to ${entry.expires} and ignores nothing any more.`;
  const help = "Repair what it ignored and remove it, or set a new day in `expires`.";
  const spot = atLine(policy.config?.path ?? "", entry.line);
  return { rule: "ignore-expired", spot, message, help, subject: subjectOf(entry) };
}

function subjectOf({ rule, path, service, volume }: IgnoreEntry): string {
  return ["ignore", rule, path?.text ?? "", service ?? "", volume ?? ""].join(" ");
}

function staleEntry({ baseline }: Policy, { rule, path, line, fingerprint }: BaselineEntry): IgnoreProblem {
  const message = `The baseline holds a finding of \`${rule}\` in \`${path}\` that is not there any more.`;
  const help = "Write the baseline again with `--write-baseline`, so that the finding is noticed if it comes back.";
  return { rule: "baseline-stale", spot: atLine(baseline?.path ?? "", line), message, help, subject: fingerprint };
}
