import { describe, expect, it } from "vitest";
import { cropped, padded, textWidth, wrapped } from "../../src/report/text/terminal.ts";

describe("textWidth", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["abc", 3],
    ["", 0],
    ["数据", 4],
    ["한글", 4],
    ["ｆｕｌｌ", 8],
    ["é", 1],
    ["e\u0301", 1],
    ["🐳", 2],
    ["𠮷", 2],
    ["…", 1],
    ["«»", 2],
  ];
  for (const [text, width] of cases)
    it(`${JSON.stringify(text)} takes ${width}`, () => expect(textWidth(text)).toBe(width));
});

describe("padded", () => {
  it("fills up to the width, counted in columns", () => {
    expect(padded("数", 4)).toBe("数  ");
    expect(padded("abcd", 2)).toBe("abcd");
  });
});

describe("cropped", () => {
  it("keeps what fits", () => expect(cropped("abcdef", 6)).toBe("abcdef"));
  it("keeps both ends", () => expect(cropped("abcdefghij", 7)).toBe("abc…hij"));
  it("gives the tail the odd column", () => expect(cropped("abcdefghij", 6)).toBe("ab…hij"));
  it("never cuts a wide character in two", () => {
    expect(cropped("数据数据数据", 6)).toBe("数…据");
    expect(cropped("🐳🐳🐳🐳", 5)).toBe("🐳…🐳");
  });
});

describe("wrapped", () => {
  it("breaks between words", () => expect(wrapped("aa bb cc", 5)).toEqual(["aa bb", "cc"]));
  it("keeps a long word whole", () => expect(wrapped("a bbbbbbbb c", 3)).toEqual(["a", "bbbbbbbb", "c"]));
  it("counts columns", () => expect(wrapped("数据 数据", 6)).toEqual(["数据", "数据"]));
  it("leaves the text alone without a width", () => expect(wrapped("a b  c", undefined)).toEqual(["a b  c"]));
});
