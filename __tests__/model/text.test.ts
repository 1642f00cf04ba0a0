import { describe, expect, it } from "vitest";
import { lineText, placeOf, positionAt } from "../../src/model/text.ts";
import { cpuTime } from "../support/cpu-time.ts";

const file = (text: string) => ({ path: "a.yml", text });

describe("positionAt", () => {
  it.each([
    ["", 0, 1, 1],
    ["abc", 0, 1, 1],
    ["abc", 3, 1, 4],
    ["abc", 99, 1, 4],
    ["a\nb", 1, 1, 2],
    ["a\nb", 2, 2, 1],
    ["a\nb", 99, 2, 2],
    ["a\n", 2, 2, 1],
    ["\n\n\n", 2, 3, 1],
    ["a\r\nb", 2, 1, 3],
    ["a\r\nb", 3, 2, 1],
    ["\u{1F40B}x", 2, 1, 3],
    ["a\u2028b\nc", 4, 2, 1],
  ])("%j at %i is line %i, column %i", (text, offset, line, column) => {
    expect(positionAt(file(text), offset)).toEqual({ line, column });
  });

  it("finds every offset of a longer text", () => {
    const one = file("a\n\nbc\r\n  d\n");
    const positions = Array.from(one.text, (_, offset) => positionAt(one, offset));
    expect(positions.map(({ line, column }) => `${line}:${column}`)).toEqual([
      "1:1",
      "1:2",
      "2:1",
      "3:1",
      "3:2",
      "3:3",
      "3:4",
      "4:1",
      "4:2",
      "4:3",
      "4:4",
    ]);
  });

  it("does not confuse two files with one path", () => {
    expect(positionAt(file("a\nb"), 2)).toEqual({ line: 2, column: 1 });
    expect(positionAt(file("abc"), 2)).toEqual({ line: 1, column: 3 });
  });

  it("is quick in a file of many lines", () => {
    const long = file("x\n".repeat(500_000));
    const started = cpuTime();
    for (let offset = 0; offset < 1_000_000; offset += 10) positionAt(long, offset);
    expect(cpuTime() - started).toBeLessThan(20_000);
    expect(positionAt(long, 999_998)).toEqual({ line: 500_000, column: 1 });
  });
});

describe("lineText", () => {
  it.each([
    ["", 1, ""],
    ["abc", 1, "abc"],
    ["abc", 2, ""],
    ["abc", 0, ""],
    ["a\nbc\n", 1, "a"],
    ["a\nbc\n", 2, "bc"],
    ["a\nbc\n", 3, ""],
    ["a\nbc", 2, "bc"],
    ["a\r\nbc\r", 1, "a"],
    ["a\r\nbc\r", 2, "bc"],
    ["a\rb\n", 1, "a\rb"],
  ])("of %j, line %i", (text, line, expected) => {
    expect(lineText(file(text), line)).toBe(expected);
  });
});

describe("placeOf", () => {
  it("keeps file, start and end and nothing else", () => {
    const one = file("abc");
    const place = placeOf({ file: one, start: 1, end: 2, value: "b" } as Parameters<typeof placeOf>[0]);
    expect(place).toStrictEqual({ file: one, start: 1, end: 2 });
    expect(place.file).toBe(one);
  });
});
