import { describe, expect, it } from "vitest";
import { type Block, fitted, folded, whole } from "../../src/report/markdown/blocks.ts";

const list = (name: string, count: number, length = 50): Block => ({
  name,
  open: "head",
  items: Array.from({ length: count }, (_, index) => `- ${index} ${"x".repeat(length)}`),
  close: "\n\nfoot",
});

describe("a text of blocks", () => {
  it("is whole as long as it fits", () => {
    expect(fitted([whole("a", "A"), list("b", 2, 1)], 100, "")).toBe("A\n\nhead\n- 0 x\n- 1 x\n\nfoot");
  });

  it.each([800, 1000, 2000, 5000])("is never longer than %i, and says what it left out", (limit) => {
    const text = fitted([whole("a", "A"), list("the list", 200), whole("c", "C")], limit, "Look elsewhere.");
    expect(text.length).toBeLessThanOrEqual(limit);
    const shown = text.match(/^- \d+/gm)?.length ?? 0;
    expect(text).toContain(`Left out here: ${200 - shown} of the list. Look elsewhere.`);
    expect(text).toContain("\n\nfoot");
    expect(text).toContain("\n\nC\n\n");
  });

  it("leaves out whole what has no items, and what has room for none of them", () => {
    const text = fitted([whole("the poem", "x".repeat(2000)), list("a", 3, 2000), whole("c", "C")], 1000, "");
    expect(text).toBe("C\n\n**Too long for this place.** Left out here: the poem, a. ");
  });

  it("gives room in turns, and keeps the order", () => {
    const blocks = [whole("a", "A"), { ...list("the table", 200), turn: 1 }, list("the findings", 60), whole("c", "C")];
    const text = fitted(blocks, 6000, "Look elsewhere.");
    const [table = "", findings = ""] = text.split("\n\nfoot");
    expect(table.match(/^- \d+/gm)?.length).toBeGreaterThan(5);
    expect(findings.match(/^- \d+/gm)).toHaveLength(60);
    expect(text).toMatch(/\n\nC\n\n.* Left out here: \d+ of the table\. Look elsewhere\.$/);
    expect(text.length).toBeLessThanOrEqual(6000);
  });

  it("names a few of many missing parts", () => {
    const text = fitted(
      Array.from({ length: 30 }, (_, index) => whole(`part ${index}`, "x".repeat(900))),
      1000,
      "",
    );
    expect(text).toContain("part 7, 22 more parts.");
    expect(text.length).toBeLessThanOrEqual(1000);
  });

  it("is measured as asked", () => {
    const bytes = (text: string) => Buffer.byteLength(text);
    const text = fitted([{ ...list("a", 200), items: Array(200).fill("- é🙂é🙂é🙂") }], 3000, "", bytes);
    expect(bytes(text)).toBeLessThanOrEqual(3000);
    expect(bytes(text)).toBeGreaterThan(2000);
  });

  it("folds behind a title of ours, and a cut leaves the fold closed", () => {
    expect(fitted([folded("Title", list("a", 1, 1))], 1000, "")).toBe(
      "<details><summary>Title</summary>\n\nhead\n- 0 x\n\nfoot\n\n</details>",
    );
    expect(fitted([folded("Title", list("a", 100))], 1500, "")).toMatch(/foot\n\n<\/details>\n\n\*\*Too long/);
  });
});
