import { describe, expect, it } from "vitest";
import { pathPattern } from "../../src/config/globs.ts";

const CASES: readonly (readonly [glob: string, folder: string, path: string, matches: boolean])[] = [
  ["*.yml", "", "a.yml", true],
  ["*.yml", "", "x/a.yml", false],
  ["**/*.yml", "", "a.yml", true],
  ["**/*.yml", "", "x/y/a.yml", true],
  ["deploy/**", "", ".hidden/a.yml", false],
  ["**", "", ".hidden/a.yml", true],
  ["*.{yml,yaml}", "deploy", "deploy/a.yaml", true],
  ["../b/*.yml", "a", "b/c.yml", true],
  ["./a.yml", "", "a.yml", true],
];

describe("pathPattern", () => {
  for (const [glob, folder, path, matches] of CASES) {
    it(`${glob} in "${folder}" ${matches ? "is" : "is not"} ${path}`, () => {
      expect(pathPattern(glob, folder).matches(path)).toBe(matches);
    });
  }

  it("knows plain paths", () => {
    expect(["a/b.yml", "a/*.yml", "a/{b,c}.yml"].map((glob) => pathPattern(glob, "").plain)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
