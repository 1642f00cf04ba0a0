import { describe, expect, it } from "vitest";
import { interpolate } from "../../src/stack/interpolate.ts";
import { countOf, located, pairsOf, textOf, textsOf, wordsOf } from "../../src/stack/values-of.ts";
import { printScalar, type Scalar, type Tree } from "../../src/yaml/tree.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { at, environment, rootOf, written } from "./reading.ts";

/** The value of `a`. */
const of = (value: string): Tree => at(interpolate(rootOf(`a: ${value}\n`), environment(), []), "a");

describe("printScalar", () => {
  it.each([
    ["x", "x"],
    ["''", ""],
    ["5", "5"],
    ["0440", "288"],
    ["1.50", "1.5"],
    ["1e6", "1e+06"],
    ["true", "true"],
    ["~", ""],
    ["18446744073709551615", "18446744073709551615"],
    ["2001-1-1", "2001-01-01 00:00:00 +0000 UTC"],
  ])("%s is %j", (text, printed) => {
    expect(printScalar(of(text) as Scalar)).toBe(printed);
  });
});

describe("located and textOf", () => {
  it("know where a value stands and how it came", () => {
    const root = rootOf("a: &x b\nc: *x\n");
    const text = textOf(at(root, "c"));
    expect(text?.value).toBe("b");
    expect(text && written(text.place)).toBe("b");
    expect(text?.via?.anchor).toBe("x");
    expect(Object.keys(located(at(root, "a"), 7).place)).toEqual(["file", "start", "end"]);
    expect(located(at(root, "a"), 7)).toMatchObject({ value: 7, via: undefined });
  });

  it.each(["~", "[a]", "{a: b}", ""])("%j is no text", (text) => {
    expect(textOf(of(text))).toBeUndefined();
  });

  it("of nothing is nothing", () => {
    expect(textOf(undefined)).toBeUndefined();
  });
});

describe("textsOf", () => {
  it.each([
    ["[a, 5, true]", ["a", "5", "true"]],
    ["a", ["a"]],
    ["''", [""]],
    ["[]", []],
    ["~", []],
    ["[~, a, [b], {c: d}]", ["a"]],
    ["{a: b}", []],
  ])("%s is %j", (text, texts) => {
    expect(textsOf(of(text)).map(({ value }) => value)).toEqual(texts);
  });

  it("of nothing is empty", () => {
    expect(textsOf(undefined)).toEqual([]);
  });
});

describe("countOf", () => {
  it.each<[string, number | undefined | "none"]>([
    ["5", 5],
    ["0", 0],
    ["1e3", 1000],
    ["$V", undefined],
    ["'5'", "none"],
    ["x", "none"],
    ["true", "none"],
    ["~", "none"],
    ["[5]", "none"],
  ])("%s is %s", (text, count) => {
    const found = countOf(of(text));
    if (count === "none") expect(found).toBeUndefined();
    else expect(found).toMatchObject({ value: count });
  });

  it("of nothing is nothing", () => {
    expect(countOf(undefined)).toBeUndefined();
  });
});

describe("pairsOf", () => {
  it.each<[text: string, bare: boolean, pairs: [string, string | undefined][]]>([
    [
      "{a: b, c: 5, d: true, e: '', f: x=y}",
      true,
      [
        ["a", "b"],
        ["c", "5"],
        ["d", "true"],
        ["e", ""],
        ["f", "x=y"],
      ],
    ],
    ["{a: ~}", true, [["a", undefined]]],
    ["{a: ~}", false, [["a", ""]]],
    [
      "[a=b, c, d=, e=f=g, =h]",
      true,
      [
        ["a", "b"],
        ["c", undefined],
        ["d", ""],
        ["e", "f=g"],
        ["", "h"],
      ],
    ],
    ["[a]", false, [["a", ""]]],
    ["[a=1, a=2]", true, [["a", "2"]]],
    ["{a: [b], c: d}", true, [["c", "d"]]],
    ["[[a], b=c]", true, [["b", "c"]]],
    ["x", true, []],
    ["{__proto__: a}", true, [["__proto__", "a"]]],
  ])("%s (bare keys: %s)", (text, bare, pairs) => {
    expect(Array.from(pairsOf(of(text), bare), ([key, value]) => [key, value?.value])).toEqual(pairs);
  });

  it("know where the value, or the whole entry, stands", () => {
    expect(written(pairsOf(of("{a: 'b'}"), true).get("a")?.place as never)).toBe("'b'");
    expect(written(pairsOf(of("['a=b']"), true).get("a")?.place as never)).toBe("'a=b'");
  });
});

describe("wordsOf", () => {
  it.each([
    ["[a b, 'c']", ["a b", "c"]],
    ["a b  c", ["a", "b", "c"]],
    ["\"a 'b c' d\"", ["a", "b c", "d"]],
    ["''", []],
    ["~", []],
    ["a # b", ["a"]],
    ['"\'a b"', []],
    ['"a b\\\\"', []],
    ["$V x", [unknownValue("V"), "x"]],
  ])("%s is %j", (text, words) => {
    expect(wordsOf(of(text)).map(({ value }) => value)).toEqual(words);
  });

  it("of a text all stand where the text stands", () => {
    const words = wordsOf(of("b c"));
    expect(words.map(({ place }) => written(place))).toEqual(["b c", "b c"]);
  });

  it("of nothing is empty", () => {
    expect(wordsOf(undefined)).toEqual([]);
  });
});
