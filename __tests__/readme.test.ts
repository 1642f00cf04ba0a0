import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS, OPTIONS } from "../src/cli/options.ts";
import { rules } from "../src/rules/index.ts";
import { run } from "./cli/fake-io.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const README = read("README.md");
/** The README and every page that is written by hand and is not about one rule. */
const PAGES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs")).flatMap((name) => (name.endsWith(".md") ? `docs/${name}` : [])),
].map((path) => [path, read(path)] as const);
const ENVIRONMENT = { SOURCE_DATE_EPOCH: "1795478400" };

const OUTPUTS = PAGES.flatMap(([page, text]) =>
  Array.from(
    text.matchAll(/<!-- output of: (.+?)(?: \(exit (\d)\))? -->\n```(?:text|diff)\n([\s\S]*?)```/g),
    ([, args = "", code = "1", output = ""]) => [page, args, output, Number(code)] as const,
  ),
);

describe("the README and the pages", () => {
  it("the README shows a finding and a fix", () => {
    expect(OUTPUTS.filter(([page]) => page === "README.md").length).toBeGreaterThanOrEqual(2);
  });

  it.each(OUTPUTS)("%s shows what the program prints for: %s", async (_, args, output, code) => {
    const ran = await run(args.split(" "), { cwd: ROOT, env: ENVIRONMENT });
    expect(output).toBe(ran.stdout);
    expect(ran.code).toBe(args.startsWith("cost ") ? 0 : code);
  });

  it.each(PAGES)("%s names only options that exist", (_, text) => {
    const own = text.replaceAll(/```(?:text|diff)[\s\S]*?```/g, "").replaceAll(/^.*(?:npm|git|docker) .*$/gm, "");
    const used = new Set(Array.from(own.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g), ([, name]) => name));
    const known = new Set(OPTIONS.map(({ name }) => name));
    expect([...used].filter((name) => !known.has(name as string))).toEqual([]);
  });

  it.each(PAGES)("%s links only to files and headings that exist", (page, text) => {
    const links = Array.from(text.matchAll(/\]\(([^):\s]+)\)/g), ([, link]) => link as string);
    expect(links.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it("every page is reached from the README", () => {
    const linked = new Set(Array.from(README.matchAll(/\]\((docs\/[^)#]+)/g), ([, path]) => path));
    const pages = PAGES.map(([path]) => path).filter((path) => path !== "README.md");
    expect(pages.filter((path) => !linked.has(path))).toEqual([]);
  });

  it("counts the rules and the change rules as they are", () => {
    expect(README).toContain(`[All ${rules.length} rules]`);
    const changes = rules.filter(({ category }) => category === "change").length;
    const words = ["nine", "ten", "eleven", "twelve", "thirteen"];
    expect(read("docs/before-you-push.md")).toContain(`and ${words[changes - 9]}\n[rules]`);
  });

  it("shows the lab's figures, and the engine that they are of", () => {
    const runs = readdirSync(join(ROOT, "lab/results"))
      .sort()
      .map((name) => JSON.parse(read(`lab/results/${name}`)));
    const sum = (...names: string[]) =>
      runs.reduce((total, { counts }) => names.reduce((some, name) => some + counts[name], total), 0);
    const engines = runs.map(({ engine }) => engine.split("+")[0]).join(", ");
    const shown = /<!-- lab -->([\s\S]*?)<!-- \/lab -->/.exec(README)?.[1];
    expect(shown).toBe(
      `Docker Engines ${engines}, command line ${runs[0].commandLine}: ${sum("cells")} cases, ${sum("agrees")} agree, ${sum("differs")} differ, ${sum("confirmed", "undecided")} the tool calls unknown, ${sum("untold")} it does not speak of`,
    );
  });

  it("is short: what it is, that it works, how to install it and why to trust it fit on a few screens", () => {
    const prose = README.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/<!--.*?-->|[#*|`[\]()]/g, " ");
    expect(prose.split(/\s+/).filter((word) => /\w/.test(word)).length).toBeLessThanOrEqual(650);
  });

  it.each(COMMANDS)("docs/cli.md has the help of %s", async (command) => {
    const { stdout } = await run([command, "--help"], { cwd: ROOT });
    expect(read("docs/cli.md")).toContain(`## ${command}\n\n\`\`\`text\n${stdout}\`\`\``);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), path);
  if (!existsSync(target)) return false;
  if (heading === undefined || heading === "") return true;
  const headings = Array.from(readFileSync(target, "utf8").matchAll(/^#+ (.+)$/gm), ([, text = ""]) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
  return headings.includes(heading);
}
