import picomatch from "picomatch";
import { describe, expect, it } from "vitest";
import { globProblem, pathPattern } from "../../src/config/globs.ts";
import { pick, seeded } from "../stack/reading.ts";

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
  ["a?.yml", "", "ab.yml", true],
  ["a?b", "", "a/b", false],
  ["[a-c]x[!0-9]", "", "bx_", true],
  ["[a-c]x[!0-9]", "", "bx0", false],
  ["[!a]b", "", "/b", false],
  ["[]a]b", "", "]b", true],
  ["[a", "", "[a", true],
  ["{a,b{c,d}}/**/x.yml", "", "bd/e/f/x.yml", true],
  ["{a,b{c,d}}/**/x.yml", "", "b/x.yml", false],
  ["{a}/*", "", "{a}/b", true],
  ["{**/a,b}.yml", "", "x/y/a.yml", true],
  ["a**.yml", "", "ab/c.yml", false],
  ["a (old)/*.yml", "", "a (old)/b.yml", true],
  ["größe/😀?.yml", "", "größe/😀é.yml", true],
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

describe("a glob", () => {
  it.each(["(a|a)+x", "([a-z]+)+x", "+(a)x", "@(a|b).yml", "!(a)", "*(a)", "?(a)", "(a){2}", "!a", "a".repeat(1001)])(
    "is not %.20s",
    (glob) => expect(globProblem(glob)).toBeDefined(),
  );

  it.each(["a (old)/*.yml", "**/*.{yml,yaml}", "a+b/c@d/*"])("is %s", (glob) => {
    expect(globProblem(glob)).toBeUndefined();
  });

  const MANY = [
    "*a".repeat(60),
    `${"**/".repeat(30)}x`,
    "{*,*}".repeat(15),
    `${"{a,".repeat(50)}b${"}".repeat(50)}*x`,
    `${"[a-z]*".repeat(15)}x`,
    "?*".repeat(40),
    "**/*a*a*a*a*a*a*a*a*x",
  ];

  it.each(MANY)("takes a time that grows with the path alone: %.20s", (glob) => {
    const { matches } = pathPattern(glob, "");
    const work = (length: number) => {
      const before = process.cpuUsage().user;
      for (const path of ["a".repeat(length), "a/".repeat(length / 2)]) matches(path);
      return process.cpuUsage().user - before;
    };
    work(100);
    // Milliseconds: backtracking would not come to an end.
    expect(work(10_000) / 1000).toBeLessThan(10_000);
  });

  it("means what it means to picomatch, whose globs people know", () => {
    const random = seeded(7);
    const PIECES = ["a", "b", ".", "/", "*", "**", "?", "[ab]", "[!a]", "{a,b}", "{a,*/b}", "**/", "/**"];
    const CHARACTERS = ["a", "b", "/", ".", "c"];
    let compared = 0;
    for (let round = 0; round < 6_000; round++) {
      const glob = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, PIECES)).join("");
      const path = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(random, CHARACTERS)).join("");
      // No path that is checked has empty parts, or one that is a dot or two; nor has a glob.
      const odd = (text: string) => /\/\/|^\/|\/$|\.\.|(?:^|\/)\.(?:\/|$)/.test(text);
      if (odd(glob) || odd(path) || /\*{3}|[^/]\*\*|\*\*[^/]/.test(glob) || /^[^*?[{]*$/.test(glob)) continue;
      compared++;
      const theirs = picomatch(glob, { dot: true, posix: true })(path);
      expect(pathPattern(glob, "").matches(path), `${glob} ${path}`).toBe(theirs);
    }
    expect(compared).toBeGreaterThan(1_000);
  });
});
