import { describe, expect, it } from "vitest";
import { withEdits } from "../../src/edit/edits.ts";

const FILE = { path: "s.yml", text: "abcdef" };
const edit = (start: number, end: number, text: string, path = FILE.path) => ({ path, start, end, text });

describe("the edits of a report", () => {
  it("are applied to the file of their path, in any order", () => {
    expect(withEdits(FILE, [edit(4, 4, "Y"), edit(1, 2, "XX"), edit(0, 6, "", "other.yml")])).toBe("aXXcdYef");
  });

  it("are refused when they overlap", () => {
    expect(() => withEdits(FILE, [edit(2, 4, "Y"), edit(1, 3, "X")])).toThrow("edits overlap in s.yml at 2");
  });
});
