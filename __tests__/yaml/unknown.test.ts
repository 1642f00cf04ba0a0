import { describe, expect, it } from "vitest";
import {
  compareTexts,
  hasUnknown,
  showUnknown,
  unknownNames,
  unknownValue,
  withoutMarkers,
} from "../../src/yaml/unknown.ts";

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

describe("compareTexts", () => {
  const A = unknownValue("A");
  const B = unknownValue("B");
  it.each<[string, string, "same" | "different" | "unknown"]>([
    ["a", "a", "same"],
    ["a", "b", "different"],
    [A, A, "same"],
    [A, B, "unknown"],
    [`${A}_data`, `${A}_data`, "same"],
    [`${A}_data`, `${A}_files`, "different"],
    [`${A}_data`, "shop_data", "unknown"],
    [`${A}_data`, "shop_files", "different"],
    ["data", `${A}_data`, "different"],
    [`/srv/${A}`, "/mnt/x", "different"],
    [`/srv/${A}`, `/mnt/${B}`, "different"],
    [`a${A}b${B}c`, "axbyc", "unknown"],
    [`a${A}b${B}c`, "axyc", "different"],
    [`${A}b`, "b", "unknown"],
    [`${A}xx`, "x", "different"],
    [unknownValue("AB"), unknownValue("AC"), "unknown"],
  ])("%j and %j are %s", (one, other, expected) => {
    expect(compareTexts(one, other)).toBe(expected);
    expect(compareTexts(other, one)).toBe(expected);
  });
});
