import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownReport } from "../../src/report/markdown/report.ts";
import { planReview } from "../../src/review/plan.ts";
import { input } from "../review/pull-request.ts";
import {
  ACTIVE,
  type Element,
  elementCounts,
  nodesOf,
  renderedTree,
  speakingTexts,
} from "../support/github-markdown.ts";
import { HOSTILE, PIECES } from "../support/hostile.ts";
import { hostileReport } from "./hostile-report.ts";

const INVISIBLE = /(?![\n\t])[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
/** Where links of ours lead. */
const OWN = "https://github.com/org/swarm-volume-check/blob/main/docs/rules/";

/** What a text did to the page beyond being shown. */
function damage(markdown: string, quiet: Record<string, number>): string[] {
  const tree = renderedTree(markdown);
  const nodes = nodesOf(tree);
  const found: string[] = [];
  for (const { tagName, properties } of nodes) {
    if (tagName === "a" && !String(properties?.href).startsWith(OWN)) found.push(`a link to ${properties?.href}`);
    if (tagName === "img" || tagName === "input") found.push(`<${tagName}>`);
  }
  for (const text of speakingTexts(tree)) if (ACTIVE.test(text)) found.push(`active: ${JSON.stringify(text)}`);
  const counts = elementCounts(tree);
  // A sentence stands where a diff cannot be shown, or not with its line ends; and nothing where a fix changes nothing.
  const hidden = markdown.split("The diff is not shown").length - 1;
  const withoutCr = markdown.split("Lines end in CRLF").length - 1;
  counts.p = (counts.p ?? 0) - hidden - withoutCr;
  counts.pre = (counts.pre ?? 0) + hidden;
  for (const tag of new Set([...Object.keys(counts), ...Object.keys(quiet)])) {
    if (tag !== "code" && counts[tag] !== quiet[tag]) found.push(`${counts[tag]} <${tag}> instead of ${quiet[tag]}`);
  }
  if (INVISIBLE.test(markdown)) found.push("an invisible character");
  found.push(...pictures(tree));
  return found;
}

/** A picture holds generated names and words of ours only. */
function pictures(tree: Element): string[] {
  return nodesOf(tree)
    .filter(({ properties }) => JSON.stringify(properties?.className ?? "").includes("mermaid"))
    .flatMap((node) => nodesOf(node).flatMap(({ value }) => value ?? []))
    .flatMap((text) => text.split("\n"))
    .filter((line) => !PICTURE.test(line));
}

const PICTURE =
  /^(?:flowchart LR| {2}S\d+\(\["S\d+"\]\)| {2}subgraph reach_[a-z]+\["[a-z ]+"\]| {4}V\d+\[\("V\d+"\)\]| {2}end| {2}S\d+ --> V\d+| {2}S\d+ -\. (?:can leave it|cannot start|not known) \.-> V\d+|)$/;

const SHOWN: readonly (readonly [string, (text: string) => string])[] = [
  ["the report", (text) => markdownReport(hostileReport(text), { failing: true, remarks: [text], head: text })],
  ["a review's summary", (text) => bodies(text)[0] as string],
  ["a review's comments", (text) => bodies(text).slice(1).join("\n\n")],
];

function bodies(text: string): string[] {
  const report = hostileReport(text);
  const path = report.findings[0]?.path as string;
  const given = input(report.findings, {
    report,
    texts: new Map([[path, `${text}\nb\nc\nd\n`]]),
    diff: [{ path, status: "modified", hunks: [{ start: 1, end: 3 }] }],
    remarks: [text],
    settings: { maxInlineComments: 1 },
  });
  const { create } = planReview(given);
  return [create?.body as string, ...(create?.comments ?? []).map(({ body }) => body)];
}

describe.each(SHOWN)("%s", (_, show) => {
  const quiet = elementCounts(renderedTree(show("redis")));

  it("shows an ordinary text", () => {
    expect(show("redis")).toContain("`redis`");
    expect(damage(show("redis"), quiet)).toEqual([]);
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 50)), text]))("takes no harm from %s", (_name, text) => {
    expect(damage(show(text), quiet)).toEqual([]);
  });

  it("takes no harm from generated texts", () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(pieces, (given) => {
        expect(damage(show(given.join("")), quiet)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
