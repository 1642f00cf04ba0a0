import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type CheckedStack, checkStack } from "../../src/check/check.ts";
import { clusterFacts } from "../../src/config/cluster.ts";
import { rules } from "../../src/rules/index.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { COST_WORDS, costOfWords } from "../cost/settings.ts";
import { BASELINE_NAME, sortFiles } from "../support/policy.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const PAGES = resolve(ROOT, "docs/rules");

const SECTIONS = ["What happens", "Bad", "Good", "When it is not reported", "How we know", "What to do"];

interface Block {
  readonly text: string;
  /** The words after `yaml`: `nodes=1`, `shared-path=/srv`, `env=NAME=value`, `unset=empty`, `file=name.yml`, `missing=path`, `today=2027-01-31`, `target=auto`. `provider=` and the words of `COST_WORDS` ask for prices. `base=` is what stood there before the next block. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

const WORDS = [
  "nodes",
  "shared-path",
  "env",
  "unset",
  "file",
  "missing",
  "base",
  "stack-name",
  "today",
  "target",
  ...COST_WORDS,
];

interface Page {
  readonly title: string;
  readonly header: string;
  readonly sections: ReadonlyMap<string, string>;
}

function readPage(markdown: string): Page {
  const [top = "", ...rest] = markdown.replaceAll("\r\n", "\n").split(/^## /m);
  const [title = "", header = ""] = top.split("\n").filter((line) => line.trim() !== "");
  const sections = new Map<string, string>();
  for (const part of rest) {
    const end = part.indexOf("\n");
    sections.set(part.slice(0, end).trim(), part.slice(end + 1).trim());
  }
  return { title, header, sections };
}

/** The blocks of YAML in a section; a block of another language, or of none, is an error. */
function blocksOf(section: string): Block[] {
  return Array.from(section.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm), ([, info = "", text = ""]) => {
    const [language, ...words] = info.trim().split(/\s+/);
    const isBaseline = language === "json" && words.includes(`file=${BASELINE_NAME}`);
    if (language !== "yaml" && !isBaseline)
      throw new Error(`a block of ${language || "no language"} among the examples`);
    const options = new Map<string, string[]>();
    for (const word of words) {
      const at = word.indexOf("=");
      const name = word.slice(0, at);
      if (!WORDS.includes(name)) throw new Error(`what is ${word}?`);
      options.set(name, [...(options.get(name) ?? []), word.slice(at + 1)]);
    }
    return { text, options };
  });
}

/** Blocks with `file=` after one another are one stack, a base belongs to the next block; every other block is a stack of its own. */
function stacksOf(blocks: readonly Block[]): Block[][] {
  const stacks: Block[][] = [];
  for (const block of blocks) {
    const last = stacks.at(-1);
    if (last?.length === 1 && last[0]?.options.has("base")) {
      last.push(block);
      continue;
    }
    const name = block.options.get("file")?.[0];
    const joins =
      name !== undefined && last?.every(({ options }) => options.has("file") && options.get("file")?.[0] !== name);
    if (joins) last?.push(block);
    else stacks.push([block]);
  }
  return stacks;
}

function check(stack: readonly Block[]): CheckedStack {
  const all = (name: string) => stack.flatMap(({ options }) => options.get(name) ?? []);
  const fileOf = ({ text, options }: Block) => ({ path: options.get("file")?.[0] ?? "stack.yml", text });
  const isBase = ({ options }: Block) => options.has("base");
  const nodes = all("nodes")[0];
  const before = stack.filter(isBase).map(fileOf);
  const { stackFiles, config, policy } = sortFiles(
    stack.filter((block) => !isBase(block)).map(fileOf),
    all("today")[0],
  );
  const facts = { nodes: nodes === undefined ? undefined : Number(nodes), sharedPaths: all("shared-path") };
  const checked = checkStack(stackFiles, {
    ...(before.length > 0 ? { base: { files: before } } : {}),
    stackName: all("stack-name")[0],
    cost: costOfWords((name) => all(name)[0]),
    target: all("target")[0] === "auto" ? "auto" : "swarm",
    variables: new Map(all("env").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])),
    unsetVariables: all("unset")[0] === "empty" ? "empty" : "unknown",
    fileExists: (path) => !all("missing").includes(path),
    facts: clusterFacts(config, facts),
    config,
  });
  return { ...checked, findings: buildReport([checked], "0.0.0", { policy }).findings };
}

/** What a header says, in whatever order and with whatever signs between. */
function headerOf(header: string) {
  return {
    severity: /\b(error|warning|note)\b/i.exec(header)?.[1]?.toLowerCase(),
    category: /\b(rejected|ignored|persistence|change|cost|config)\b/i.exec(header)?.[1]?.toLowerCase(),
    since: /\bsince (\d+\.\d+\.\d+)/i.exec(header)?.[1],
  };
}

const ids = rules.map(({ id }) => id);

describe("rules, pages and tests", () => {
  it("no two rules have one id", () => expect([...new Set(ids)]).toEqual(ids));

  it("there is a page for every rule, and no other", () => {
    const pages = readdirSync(PAGES).filter((name) => name !== "README.md"); // the index
    expect(pages.sort()).toEqual(ids.map((id) => `${id}.md`).sort());
  });

  it("there is a test for every rule, and no test of a rule that is gone", () => {
    const tests = readdirSync(resolve(ROOT, "__tests__/rules")).filter((name) => name.endsWith(".test.ts"));
    const expected = [...ids.map((id) => `${id}.test.ts`), ...OTHER_TESTS];
    expect(tests.sort()).toEqual(expected.sort());
  });

  it("every rule with a check of its own is in the file of its name", () => {
    const files = readdirSync(resolve(ROOT, "src/rules")).map((name) => name.replace(/\.ts$/, ""));
    const own = files.filter((name) => !SUPPORT.includes(name));
    expect(ids.filter((id) => own.includes(id)).sort()).toEqual(own.sort());
  });
});

/** What is tested here besides the rules. */
const OTHER_TESTS = ["harness.test.ts", "pages.test.ts"];
/** What is in `src/rules` besides the rules. */
const SUPPORT = ["finding", "guests", "index", "reported", "rule", "unfit-mounts", "volumes", "words", "writers"];

const written = rules.filter(({ id }) => existsSync(resolve(PAGES, `${id}.md`)));

describe.each(written.map((rule) => [rule.id, rule] as const))("the page of %s", (id, rule: Rule) => {
  const markdown = readFileSync(resolve(PAGES, `${id}.md`), "utf8");
  const { title, header, sections } = readPage(markdown);

  it("has the rule's name for its title, and the rule's severity and category below it", () => {
    expect(title).toBe(`# ${id}`);
    expect(headerOf(header)).toEqual({ severity: rule.severity, category: rule.category, since: "1.0.0" });
  });

  it("has all sections, in their order, and none is empty", () => {
    expect([...sections.keys()]).toEqual(SECTIONS);
    expect([...sections].filter(([, text]) => text === "")).toEqual([]);
  });

  it("is flagged in every Bad example", () => {
    const stacks = stacksOf(blocksOf(sections.get("Bad") ?? ""));
    expect(stacks.length).toBeGreaterThan(0);
    for (const stack of stacks) {
      const found = check(stack).findings.map(({ ruleId }) => ruleId);
      expect(found, stack.map(({ text }) => text).join("---\n")).toContain(id);
    }
  });

  it("is silent in every Good example, which deploy accepts", () => {
    const stacks = stacksOf(blocksOf(sections.get("Good") ?? ""));
    expect(stacks.length).toBeGreaterThan(0);
    for (const stack of stacks) {
      const { findings, skipped } = check(stack);
      const bad = findings.filter(({ ruleId, category }) => ruleId === id || category === "rejected");
      expect(bad, stack.map(({ text }) => text).join("---\n")).toEqual([]);
      expect(skipped).toEqual([]);
    }
  });

  it("speaks of rules that exist", () => {
    const named = Array.from(markdown.matchAll(/\bsee `([a-z-]+)`(?: and `([a-z-]+)`)?/g), ([, one, two]) => [
      one,
      two,
    ]);
    const unknown = named.flat().filter((name) => name !== undefined && !ids.includes(name));
    expect(unknown).toEqual([]);
  });

  it("holds no trailing spaces, no tabs and one line end at its end", () => {
    expect(markdown).not.toMatch(/[ \t]$|\t/m);
    expect(markdown).toMatch(/[^\n]\n$/);
  });
});

describe("the reader of pages", () => {
  const page =
    "# a\n\nSeverity: note. Category: ignored. Since 1.0.0.\n\n## Bad\n\n```yaml nodes=1 env=A=b=c\nx: 1\n```\n\n## Good\n\nText.\n";

  it("finds title, header, sections and blocks", () => {
    const { title, header, sections } = readPage(page);
    expect([title, headerOf(header), [...sections.keys()]]).toEqual([
      "# a",
      { severity: "note", category: "ignored", since: "1.0.0" },
      ["Bad", "Good"],
    ]);
    const [block] = blocksOf(sections.get("Bad") ?? "");
    expect(block?.text).toBe("x: 1\n");
    expect(block?.options).toEqual(
      new Map([
        ["nodes", ["1"]],
        ["env", ["A=b=c"]],
      ]),
    );
  });

  it("refuses blocks that it cannot run", () => {
    expect(() => blocksOf("```\nx\n```\n")).toThrow("no language");
    expect(() => blocksOf("```yaml strange=1\nx\n```\n")).toThrow("strange=1");
  });

  it("joins blocks with names of files into one stack", () => {
    const block = (name?: string): Block => ({ text: "", options: new Map(name ? [["file", [name]]] : []) });
    const sizes = (...names: readonly (string | undefined)[]) => stacksOf(names.map(block)).map(({ length }) => length);
    expect(sizes("a.yml", "b.yml")).toEqual([2]);
    expect(sizes("a.yml", "b.yml", "a.yml", "b.yml")).toEqual([2, 2]);
    expect(sizes(undefined, undefined, "a.yml", "b.yml", undefined)).toEqual([1, 1, 2, 1]);
  });

  it("joins a base with the block behind it", () => {
    const base: Block = { text: "", options: new Map([["base", [""]]]) };
    const head: Block = { text: "", options: new Map() };
    expect(stacksOf([base, head, base, head, head]).map(({ length }) => length)).toEqual([2, 2, 1]);
  });
});
