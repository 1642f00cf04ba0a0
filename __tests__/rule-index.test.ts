import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Category } from "../src/model/finding.ts";
import { rules } from "../src/rules/index.ts";

const PAGES = resolve(dirname(fileURLToPath(import.meta.url)), "../docs/rules");

/** What a category is about, in the order of the page. */
const CATEGORIES: Readonly<Record<Category, readonly [title: string, about: string]>> = {
  persistence: [
    "Data",
    "Where the data is after Swarm has moved, replaced or added a task, and what keeps a task from it.",
  ],
  change: [
    "Changes",
    "What deploying this change over what runs now does to the data. These rules need a base to compare with.",
  ],
  rejected: ["Refused", "What `docker stack deploy` refuses, or no engine runs."],
  ignored: ["Ignored", "What Docker reads and drops, with a warning or in silence."],
  cost: ["Cost", "What the storage costs, where sizes and prices are known."],
  config: ["Configuration", "What is wrong with this tool's own configuration and comments."],
};

function indexPage(): string {
  const parts = Object.entries(CATEGORIES).flatMap(([category, [title, about]]) => {
    const own = rules.filter((rule) => rule.category === category);
    if (own.length === 0) return [];
    const rows = own.map(({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`);
    return [`## ${title}`, about, ["| rule | severity | |", "|---|---|---|", ...rows].join("\n")];
  });
  const head = [
    "# Rules",
    `All ${rules.length} rules. The severity is the one that a rule starts from; its page says when it is higher or lower.`,
    "The same list on the command line: `swarm-volume-check rules`; a page: `swarm-volume-check explain RULE`.",
  ];
  return `${[...head, ...parts].join("\n\n")}\n`;
}

describe("the index of the rules", () => {
  // `npm run rule-index` writes it.
  it("is current", () => expect(indexPage()).toMatchFileSnapshot(resolve(PAGES, "README.md")));

  it("has a line for every rule, and every line has its page", () => {
    const listed = Array.from(indexPage().matchAll(/^\| \[([^\]]+)\]\(([^)]+)\)/gm), ([, id, file]) => [id, file]);
    expect(listed.map(([id]) => id).sort()).toEqual(rules.map(({ id }) => id).sort());
    const files = readdirSync(PAGES);
    expect(listed.filter(([, file]) => !files.includes(file as string))).toEqual([]);
  });

  it("holds no summary that would break its table", () => {
    expect(rules.filter(({ summary }) => /[|\n]/.test(summary))).toEqual([]);
  });
});
