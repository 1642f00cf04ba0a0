import {
  byWorst,
  type Category,
  type Finding,
  type IgnoredFinding,
  type ReportedFix,
  type Severity,
} from "../model/finding.ts";
import { printable, printableJson } from "../model/printable.ts";
import type { Report, ReportWithSources } from "../model/report.ts";
import { positionAt, type SourceFile } from "../model/text.ts";
import { rules } from "../rules/index.ts";
import { rulePage } from "./markdown/findings.ts";
import { accidentsOf } from "./outcomes.ts";
import { pages } from "./pages.generated.js";

/** What SARIF says of a rule. */
interface DescribedRule {
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly summary: string;
  /** The rule's page, in Markdown. */
  readonly page: string | undefined;
}

const LEVELS = { error: "error", warning: "warning", note: "note" } as const;
/** GitHub refuses a file with more results. */
const MOST_RESULTS = 25_000;
const MOST_NOTIFICATIONS = 100;
const ROOT = "%SRCROOT%";

/** The report as SARIF 2.1.0, with the help of every rule, fingerprints, suppressions and fixes. */
export function sarifReport(
  { report, sources }: ReportWithSources,
  rules: readonly DescribedRule[] = describedRules(),
): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const all = [...report.findings.toSorted(byWorst), ...report.ignored];
  const shown = all.slice(0, MOST_RESULTS);
  const compared = report.base !== undefined;
  const results = shown.map((one) =>
    "finding" in one
      ? { ...resultOf(one.finding, sources, indexes, compared), suppressions: [suppressionOf(one)] }
      : resultOf(one, sources, indexes, compared),
  );
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            ...(report.tool.pages === undefined ? {} : { informationUri: `${report.tool.pages}/README.md` }),
            rules: rules.map((rule) => describe(rule, report.tool)),
          },
        },
        automationDetails: { id: "swarm-volume-check/" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { description: { text: "The root of the checkout." } } },
        invocations: [{ executionSuccessful: true, ...notifications(report, all.length - shown.length) }],
        results,
      },
    ],
  };
  return `${printableJson(JSON.stringify(log, undefined, 2))}\n`;
}

/** What is no result: no finding stands for what this very deploy may do. */
function notifications(report: Report, left: number): object {
  const accidents = accidentsOf(report).map(
    ({ service, why }) => `On this deploy, \`${service}\` may start without its data: ${why}.`,
  );
  const cut = left === 0 ? [] : [`${left} findings are left out: GitHub takes ${MOST_RESULTS} results.`];
  const texts = [...accidents.slice(0, MOST_NOTIFICATIONS), ...cut];
  if (texts.length === 0) return {};
  return {
    toolExecutionNotifications: texts.map((text) => ({ level: "warning", message: { text: printable(text) } })),
  };
}

function describe({ id, category, severity, summary, page }: DescribedRule, { pages }: Report["tool"]): object {
  const help = page ?? summary;
  return {
    id,
    name: id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: firstParagraph(page) ?? summary },
    help: { text: help, markdown: help },
    ...(pages === undefined ? {} : { helpUri: rulePage(id, pages) }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ["docker-swarm", category],
      precision: "high",
      "problem.severity": severity === "note" ? "recommendation" : severity,
    },
  };
}

/** The first paragraph below the first section's heading of a page: what happens. */
function firstParagraph(page: string | undefined): string | undefined {
  const text = /\n## [^\n]+\n+([^\n#|`-][^\n]*(?:\n[^\n]+)*)/.exec(page ?? "")?.[1];
  return text?.replaceAll("\n", " ");
}

function resultOf(
  finding: Finding,
  sources: ReadonlyMap<string, SourceFile>,
  indexes: ReadonlyMap<string, number>,
  compared: boolean,
): object {
  const { ruleId, severity, message, help, path, fingerprint, service, volume } = finding;
  const ruleIndex = indexes.get(ruleId);
  const { startLine, startColumn, endLine, endColumn } = finding;
  const names = [
    ...(service === undefined ? [] : [{ name: printable(service), kind: "service" }]),
    ...(volume === undefined ? [] : [{ name: printable(volume), kind: "volume" }]),
  ];
  const fixes = finding.fixes.flatMap((fix) => fixOf(fix, sources) ?? []);
  return {
    ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: printable(help === undefined ? message : `${message} ${help}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(path),
          region: { startLine, startColumn, endLine, endColumn },
        },
        ...(names.length === 0 ? {} : { logicalLocations: names }),
      },
    ],
    partialFingerprints: { "swarmVolumeCheck/v1": fingerprint },
    ...(compared ? { baselineState: finding.preexisting === true ? "unchanged" : "new" } : {}),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

function suppressionOf({ by, reason, path, line, expires }: IgnoredFinding): object {
  return {
    kind: by === "comment" ? "inSource" : "external",
    status: "accepted",
    justification: printable(expires === undefined ? reason : `${reason} (until ${expires})`),
    location: {
      physicalLocation: {
        artifactLocation: locationOf(path),
        ...(line === undefined ? {} : { region: { startLine: line } }),
      },
    },
  };
}

/** undefined: an edit's file is not at hand, so its lines are not known. */
function fixOf({ title, edits }: ReportedFix, sources: ReadonlyMap<string, SourceFile>): object | undefined {
  const files = new Map<string, object[]>();
  for (const { path, start, end, text } of edits) {
    const source = sources.get(path);
    if (source === undefined) return undefined;
    const from = positionAt(source, start);
    const to = positionAt(source, end);
    const deletedRegion = {
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column,
    };
    const replacement = { deletedRegion, insertedContent: { text } };
    files.set(path, [...(files.get(path) ?? []), replacement]);
  }
  if (files.size === 0) return undefined;
  const artifactChanges = Array.from(files, ([path, replacements]) => ({
    artifactLocation: locationOf(path),
    replacements,
  }));
  return { description: { text: printable(title) }, artifactChanges };
}

/** A path below the root of the checkout, or an absolute one, as a URI. */
function locationOf(path: string): object {
  // A lone surrogate, which no URI can hold, becomes the character that stands for one.
  const whole = new TextDecoder().decode(new TextEncoder().encode(path));
  const uri = whole.split("/").map(encodeURIComponent).join("/");
  if (path.startsWith("/")) return { uri: `file://${uri}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${path.slice(0, 2)}${uri.slice(4)}` };
  return { uri, uriBaseId: ROOT };
}

/** The rules with their pages. */
export function describedRules(): DescribedRule[] {
  return rules.map(({ id, category, severity, summary }) => ({ id, category, severity, summary, page: pages[id] }));
}
