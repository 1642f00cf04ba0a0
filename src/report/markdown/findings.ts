import { counted } from "../../model/english.ts";
import { type Finding, isSaidFirst, precedence, RANK, type Severity } from "../../model/finding.ts";
import type { Report } from "../../model/report.ts";
import { withoutNames } from "../findings.ts";
import { type Block, folded, whole } from "./blocks.ts";
import { code, namesOf, prose } from "./untrusted.ts";

const ICONS: Readonly<Record<Severity, string>> = { error: "🔴", warning: "🟡", note: "🔵" };

/** Where a rule's page is, below where those of this version are. Its id is ours. */
export function rulePage(ruleId: string, pages: string): string {
  return `${pages}/${encodeURIComponent(ruleId)}.md`;
}

/** A rule's name, linked to its page where one is known. */
export function ruleLink(ruleId: string, { pages }: Report["tool"]): string {
  const linked = pages !== undefined && /^[a-z][a-z0-9-]*$/.test(ruleId);
  return linked ? `[${ruleId}](${rulePage(ruleId, pages)})` : code(ruleId);
}

/** Findings of one rule that say the same but for the names of service and volume. */
interface SameFindings {
  readonly first: Finding;
  readonly message: string;
  readonly findings: readonly Finding[];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The worst first; what has to be read first of a volume counts as much as the worst that is said of it. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const worst = new Map<string, number>();
  const volumeOf = ({ path, volume }: Finding) => `${volume} ${path}`;
  for (const finding of findings) {
    const key = volumeOf(finding);
    worst.set(key, Math.min(worst.get(key) ?? RANK.note, RANK[finding.severity]));
  }
  const rank = (one: Finding) => (isSaidFirst(one) ? worst.get(volumeOf(one)) : undefined) ?? RANK[one.severity];
  return findings.toSorted(
    (a, b) =>
      rank(a) - rank(b) || precedence(a) - precedence(b) || compare(a.path, b.path) || a.startLine - b.startLine,
  );
}

/** Findings as items of a list, the worst first; those that say the same are one item with many places. */
export function findingItems(findings: readonly Finding[], tool: Report["tool"]): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of inOrder(findings)) {
    const key = JSON.stringify([finding.ruleId, finding.severity, withoutNames(finding), finding.help]);
    const same = groups.get(key);
    if (same) same.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].flatMap((same) => pieces(same).map((piece) => item(piece, tool)));
}

/** One item names at most this many places, so that a long list can be cut between items. */
const PLACES = 40;

function pieces(same: readonly Finding[]): SameFindings[] {
  const first = same[0] as Finding;
  const alike = same.every(({ message }) => message === first.message);
  const message = alike ? first.message : withoutNames(first);
  return Array.from({ length: Math.ceil(same.length / PLACES) }, (_, index) => ({
    first,
    message,
    findings: same.slice(index * PLACES, (index + 1) * PLACES),
  }));
}

function item({ first, message, findings }: SameFindings, tool: Report["tool"]): string {
  const help = first.help === undefined ? "" : `<br>**What to do:** ${prose(first.help)}`;
  const what = `${prose(message)} (${ruleLink(first.ruleId, tool)})`;
  const icon = ICONS[first.severity];
  if (findings.length === 1) return `- ${icon} ${placesOf(findings)}: ${what}${help}`;
  return `- ${icon} ${what}${help}<br>**${findings.length} places:** ${placesOf(findings)}`;
}

/** `stack.yml` line 4 (`db`), line 9 (`web`); `other.yml` line 3. */
function placesOf(findings: readonly Finding[]): string {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) files.set(finding.path, [...(files.get(finding.path) ?? []), finding]);
  const many = findings.length > 1;
  return [...files]
    .map(([path, inFile]) => {
      const lines = inFile.map(({ startLine, service, volume }) => {
        const name = service ?? volume;
        return many && name !== undefined ? `line ${startLine} (${code(name, "text", 40)})` : `line ${startLine}`;
      });
      return `${code(path)} ${lines.join(", ")}`;
    })
    .join("; ");
}

/** What a comment says of a finding. */
interface FindingText {
  /** Its line, where the comment stands on others. */
  readonly line: number | undefined;
  /** Whether a fix stands below and says what to do. */
  readonly fixed: boolean;
  readonly tool: Report["tool"];
}

/** A finding in a comment. */
export function findingText({ severity, message, help, ruleId }: Finding, { line, fixed, tool }: FindingText): string {
  const where = line === undefined ? "" : `Line ${line}: `;
  const todo = help === undefined || fixed ? [] : [`**What to do:** ${prose(help)}`];
  return [`${ICONS[severity]} ${where}${prose(message)} <sub>${ruleLink(ruleId, tool)}</sub>`, ...todo].join("\n\n");
}

/** One line that says how to settle what files are for of which nobody knows. */
export function undecidedBlock(report: Report): Block[] {
  const [first, ...others] = undecided(report);
  if (first === undefined) return [];
  const more =
    others.length === 0
      ? ""
      : ` The same is true of ${namesOf(
          others.map(({ path }) => path),
          "file",
          5,
        )}.`;
  return [whole("what files are for", `❔ ${code(first.path)}: ${prose(`${first.message} ${first.help}`)}${more}`)];
}

function undecided({ findings, stacks }: Report): Finding[] {
  const files = new Set(stacks.filter(({ mayBeCompose }) => mayBeCompose).flatMap((stack) => stack.files));
  return findings.filter(({ ruleId, path }) => ruleId === "compose-or-swarm" && files.has(path));
}

/** What needs no action of anybody now. */
export function notesBlock(report: Report): Block[] {
  const told = new Set(undecided(report));
  const notes = report.findings.filter((finding) => finding.severity === "note" && !told.has(finding));
  if (notes.length === 0) return [];
  const block: Block = { name: "the notes", open: "", items: findingItems(notes, report.tool), close: "" };
  return [folded(counted(notes.length, "note"), block)];
}
