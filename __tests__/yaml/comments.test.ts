import { describe, expect, it } from "vitest";
import { commentsOf } from "../../src/yaml/parse.ts";

/** Every comment with its offset, and `!` when it stands alone on its line. */
function comments(text: string): string[] {
  const file = { path: "a.yml", text };
  return commentsOf(file).map(({ place, text: written, alone }) => {
    expect(text.slice(place.start, place.end)).toBe(written);
    return `${place.start}${alone ? "!" : ""} ${written}`;
  });
}

describe("commentsOf", () => {
  const CASES: readonly (readonly [name: string, text: string, found: readonly string[]])[] = [
    ["none", "a: b\n", []],
    ["alone", "# one\na: b\n  # two\n", ["0! # one", "13! # two"]],
    ["behind a value", "a: b # one\n", ["5 # one"]],
    ["behind a key", "a: # one\n  b: c\n", ["3 # one"]],
    ["behind a dash", "- # one\n  a\n", ["2 # one"]],
    ["in brackets", "a: [b, # one\n  c] # two\n", ["7 # one", "18 # two"]],
    ["at the end", "a: b\n# one", ["5! # one"]],
    ["with CRLF", "# one\r\na: b # two\r\n", ["0! # one", "12 # two"]],
    ["a hash in a plain value", "a: b#c\n", []],
    ["a hash in quotes", "a: 'b # c'\nd: \"e # f\"\n", []],
    ["a hash in a block", "a: |\n  # text\n  b\n# one\n", ["18! # one"]],
    ["a hash in a folded block", "a: >-\n  b # text\n", []],
    ["a hash in a value of several lines", "a: b\n  c#d\n", []],
    ["behind a block's header", "a: | # one\n  b\n", ["5 # one"]],
    ["without a blank, behind quotes", 'a: "b"# one\n', ["6 # one"]],
    ["behind a byte order mark", "\uFEFF# one\na: b\n", ["1! # one"]],
    ["around documents", "# one\n---\na: b\n...\n# two\n", ["0! # one", "19! # two"]],
  ];
  for (const [name, text, found] of CASES) it(name, () => expect(comments(text)).toEqual(found));
});
