import { describe, expect, it } from "vitest";
import { matchesName } from "../../src/model/names.ts";

const CASES: readonly (readonly [pattern: string, name: string, matches: boolean])[] = [
  ["data", "data", true],
  ["data", "data2", false],
  ["*", "", true],
  ["*", "anything", true],
  ["redis-*", "redis-data", true],
  ["redis-*", "my-redis-data", false],
  ["*-data", "redis-data", true],
  ["*-data", "data", false],
  ["a*b*c", "a1b2c", true],
  ["a*b*c", "abc", true],
  ["a*b*c", "ac", false],
  ["ab*ba", "aba", false],
  ["a*bc*c", "abc", false],
  ["a.c", "abc", false],
];

describe("matchesName", () => {
  for (const [pattern, name, matches] of CASES) {
    it(`\`${pattern}\` ${matches ? "is" : "is not"} "${name}"`, () => expect(matchesName(pattern, name)).toBe(matches));
  }
});
