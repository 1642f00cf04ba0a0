import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Every module that is loaded with the first one: types and `import()` are not. */
function loadedWith(entry: string): Set<string> {
  const loaded = new Set<string>();
  const pending = [entry];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    if (path.includes(".generated.")) continue;
    for (const [, from = ""] of textOf(path).matchAll(/^(?:import|export) (?!type\b)[^"';]*?from "(\.[^"]+)";$/gm)) {
      pending.push(posix.join(posix.dirname(path), from));
    }
  }
  return loaded;
}

describe("a check without a configuration", () => {
  const loaded = loadedWith("src/cli.ts");

  it("loads the program", () => {
    expect(loaded).toContain("src/check.ts");
    expect(loaded.size).toBeGreaterThan(80);
  });

  it("loads neither the reader of configurations nor what it needs", () => {
    const ours = ["read", "build", "meaning", "shape", "globs", "schema-validator.generated"];
    expect([...loaded].filter((path) => ours.some((name) => path.startsWith(`src/config/${name}.`)))).toEqual([]);
    expect(loadedWith("src/config/read.ts")).toContain("src/config/globs.ts");
  });
});
