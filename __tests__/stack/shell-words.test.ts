import { describe, expect, it } from "vitest";
import { shellWords } from "../../src/stack/shell-words.ts";

describe("shellWords", () => {
  it.each([
    ["", []],
    [" \t\r\n", []],
    ["a  b\tc", ["a", "b", "c"]],
    ["a'b c'd", ["ab cd"]],
    ["''", [""]],
    ['"a\\"b\\$c"', ['a"b$c']],
    ["'a\\b'", ["a\\b"]],
    ["a\\ b \\#c", ["a b", "#c"]],
    ["a # b\nc", ["a", "c"]],
    ["a#b", ["a#b"]],
    ["é'ü'", ["éü"]],
  ])("%j", (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
});
