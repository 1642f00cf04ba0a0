import { describe, expect, it } from "vitest";
import type { Finding, IgnoredFinding } from "../../src/model/finding.ts";
import { ignoredLines } from "../../src/report/text/report.ts";

const ignored = (
  path: string,
  startLine: number,
  reason: string,
  by: IgnoredFinding["by"] = "comment",
): IgnoredFinding => {
  const finding = { ruleId: "a-rule", path, startLine } as Finding;
  return { finding, by, reason, path: by === "baseline" ? "old.json" : path };
};

describe("ignoredLines", () => {
  it("lists few one by one and many by their reason", () => {
    const lines = ignoredLines([
      ignored("a.yml", 1, "a cache"),
      ...[1, 2, 3, 4].map((line) => ignored(line < 3 ? "b.yml" : "c.yml", line, "in the baseline", "baseline")),
      ignored("b.yml", 9, "a\u001b[31m cache"),
      ignored("c.yml", 2, "a cache"),
    ]);
    expect(lines).toEqual([
      "  a.yml:1 a-rule: a cache",
      "  c.yml:2 a-rule: a cache",
      "  4 findings in 2 files: in the baseline old.json",
      expect.stringMatching(/^ {2}b\.yml:9 a-rule: a.*cache$/),
    ]);
    expect(lines.join("")).not.toContain("\u001b");
  });
});
