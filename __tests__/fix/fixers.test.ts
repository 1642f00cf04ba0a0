import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FIXERS } from "../../src/fix/fixers/index.ts";
import { rules } from "../../src/rules/index.ts";

// What is still missing when a fixer is added: a fixer and its rule are tied by the rule's id alone.
const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const THEMES = join(ROOT, "src/fix/fixers");

/** The rules for which some test states the exact text after a fix: in a table of fixes, or beside the rule's own cases. */
function rulesWithExactFix(): Set<string> {
  const textsIn = (folder: string) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => ({ name, text: readFileSync(join(ROOT, folder, name), "utf8") }));
  const own = textsIn("__tests__/rules").flatMap(({ name, text }) =>
    /\bfixes: \[\s*\{/.test(text) ? [basename(name, ".test.ts")] : [],
  );
  const tables = textsIn("__tests__/fix").flatMap(({ text }) =>
    text
      .split(/^ {2}\{$/m)
      .filter((entry) => /^\s*(patch: `|fixes: \[\s*\{|fixes: [A-Za-z])/m.test(entry))
      .flatMap((entry) => /^ {4}rule: "([\w-]+)"/m.exec(entry)?.[1] ?? []),
  );
  return new Set([...own, ...tables]);
}

describe("the fixers", () => {
  it("are each for a rule that exists", () => {
    const ids = new Set(rules.map(({ id }) => id));
    expect([...FIXERS.keys()].filter((id) => !ids.has(id))).toEqual([]);
  });

  it("accept findings of rules that exist", () => {
    const ids = new Set(rules.map(({ id }) => id));
    const accepted = readdirSync(join(ROOT, "src/fix"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(ROOT, "src/fix", name), "utf8"))
      .flatMap((text) => [...text.matchAll(/(?:accepts:|const ACCEPTED_\w+ =)[^;]*?(?:;|,\n|\},)/g)])
      .flatMap(([lists]) => Array.from(lists.matchAll(/"([^"]*)"/g), ([, id = ""]) => id));
    expect(accepted).toContain("pinned-no-failover");
    expect(accepted.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("have each a case with the exact text after the fix", () => {
    const stated = rulesWithExactFix();
    expect([...FIXERS.keys()].filter((id) => !stated.has(id))).toEqual([]);
  });

  it("are registered for every rule whose tests state a fix", () => {
    expect([...rulesWithExactFix()].filter((id) => !FIXERS.has(id))).toEqual([]);
  });

  it("are all registered", async () => {
    const registered = new Set<unknown>(FIXERS.values());
    const names = readdirSync(THEMES).filter((name) => name !== "index.ts");
    const exported = await Promise.all(
      names.map(async (name) => Object.entries(await import(join(THEMES, name))).map((one) => [name, ...one] as const)),
    );
    const unused = exported.flat().filter(([, , fixer]) => typeof fixer === "function" && !registered.has(fixer));
    expect(unused.map(([file, name]) => `${file}: ${name}`)).toEqual([]);
  });
});
