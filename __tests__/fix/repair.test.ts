import { describe, expect, it } from "vitest";
import { checkStack } from "../../src/check/check.ts";
import { choose, repair } from "../../src/fix/repair.ts";
import type { Finding, ReportedEdit, ReportedFix } from "../../src/model/finding.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { dedent } from "../rules/harness.ts";

const edit = (start: number, end: number, text = "", path = "s.yml"): ReportedEdit => ({ path, start, end, text });
const fix = (safe: boolean, ...edits: ReportedEdit[]): ReportedFix => ({
  title: `${safe} ${edits[0]?.start}`,
  safe,
  edits,
});
const finding = (...fixes: ReportedFix[]): Finding => ({ ruleId: "r", severity: "error", fixes }) as unknown as Finding;
const titles = (findings: Finding[], level: "safe" | "unsafe") => choose(findings, level).map((one) => one.fix.title);

describe("the choice of fixes", () => {
  it("takes safe ones only, unless it may take the first of each", () => {
    const findings = [finding(fix(false, edit(0, 1)), fix(true, edit(5, 6))), finding(fix(false, edit(9, 9)))];
    expect(titles(findings, "safe")).toEqual(["true 5"]);
    expect(titles(findings, "unsafe")).toEqual(["false 0", "false 9"]);
  });

  it("leaves what overlaps or touches for later", () => {
    const at = (start: number, end: number, path?: string) => finding(fix(true, edit(start, end, "", path)));
    expect(titles([at(0, 5), at(4, 6), at(7, 9)], "safe")).toEqual(["true 0", "true 7"]);
    expect(titles([at(5, 5), at(5, 5)], "safe")).toEqual(["true 5"]);
    expect(titles([at(0, 5), at(5, 6)], "safe")).toEqual(["true 0"]);
    expect(titles([at(0, 5), at(0, 5, "other.yml")], "safe")).toEqual(["true 0", "true 0"]);
  });

  it("takes what has to be read first alone: it may settle the rest", () => {
    const split = { ...finding(fix(false, edit(9, 9))), ruleId: "volume-split-between-nodes" };
    const others = [finding(fix(true, edit(0, 1))), split, finding(fix(false, edit(5, 6)))];
    expect(titles(others, "unsafe")).toEqual(["false 9"]);
    expect(titles(others, "safe")).toEqual(["true 0"]);
  });
});

const check = (files: readonly SourceFile[]) =>
  checkStack(files, {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
    fixes: true,
  }).findings;

describe("repair", () => {
  const text = dedent(`
    version: 3.8
    services:
      a: {image: redis:7, volumes: [one:/data], stop_grace_period: 1m}
      b: {image: redis:7, volumes: [two:/data, one:/old:ro], stop_grace_period: 1m}
    volumes: {one: , two: }
  `);
  const file = { path: "s.yml", text };

  const titlesOf = (stack: string) =>
    repair([{ path: "s.yml", text: dedent(stack) }], "unsafe", check).applied.map(({ fix: { title } }) =>
      title.replace(/[ ;].*/, ""),
    );

  it.each([
    [
      "pins nobody who goes to other storage with all that share the volume",
      ["Move"],
      `
        services:
          app: {image: acme/app:1, volumes: [up:/up], deploy: {placement: {constraints: [node.role == manager]}}}
          nginx: {image: nginx:1.27, volumes: ["up:/usr/share/nginx/html:ro"], deploy: {mode: global}}
        volumes: {up: }
      `,
    ],
    [
      "moves no volume that has another key: who mounts that would be left behind",
      ["Pin"],
      `
        services:
          one: {image: acme/one:1, volumes: [first:/d]}
          two: {image: acme/two:1, volumes: [second:/d]}
        volumes: {first: {name: shared}, second: {name: shared}}
      `,
    ],
  ])("%s", (_, expected, stack) => expect(titlesOf(stack)).toEqual(expected));

  it("goes on until nothing is left, and then changes nothing more", () => {
    const { files, applied } = repair([file], "unsafe", check);
    expect(check(files).filter(({ severity }) => severity !== "note")).toEqual([]);
    expect(applied.map(({ finding }) => finding.ruleId).sort()).toEqual([
      "unquoted-version",
      "volume-split-between-nodes",
    ]);
    expect(repair(files, "unsafe", check).files).toEqual(files);
  });

  it("applies safe fixes alone", () => {
    const { files } = repair([file], "safe", check);
    expect(files[0]?.text).toBe(text.replace("3.8", '"3.8"'));
  });

  it("stops when fixes bring each other back", () => {
    let rounds = 0;
    const endless = (files: readonly SourceFile[]) => {
      rounds++;
      return [finding(fix(true, edit(0, 0, "x", files[0]?.path)))];
    };
    expect(repair([file], "safe", endless).applied).toHaveLength(50);
    expect(rounds).toBe(51);
  });
});

describe("fixes that do harm together", () => {
  it("are applied one at a time", () => {
    const both = (text: string) =>
      [finding(fix(true, edit(0, 1, "A"))), finding(fix(true, edit(4, 5, "E")))].slice(0, text === "abcde" ? 2 : 0);
    const check = ([file]: readonly SourceFile[]) => {
      const text = file?.text ?? "";
      return text === "AbcdE" ? [...both("abcde"), finding()] : both(text);
    };
    const { files, applied } = repair([{ path: "s.yml", text: "abcde" }], "safe", check);
    expect(files[0]?.text).toBe("Abcde");
    expect(applied).toHaveLength(1);
  });
});
