import { describe, expect, it } from "vitest";
import { hasUnknown, showUnknown, unknownNames, unknownValue, withoutMarkers } from "../../src/stack/unknown.ts";

const text = `a${unknownValue("ONE")}b${unknownValue("TWO")}${unknownValue("ONE")}`;

describe("markers of variables that are not set", () => {
  it("are found in strings only", () => {
    expect(hasUnknown(text)).toBe(true);
    expect(hasUnknown("${ONE}")).toBe(false);
    expect([5, null, true, undefined, [text]].map(hasUnknown)).toEqual([false, false, false, false, false]);
  });

  it("name their variables, each once", () => {
    expect(unknownNames(text)).toEqual(["ONE", "TWO"]);
    expect(unknownNames("${ONE}")).toEqual([]);
  });

  it("are shown as a person writes them", () => {
    expect(showUnknown(text)).toBe("a${ONE}b${TWO}${ONE}");
    expect(showUnknown("plain $1 text")).toBe("plain $1 text");
    expect(showUnknown(unknownValue("$&"))).toBe("${$&}");
  });

  it("cannot be forged by a file: length and offsets stay", () => {
    const forged = `x${unknownValue("A")}y`;
    expect(withoutMarkers(forged)).toBe("x\uFFFDA\uFFFDy");
    expect(withoutMarkers("\uFDD1")).toBe("\uFFFD");
    expect(withoutMarkers("${A}")).toBe("${A}");
    expect(hasUnknown(withoutMarkers(forged))).toBe(false);
  });
});
