import { describe, expect, it } from "vitest";
import { annotationCommands, annotationsOf } from "../../src/report/github.ts";
import { HOSTILE } from "../support/hostile.ts";
import { hostileReport } from "./hostile-report.ts";
import { finding, report } from "./samples.ts";

const of = (...findings: Parameters<typeof finding>[0][]) => annotationsOf(report({ findings: findings.map(finding) }));

describe("annotations", () => {
  it("say what a finding says, where it is", () => {
    expect(of({ help: "Pin it.", startLine: 3, startColumn: 4, endLine: 3, endColumn: 9 })).toEqual([
      {
        kind: "error",
        title: "local-volume-unpinned",
        message: "The next task may start on an empty volume. Pin it.",
        path: "stack.yml",
        startLine: 3,
        endLine: 3,
        columns: { start: 4, end: 9 },
      },
    ]);
  });

  it("name no columns over several lines", () => expect(of({ endLine: 2 })[0]).not.toHaveProperty("columns"));

  it("are of three kinds, errors first, and new ones before old ones", () => {
    const all = of(
      { severity: "note", message: "n" },
      { severity: "error", message: "old", preexisting: true },
      { severity: "warning", message: "w" },
      { severity: "error", message: "new", startLine: 99, endLine: 99 },
    );
    expect(all.map(({ kind, message }) => [kind, message])).toEqual([
      ["error", "new"],
      ["error", "old"],
      ["warning", "w"],
      ["notice", "n"],
    ]);
  });

  it("are no more than GitHub shows, and the last says how many are left", () => {
    const many = (count: number) =>
      of(...Array.from({ length: count }, (_, index) => ({ startLine: index + 1, endLine: index + 1 })));
    expect(many(10)).toHaveLength(10);
    expect(many(10).at(-1)?.message).toBe("The next task may start on an empty volume.");
    expect(many(25)).toHaveLength(10);
    expect(many(25).at(-1)?.message).toBe("The next task may start on an empty volume. (15 more are in the summary.)");
  });

  it("say once what many lines of a file have in common, so that other notes keep their place", () => {
    const note = (startLine: number, more: Parameters<typeof finding>[0] = {}) =>
      ({ severity: "note", ruleId: "ignored-key", startLine, endLine: startLine, ...more }) as const;
    const lines = Array.from({ length: 22 }, (_, index) => index + 1);
    const all = of(
      note(40, { preexisting: false, path: "z.yml", ruleId: "restart-none", message: "n" }),
      note(50, { message: "Another key.", service: "a" }),
      ...lines.map((line) => note(line, { message: `Of \`s${line}\`.`, service: `s${line}`, help: "Remove it." })),
    );
    expect(all.map(({ message, path, startLine }) => [path, startLine, message])).toEqual([
      ["stack.yml", 1, "Of `…`. Remove it. (The same: lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 12 more.)"],
      ["stack.yml", 50, "Another key."],
      ["z.yml", 40, "n"],
    ]);
    const kinds = Array.from({ length: 12 }, (_, index) => `k${index}`).flatMap((ruleId) =>
      [1, 2, 3].map((line) => note(line, { ruleId })),
    );
    expect(of(...kinds)).toHaveLength(10);
    expect(of(...kinds).at(-1)?.message).toBe(
      "The next task may start on an empty volume. (The same: lines 2, 3.) (6 more are in the summary.)",
    );
    expect(of(note(1), note(2))).toHaveLength(2);
  });

  it("are cut where GitHub would cut them", () => {
    const [one] = of({ message: "x".repeat(9000) });
    expect(one?.message).toHaveLength(4096);
    expect(one?.message.endsWith("…")).toBe(true);
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 50)), text]))("hold no command of %s", (_, text) => {
    for (const { message, title } of annotationsOf(hostileReport(text)))
      expect(message + title).not.toMatch(/\p{Cc}|\p{Bidi_Control}|##\[|^\s*::/u);
  });
});

describe("as commands in a log", () => {
  it("are what a runner reads", () => {
    const subject = report({
      findings: [
        finding({ path: "a,b:c%.yml", message: "50% is lost.", endColumn: 5 }),
        finding({ severity: "note", endLine: 3 }),
      ],
    });
    expect(annotationCommands(subject)).toBe(
      "::error file=a%2Cb%3Ac%25.yml,line=1,endLine=1,col=1,endColumn=5,title=local-volume-unpinned::50%25 is lost.\n" +
        "::notice file=stack.yml,line=1,endLine=3,title=local-volume-unpinned::The next task may start on an empty volume.\n",
    );
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 50)), text]))("are as many with %s", (_, text) => {
    const lines = annotationCommands(hostileReport(text)).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe("");
    for (const line of lines.slice(0, 3))
      expect(line).toMatch(/^::(?:error|warning|notice) file=[^,:]*,line=\d+,[^:]*::/);
    expect(lines.join("")).not.toContain("##[");
  });
});
