import { describe, expect, it } from "vitest";
import { baselineText, readBaseline } from "../../src/ignore/baseline.ts";
import type { Finding } from "../../src/model/finding.ts";

const finding = (part: Partial<Finding>): Finding => ({
  ruleId: "a-rule",
  category: "persistence",
  severity: "error",
  message: "",
  path: "stack.yml",
  startLine: 7,
  startColumn: 1,
  endLine: 7,
  endColumn: 9,
  fingerprint: "1".repeat(32),
  fixes: [],
  ...part,
});
const read = (text: string) => readBaseline({ path: "old.json", text });
const errors = (text: string): string[] => {
  const result = read(text);
  return "errors" in result ? result.errors.map(({ line, column, message }) => `${line}:${column} ${message}`) : [];
};
const same = (path: string): string => path;

describe("baselineText", () => {
  const text = baselineText(
    [
      finding({ path: "b.yml", service: "s", fingerprint: "2".repeat(32) }),
      finding({ path: "a.yml", volume: "v", fingerprint: "3".repeat(32) }),
      finding({ category: "rejected", fingerprint: "4".repeat(32) }),
      finding({ category: "config", fingerprint: "5".repeat(32) }),
    ],
    [],
    (path) => `deploy/${path}`,
  );

  it("is sorted, without lines of the files, and without what cannot be ignored", () => {
    expect(text).toBe(
      [
        "{",
        '  "schemaVersion": 1,',
        '  "findings": [',
        `    {"rule":"a-rule","path":"deploy/a.yml","volume":"v","fingerprint":"${"3".repeat(32)}"},`,
        `    {"rule":"a-rule","path":"deploy/b.yml","service":"s","fingerprint":"${"2".repeat(32)}"}`,
        "  ]",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("is the same whatever the order and the lines of the findings", () => {
    const findings = ["1", "2", "3"].map((digit) => finding({ fingerprint: digit.repeat(32) }));
    const moved = findings.map((one) => ({ ...one, startLine: one.startLine + 9 })).reverse();
    expect(baselineText(moved, [], same)).toBe(baselineText(findings, [], same));
  });

  it("is read as it was written, and keeps entries of files that were not checked", () => {
    const result = read(text);
    if ("errors" in result) throw new Error(text);
    expect(result.baseline.entries.map(({ path, line }) => [path, line])).toEqual([
      ["deploy/a.yml", 4],
      ["deploy/b.yml", 5],
    ]);
    const again = baselineText([finding({})], result.baseline.entries, same);
    expect(again.match(/"path":"[^"]*"/g)).toEqual([
      '"path":"deploy/a.yml"',
      '"path":"deploy/b.yml"',
      '"path":"stack.yml"',
    ]);
    expect(read(baselineText([], [], same))).toEqual({ baseline: { path: "old.json", entries: [] } });
  });
});

describe("readBaseline", () => {
  const entry = (rest: string): string => `{"schemaVersion": 1, "findings": [\n${rest}\n]}`;
  const HASH = `"fingerprint": "${"a".repeat(32)}"`;
  const CASES: readonly (readonly [name: string, text: string, errors: readonly string[]])[] = [
    ["nothing", "", ["1:1 This is not a baseline: it has no `schemaVersion`."]],
    ["a list", "[]", ["1:1 This is not a baseline: it has no `schemaVersion`."]],
    [
      "another version",
      '{"schemaVersion": 2}',
      ["1:19 `schemaVersion` must be 1: another version of this program wrote the file."],
    ],
    ["no findings", '{"schemaVersion": 1}', ["1:1 `findings` must be a list."]],
    ["findings of another kind", '{"schemaVersion": 1,\n "findings": {}}', ["2:14 `findings` must be a list."]],
    ["an entry of another kind", entry("1"), ["2:1 An entry of `findings` must be a mapping."]],
    [
      "everything that is missing",
      entry("{}"),
      ["2:1 An entry lacks `rule`.", "2:1 An entry lacks `path`.", "2:1 An entry lacks `fingerprint`."],
    ],
    [
      "a key too many",
      entry(`{"rule": "a", "path": "b", "line": 3, ${HASH}}`),
      ["2:28 `line` is not a key of an entry."],
    ],
    ["no text", entry(`{"rule": 1, "path": "b", ${HASH}}`), ["2:10 `rule` must be a string."]],
    [
      "a wrong fingerprint",
      entry('{"rule": "a", "path": "b", "fingerprint": "x"}'),
      ["2:43 `fingerprint` must be 32 hexadecimal digits."],
    ],
    [
      "a key twice",
      '{"schemaVersion": 1, "schemaVersion": 1}',
      ["1:22 The key `schemaVersion` stands twice in one mapping."],
    ],
  ];
  for (const [name, text, expected] of CASES) it(`refuses ${name}`, () => expect(errors(text)).toEqual(expected));

  it("refuses what is no JSON, with the place", () => {
    expect(errors('{"schemaVersion": 1,\n "findings": [')).toEqual([expect.stringMatching(/^2:\d+ /)]);
  });
});
