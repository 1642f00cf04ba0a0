import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { isMap, isPair, isScalar, parseDocument, type Scalar, visit } from "yaml";
import { buildReport } from "../../src/check/build-report.ts";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import { patchesOf, recheckOf } from "../../src/check/recheck.ts";
import { clusterFacts } from "../../src/config/cluster.ts";
import { COMMENTS_ALONE } from "../../src/ignore/model.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { FORMAT_NAMES, render } from "../../src/report/formats.ts";
import { planReview } from "../../src/review/plan.ts";
import { previewHtml, previewMarkdown } from "../../src/review/preview.ts";
import { pricing } from "../cost/settings.ts";

const PAGES = resolve(import.meta.dirname, "../../docs/rules");

/** The stacks of the rule pages: every kind of key and every rule is among them. */
const STACKS = readdirSync(PAGES)
  .flatMap((name) => Array.from(readFileSync(join(PAGES, name), "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)))
  .flatMap(([, text = ""]) => (/^services:/m.test(text) ? [text] : []));

/** What a variable may hold: alone in its place, beside the text that was there, a path, a number, a list of options. */
const CANARIES: readonly ((written: string) => readonly [text: string, value: string])[] = [
  () => ["${CANARY}", "kanari7vogel"],
  (written) => [`\${CANARY}${written}`, "kanari7vogel"],
  (written) => [`${written}\${CANARY}`, "kanari7vogel"],
  (written) => [`${written}\${CANARY}`, ".kanari7vogel"],
  () => ["${CANARY}", "/kanari7vogel/a"],
  () => ["${CANARY}", "kanari7vogel:/data"],
  () => ["${CANARY}", "48151623"],
  () => ["${CANARY}", "48151623s"],
  (written) => [`${written},\${CANARY}`, "addr=kanari7vogel,soft"],
  () => ["${CANARY}", "node.hostname == kanari7vogel"],
  () => ["${CANARY}", "user:kanari7vogel@host"],
  () => ["${CANARY}", "it's kanari7vogel"],
  (written) => [`${written}\${CANARY}`, "`kanarivogel"],
  (written) => [`${written}\${CANARY}`, '"kanari7vogel'],
  () => ["/var/lib/postgresql/data${CANARY}", "/kanari7vogel/data/.."],
  (written) => [`${written}/{{.Task\${CANARY}}}`, "kanari7vogel}}"],
];
const SEEN = /kanari7?vogel|48151623/i;

interface Case {
  readonly text: string;
  readonly value: string;
}

/** The stack once for each of its values, with one of the canaries there. */
function cases(text: string, offset: number): Case[] {
  const document = parseDocument(text);
  const scalars: Scalar[] = [];
  visit(document, (key, node, path) => {
    if (!isScalar(node) || key === "key") return;
    if (isPair(path.at(-1)) || !isMap(path.at(-1))) scalars.push(node);
  });
  return scalars.flatMap((scalar, index) => {
    const [start, end] = scalar.range ?? [0, 0];
    const canary = CANARIES[(offset + index) % CANARIES.length] as (typeof CANARIES)[number];
    const [written, value] = canary(String(scalar.value ?? ""));
    if (scalar.type?.startsWith("BLOCK") || end <= start) return [];
    return [{ text: `${text.slice(0, start)}${JSON.stringify(written)}${text.slice(end)}`, value }];
  });
}

const FACTS = clusterFacts(undefined, { nodes: undefined, sharedPaths: [] });

/** Everything that is said of a change from one text to the other. */
function outputs(before: string, after: string, value: string): Map<string, string> {
  const file: SourceFile = { path: "stack.yml", text: after };
  const options: CheckOptions = {
    target: "swarm",
    variables: new Map([["CANARY", value]]),
    unsetVariables: "unknown",
    facts: FACTS,
    fixes: true,
    cost: pricing({ provider: "aws", region: "eu-west-1", volumes: { "*": {} } }),
    base: { files: [{ path: "stack.yml", text: before }] },
  };
  const checked = checkStack([file], options);
  const report = buildReport([checked], "1.0.0", { base: "main" });
  const sources = new Map([[file.path, file]]);
  const stacks = [{ files: [file], options, policy: COMMENTS_ALONE, checked }];
  const patches = patchesOf(stacks);
  const settings = { color: false, quiet: false, columns: 100, failOn: "error", failing: true, patches } as const;
  const told = new Map<string, string>(
    FORMAT_NAMES.map((format) => [format, render(format, { report, sources }, { ...settings, about: "check" })]),
  );
  told.set("cost", render("text", { report, sources }, { ...settings, about: "cost" }));
  told.set("patches", JSON.stringify(patches));
  const lines = after.split("\n").length;
  const plan = planReview({
    report,
    texts: new Map([[file.path, after]]),
    diff: [{ path: file.path, status: "added", hunks: [{ start: 1, end: lines }] }],
    headSha: undefined,
    posted: { reviews: [], comments: [] },
    settings: { when: "always", event: "comment", maxInlineComments: 30, failOn: "error", onlyNew: false },
    remarks: [],
    recheck: recheckOf(stacks),
    patches,
  });
  told.set("review", previewMarkdown(plan));
  told.set("review as HTML", previewHtml(plan, new Map([[file.path, after]])));
  return told;
}

describe("a value that a variable holds", () => {
  const all = STACKS.flatMap((text, index) => cases(text, index).map((one) => [text, one] as const));

  it("can stand in many places", () => expect(all.length).toBeGreaterThan(900));

  // Each in turn is what runs and what is deployed.
  const leaks = (part: readonly (typeof all)[number][]): string[] =>
    part.flatMap(([plain, { text, value }], index) => {
      const [before, after] = index % 2 === 0 ? [plain, text] : [text, plain];
      return Array.from(outputs(before, after, value)).flatMap(([name, output]) => {
        const found = SEEN.exec(output);
        if (found === null) return [];
        return [
          `${name}: ${JSON.stringify(output.slice(Math.max(0, found.index - 120), found.index + 60))}\nof\n${text}`,
        ];
      });
    });

  const PARTS = 20;
  it.each(Array.from({ length: PARTS }, (_, part) => part))("is in no output (%i)", (part) => {
    const found = leaks(all.filter((_, index) => index % PARTS === part));
    expect(found.slice(0, 3).join("\n\n"), `${found.length} leaks`).toBe("");
  });
});
