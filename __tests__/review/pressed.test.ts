import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { applyPatch } from "diff";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { checkStack } from "../../src/check/check.ts";
import { type CheckedFiles, patchesOf, recheckOf } from "../../src/check/recheck.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { PlannedComment, Suggestion } from "../../src/review/model.ts";
import { planReview, suggestionsOf } from "../../src/review/plan.ts";
import { pressedTexts } from "../../src/review/pressable.ts";
import { withSuggestions } from "../../src/review/suggest.ts";
import { input } from "./pull-request.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGES = join(ROOT, "docs/rules");

/** Every Bad sample of the rules' pages, and the examples: stacks of all kinds that need something. */
const STACKS: readonly (readonly [name: string, text: string])[] = [
  ...readdirSync(PAGES)
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => badSamples(name)),
  ...readdirSync(join(ROOT, "examples")).map(
    (name) => [name, readFileSync(join(ROOT, "examples", name, "docker-compose.yml"), "utf8")] as const,
  ),
];

function badSamples(name: string): (readonly [string, string])[] {
  const page = readFileSync(join(PAGES, name), "utf8");
  const bad = /\n## Bad[^\n]*\n([\s\S]*?)(?=\n## |$)/.exec(page)?.[1] ?? "";
  return Array.from(
    bad.matchAll(/```yaml\n([\s\S]*?)```/g),
    ([, text = ""], index) => [`${name} ${index + 1}`, text] as const,
  );
}

/** The review of a change that adds one stack, or what it says beyond `base`. */
function review(text: string, base?: string) {
  const files = [{ path: "stack.yml", text }];
  const stack: CheckedFiles = {
    files,
    options: {
      target: "swarm",
      variables: new Map(),
      unsetVariables: "unknown",
      facts: { nodes: undefined, sharedPaths: [] },
      base: { files: base === undefined ? [] : [{ path: "stack.yml", text: base }] },
    },
  };
  const report = buildReport([checkStack(files, { ...stack.options, fixes: true })], "1.0.0", { base: "main" });
  const recheck = recheckOf([stack]);
  const hunks = [{ start: 1, end: text.split("\n").length - 1 }];
  const texts = new Map([["stack.yml", text]]);
  const known = input(report.findings, {
    report,
    texts,
    diff: [{ path: "stack.yml", status: "added", hunks }],
    recheck,
  });
  const suggested = suggestionsOf(known);
  const pressedText = pressedTexts(suggested, texts).get("stack.yml") ?? text;
  const patches = patchesOf([stack], pressedTexts(suggested, texts));
  const again = patchesOf([{ ...stack, files: [{ path: "stack.yml", text: pressedText }] }]);
  return { report, recheck, plan: planReview({ ...known, suggested, patches }), patches, pressedText, again };
}

/** The suggestion in a comment, read as GitHub reads it. */
function pressable({ body, path, line, startLine = line }: PlannedComment): Suggestion | undefined {
  const [, , inside] = /^(`{3,})suggestion\n([\s\S]*?)^\1$/m.exec(body) ?? [];
  if (inside === undefined) return undefined;
  return { path, startLine, endLine: line, lines: inside === "" ? [] : inside.replace(/\n$/, "").split("\n") };
}

const errors = (findings: readonly Finding[]) =>
  new Set(findings.filter(({ severity }) => severity === "error").map(({ fingerprint }) => fingerprint));

let pressed = 0;
let partly = 0;

describe("a suggestion of a real review", () => {
  it.each(STACKS)("repairs and breaks nothing, alone and with all others: %s", (_, text) => {
    const { report, recheck, plan } = review(text);
    const comments = plan.create?.comments ?? [];
    const suggestions = comments.flatMap((comment) => {
      const suggestion = pressable(comment);
      return suggestion ? [{ suggestion, comment }] : [];
    });
    pressed += suggestions.length;
    const before = errors(report.findings);
    for (const together of [...suggestions.map((one) => [one]), suggestions]) {
      if (together.length === 0) continue;
      const changed = withSuggestions(
        text,
        together.map(({ suggestion }) => suggestion),
      );
      const after = recheck(new Map([["stack.yml", changed]]));
      expect([...errors(after)].filter((one) => !before.has(one))).toEqual([]);
      const left = new Set(after.map(({ fingerprint }) => fingerprint));
      for (const { comment } of together) expect(comment.fingerprints.some((one) => !left.has(one))).toBe(true);
    }
  });

  it.each(STACKS)("is a part of the whole patch, which goes no other way: %s", (_, text) => {
    const { plan, patches, pressedText, again } = review(text);
    const suggestions = (plan.create?.comments ?? []).flatMap((one) => pressable(one) ?? []);
    expect(withSuggestions(text, suggestions)).toBe(pressedText);
    const whole = patches[0] === undefined ? text : applyPatch(text, patches[0].diff);
    const rest = again[0] === undefined ? pressedText : applyPatch(pressedText, again[0].diff);
    expect(whole).toBe(rest);
    // A patch that repeats the suggestions is left out; one that holds more is shown.
    const shown = plan.create?.body.includes("The whole patch") ?? false;
    if (suggestions.length > 0) expect(shown).toBe(whole !== pressedText);
    if (whole !== pressedText) partly += suggestions.length;
  });

  it("stands beside a patch that holds more, too", () => expect(partly).toBeGreaterThan(3));

  it("is there often enough for this to mean something", () => expect(pressed).toBeGreaterThan(20));
});

describe("services that share data of one node", () => {
  const up = "deploy: {placement: {constraints: [node.labels.up == true]}}";
  const stack = `services:
  web:
    image: acme/web:1
    volumes: ["webdata:/data", "uploads:/uploads"]
    ${up}
  worker:
    image: acme/worker:1
    volumes: ["own:/data", "uploads:/uploads"]
    ${up}
volumes: {webdata: , uploads: , own: }
`;

  it("are pinned by one suggestion, which is told of at the other's line", () => {
    const { recheck, plan } = review(stack);
    const comments = plan.create?.comments ?? [];
    const [one, ...more] = comments.flatMap((comment) => pressable(comment) ?? []);
    expect(more).toEqual([]);
    expect([one?.startLine, one?.endLine]).toEqual([5, 9]);
    const text = withSuggestions(stack, one ? [one] : []);
    expect(new Set(text.match(/\w+_NODE/g))).toEqual(new Set(["UPLOADS_NODE"]));
    expect(recheck(new Map([["stack.yml", text]])).filter(({ severity }) => severity !== "note")).toEqual([]);
    expect(comments.filter(({ body }) => body.includes("The suggestion at line 9 settles this too."))).toHaveLength(2);
  });

  it("are pinned by no suggestion where one of them has data already", () => {
    const { plan } = review(stack, stack.replace(/ {2}web:[\s\S]*?(?= {2}worker:)/, "").replace("webdata: , ", ""));
    const comments = plan.create?.comments ?? [];
    expect(
      comments.filter(({ body }) => body.includes("Pin `web` and `worker` to the node that holds the data")),
    ).toHaveLength(3);
    const found = comments.flatMap((comment) => pressable(comment)?.lines.join("\n") ?? []);
    expect(found.filter((lines) => lines.includes("_NODE"))).toEqual([]);
  });

  it("leave a warning behind when somebody writes two variables", () => {
    const { recheck } = review(stack);
    const split = stack
      .replace("node.labels.up == true", '"node.hostname == ${WEB_NODE:?set it}"')
      .replace("node.labels.up == true", '"node.hostname == ${WORKER_NODE:?set it}"');
    const loud = recheck(new Map([["stack.yml", split]])).filter(({ severity }) => severity !== "note");
    expect(loud.map(({ ruleId, service }) => [ruleId, service])).toEqual([["volume-split-between-nodes", "web"]]);
  });
});

describe("a real review", () => {
  it.each(STACKS)("speaks of everything: %s", (_, text) => {
    const { report, plan } = review(text);
    const loud = report.findings.filter(({ severity }) => severity !== "note").map(({ fingerprint }) => fingerprint);
    const said = [...(plan.create?.comments ?? []).flatMap(({ fingerprints }) => fingerprints), ...plan.offLine];
    expect(new Set(said)).toEqual(new Set(loud));
  });
});
