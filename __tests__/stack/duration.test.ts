import { describe, expect, it } from "vitest";
import { durationProblem, durationSeconds } from "../../src/stack/quantity.ts";

describe("durationSeconds", () => {
  it.each<[string, number]>([
    ["0", 0],
    ["10s", 10],
    ["1m30s", 90],
    ["1.5h", 5400],
    ["500ms", 0.5],
    ["+2m", 120],
    ["-3s", -3],
    ["1000000us", 1],
    ["2000000µs", 2],
  ])("%s is %d", (text, seconds) => expect(durationSeconds(text)).toBe(seconds));

  it.each(["", "10", "s", "1 s", "1d", "9999999h"])("%j is none", (text) => {
    expect(durationSeconds(text)).toBeUndefined();
    expect(durationProblem(text)).toBeDefined();
  });
});
