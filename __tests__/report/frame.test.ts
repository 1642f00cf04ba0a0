import { describe, expect, it } from "vitest";
import { codeFrame } from "../../src/report/text/frame.ts";
import { painter, textWidth } from "../../src/report/text/terminal.ts";

interface Shot {
  readonly text: string;
  readonly at: readonly [line: number, start: number, end: number];
  readonly columns?: number;
  readonly endLine?: number;
}

function frame({ text, at: [startLine, startColumn, endColumn], columns, endLine = startLine }: Shot): string[] {
  const place = { startLine, startColumn, endLine, endColumn };
  return codeFrame({ path: "x", text }, place, { columns, paint: painter(false), style: "red" });
}

/** What stands above the marker on the last line. */
function underlined(lines: readonly string[]): string {
  const marker = lines.at(-1) ?? "";
  const from = marker.indexOf("^");
  let width = 0;
  let found = "";
  for (const character of lines.at(-2) ?? "") {
    if (width >= from && width < marker.length) found += character;
    width += textWidth(character);
  }
  return found;
}

describe("codeFrame", () => {
  it("marks the exact span below two lines of context", () => {
    expect(frame({ text: "a:\n  b:\n    c: d\n    e: f\n", at: [4, 8, 9] })).toEqual([
      "    2 |   b:",
      "    3 |     c: d",
      "    4 |     e: f",
      "      |        ^",
    ]);
  });

  it("shows no context where there is none", () => {
    expect(frame({ text: "name: x", at: [1, 1, 5] })).toEqual(["    1 | name: x", "      | ^^^^"]);
  });

  it("leaves out blank lines, comments and document starts on top", () => {
    expect(frame({ text: "a: b\n\nc: d", at: [3, 1, 2] })).toEqual(["    3 | c: d", "      | ^"]);
    expect(frame({ text: "a: b\n# x\nc: d", at: [3, 1, 2] })[0]).toBe("    3 | c: d");
    expect(frame({ text: "---\na: b\nc: d", at: [3, 1, 2] })[0]).toBe("    2 | a: b");
    expect(frame({ text: "a: b\n\nc: d", at: [2, 1, 1] })).toEqual(["    1 | a: b", "    2 |", "      | ^"]);
  });

  it("lines up line numbers of different length", () => {
    const text = "x\n".repeat(10);
    expect(frame({ text, at: [10, 1, 2] })).toEqual(["     8 | x", "     9 | x", "    10 | x", "       | ^"]);
  });

  it("marks an empty span, also at the end of a line and of the file", () => {
    expect(frame({ text: "ab", at: [1, 2, 2] }).at(-1)).toBe("      |  ^");
    expect(frame({ text: "ab", at: [1, 3, 3] }).at(-1)).toBe("      |   ^");
    expect(frame({ text: "", at: [1, 1, 1] })).toEqual(["    1 |", "      | ^"]);
  });

  it("marks a span over lines up to the end of its first line", () => {
    expect(frame({ text: "a: |  \n  b\n", at: [1, 4, 4], endLine: 2 })).toEqual(["    1 | a: |  ", "      |    ^"]);
    expect(frame({ text: "abc: d\n  b\n", at: [1, 2, 1], endLine: 2 }).at(-1)).toBe("      |  ^^^^^");
  });

  it("expands tabs and keeps the columns right", () => {
    expect(frame({ text: "\tab\tcd", at: [1, 5, 7] })).toEqual(["    1 |     ab  cd", "      |         ^^"]);
    expect(underlined(frame({ text: "\t\ta\tb: c", at: [1, 5, 6] }))).toBe("b");
  });

  it("counts wide, combined and paired characters", () => {
    const text = "数据: 🐳e\u0301x";
    expect(frame({ text, at: [1, 9, 10] }).at(-1)).toBe(`      | ${" ".repeat(9)}^`);
    expect(frame({ text, at: [1, 1, 3] }).at(-1)).toBe("      | ^^^^");
    expect(frame({ text, at: [1, 5, 7] }).at(-1)).toBe("      |       ^^");
  });

  it("shows controls, overrides and workflow commands as text, marked at their width", () => {
    expect(frame({ text: "a\u001bb\u202ec", at: [1, 2, 3] })).toEqual(["    1 | a\\u001bb\\u202ec", "      |  ^^^^^^"]);
    expect(frame({ text: "##[x", at: [1, 3, 4] })).toEqual(["    1 | \\u0023#[x", "      |        ^"]);
    expect(frame({ text: "a\rb\r\nc", at: [1, 3, 4] })).toEqual(["    1 | a\\u000db", "      |        ^"]);
  });

  it("hides a byte order mark at the start of the file, and shows one elsewhere", () => {
    expect(frame({ text: "\uFEFFa: b", at: [1, 2, 3] })).toEqual(["    1 | a: b", "      | ^"]);
    expect(frame({ text: "a\n\uFEFFb", at: [2, 2, 3] }).slice(1)).toEqual(["    2 | \\ufeffb", "      |       ^"]);
  });

  it("masks secrets and keeps the marker under what it marks", () => {
    const text = "  POSTGRES_PASSWORD: hunter2 # x\n  - a=b";
    expect(frame({ text, at: [1, 3, 20] })).toEqual([
      "    1 |   POSTGRES_PASSWORD: **** # x",
      "      |   ^^^^^^^^^^^^^^^^^",
    ]);
    expect(underlined(frame({ text, at: [1, 22, 29] }))).toBe("****");
    expect(underlined(frame({ text, at: [1, 24, 25] }))).toBe("****");
    expect(underlined(frame({ text, at: [1, 30, 33] }))).toBe("# x");
  });

  it("masks a secret shorter than the mask, and every line of a long one", () => {
    expect(frame({ text: "pw_secret: a # x", at: [1, 14, 15] })).toEqual([
      "    1 | pw_secret: **** # x",
      "      |                 ^",
    ]);
    expect(frame({ text: "PASSWORD: |\n  ab\n  cd\n  ef", at: [4, 3, 5] })).toEqual([
      "    2 |   ****",
      "    3 |   ****",
      "    4 |   ****",
      "      |   ^^^^",
    ]);
  });

  describe("of a long line", () => {
    const text = `a\nb: ${"0123456789".repeat(30)}X${"abcdefghij".repeat(30)}`;

    it("crops around the span, without context", () => {
      const lines = frame({ text, at: [2, 304, 305], columns: 60 });
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/^ {4}2 \| …\d+Xabcdefg[a-j]+…$/);
      expect(textWidth(lines[0] ?? "")).toBeLessThanOrEqual(60);
      expect(underlined(lines)).toBe("X");
    });

    it("keeps the start of the line and the context where the span is near it", () => {
      const lines = frame({ text, at: [2, 1, 2], columns: 40 });
      expect(lines[0]).toBe("    1 | a");
      expect(lines[1]).toMatch(/^ {4}2 \| b: 0123456789\d+…$/);
      expect(lines[1]).toHaveLength(40);
      expect(underlined(lines)).toBe("b");
    });

    it("shows the end of the line where the span is near it", () => {
      const lines = frame({ text, at: [2, 603, 605], columns: 40 });
      expect(lines[0]).toMatch(/^ {4}2 \| …[a-j]+hij$/);
      expect(underlined(lines)).toBe("ij");
    });

    it("marks what is shown of a span that is longer than the line", () => {
      const lines = frame({ text, at: [2, 4, 605], columns: 40 });
      expect(underlined(lines)).toMatch(/^0123456789\d+$/);
      expect(textWidth(lines.at(-1) ?? "")).toBeLessThanOrEqual(40);
    });

    it("crops context lines at the end", () => {
      expect(frame({ text: `${"x".repeat(99)}\na`, at: [2, 1, 2], columns: 40 })[0]).toBe(`    1 | ${"x".repeat(31)}…`);
    });

    it("crops where the width is not known, and not at all below it", () => {
      expect(frame({ text, at: [2, 1, 2] })[1]).toHaveLength(120);
      const short = "y".repeat(112);
      expect(frame({ text: short, at: [1, 1, 2] })[0]).toBe(`    1 | ${short}`);
    });

    it("copes with wide characters and with pairs at the cut", () => {
      const wide = "数".repeat(2000);
      const lines = frame({ text: wide, at: [1, 1500, 1501], columns: 50 });
      expect(underlined(lines)).toBe("数");
      expect(textWidth(lines[0] ?? "")).toBeLessThanOrEqual(50);
      for (const column of [1199, 1201, 1203]) {
        const whales = frame({ text: "🐳".repeat(2000), at: [1, column, column + 2], columns: 50 });
        expect(whales[0]).not.toContain("\\u");
        expect(underlined(whales)).toBe("🐳");
      }
    });

    it("masks a secret that is longer than what is looked at", () => {
      const secret = `PASSWORD: ${"s3cr3t".repeat(1000)}`;
      for (const column of [11, 3000, 6000]) {
        const lines = frame({ text: secret, at: [1, column, column + 3], columns: 60 });
        expect(lines.join()).not.toContain("cr3");
        expect(underlined(lines)).toBe("****");
      }
    });

    it("copes with many findings in a file that is one line of a megabyte", () => {
      const file = { path: "x", text: `[${"a: b, ".repeat(200_000)}]` };
      for (let column = 2; column < 1_000_000; column += 6000) {
        const place = { startLine: 1, startColumn: column, endLine: 1, endColumn: column + 4 };
        const lines = codeFrame(file, place, { columns: 80, paint: painter(false), style: "red" });
        expect(underlined(lines)).toBe("a: b");
      }
    });
  });

  it("paints the gutter and the marker, never the code", () => {
    const lines = codeFrame(
      { path: "x", text: "ab" },
      { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
      { columns: undefined, paint: painter(true), style: "yellow" },
    );
    expect(lines).toEqual(["    \u001b[2m1 |\u001b[0m ab", "    \u001b[2m  |\u001b[0m \u001b[33m^\u001b[0m"]);
  });
});
