import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CHECKED } from "../../lab/experiments/refusals.mjs";
import { STORIES } from "../../lab/experiments/stories.mjs";
import { countsOf, judge, UNTOLD } from "../../lab/judge.mjs";
import { keysOf, recorded } from "../../lab/record.mjs";
import { resultsPage } from "../../lab/results.mjs";
import { playable, select } from "../../lab/selection.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at("lab/RESULTS.md"), "utf8");
const runs = recorded(at("lab/results"));

/** What GitHub makes of a heading. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");

describe("the recorded runs", () => {
  it("are of three engines: the oldest, one between, and the newest", () => {
    expect(runs.map(({ engine }) => engine.split(".")[0])).toEqual(["20", "26", "28"]);
  });

  for (const run of runs) {
    describe(`of Engine ${run.engine}`, () => {
      const known = keysOf(playable(select({}), run.engine));

      it("is that of every experiment", () => {
        expect(run.cells.map(({ kind, event }) => `${kind} ${event}`)).toEqual(known.cells);
        expect(run.cells.length).toBeGreaterThanOrEqual(420);
        expect(run.counts).toEqual(countsOf(run.cells));
      });

      it("agrees with the tool", () => {
        const cells = run.cells.map(({ verdict, ...cell }) => cell);
        expect(judge(cells)).toEqual(run.cells);
        expect(run.cells.filter(({ verdict }) => verdict === "differs")).toEqual([]);
        expect(run.stories.filter(({ passed }) => !passed)).toEqual([]);
      });

      it("was tried several times where a deploy does not always end alike", () => {
        const tried = run.cells.filter(({ tries }) => tries);
        expect(tried.length).toBeGreaterThanOrEqual(12);
        for (const { kind, tries } of tried) {
          for (const { load, outcomes } of tries) {
            const count = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
            expect(count, `${kind}, ${load}`).toBeGreaterThanOrEqual(3);
          }
        }
      });

      // Whether the engine refuses a service, or a node its tasks, is what the page of `engine-refuses` tells.
      it("saw each refused value refused by whom the tool says", () => {
        for (const { id, refused } of CHECKED) {
          const { observed, ...rest } = run.cells.find(({ kind, event }) => kind === id && event === "tried");
          const isOther = observed !== "rejected" && rest.verdict === "undecided";
          expect(isOther || rest.refused === refused, id).toBe(true);
        }
      });
    });
  }

  it("have every story", () => {
    const told = new Set(runs.flatMap(({ stories }) => stories.map(({ title }) => title)));
    expect([...told].sort()).toEqual(STORIES.map(({ title }) => title).sort());
  });

  it("say why of whatever the report does not know yet", () => {
    for (const { cells } of runs) {
      const open = cells.filter(({ verdict, predicted }) => verdict === "untold" && predicted !== UNTOLD);
      expect(open.filter(({ untold }) => !untold)).toEqual([]);
    }
  });

  it("are what the page shows", () => {
    expect(resultsPage(runs)).toBe(page);
  });
});

const LINK = /\(\.\.\/\.\.\/lab\/RESULTS\.md(?:#([^)]*))?\)/g;
const DATE = /\b20\d\d-(0[1-9]|1[0-2])\b/;
/** A rule that is about this program alone, or about prices, whose sources have a page of their own. */
const OWN = /nothing about Docker is claimed|`docs\/cost-model\.md`/;

/** What a page says of how we know, in paragraphs; a list belongs to the paragraph before it. */
function groundsIn(text) {
  const [, section = ""] = /^## How we know\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text) ?? [];
  return section
    .trim()
    .split(/\n\n(?!- )/)
    .filter(Boolean);
}

/** A paragraph rests on a cell or a story of the lab, on a dated source, or claims nothing of Docker. */
const ungrounded = (text) => {
  const grounds = groundsIn(text);
  if (grounds.length === 0) return ["nothing is said of how we know"];
  return grounds.filter((ground) => !DATE.test(ground) && !OWN.test(ground) && ground.match(LINK) === null);
};

describe("the pages of rules", () => {
  const anchors = new Set(Array.from(page.matchAll(/^##+ (.+)$/gm), ([, heading]) => anchor(heading)));
  const texts = readdirSync(at("docs/rules"))
    .filter((name) => name !== "README.md")
    .map((name) => ({ name, text: readFileSync(at(`docs/rules/${name}`), "utf8") }));

  it("refer to what the lab has seen", () => {
    const links = texts.flatMap(({ name, text }) => Array.from(text.matchAll(LINK), ([, id]) => ({ name, id })));
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter(({ id }) => !anchors.has(id))).toEqual([]);
  });

  it.each(texts)("$name rests what it claims on a cell or a dated source", ({ text }) => {
    expect(ungrounded(text)).toEqual([]);
  });

  it("would be found without either", () => {
    const claim = (ground) => `## Good\n\n## How we know\n\n${ground}\n\n## What to do\n`;
    expect(ungrounded(claim("Swarm never moves a task."))).toEqual(["Swarm never moves a task."]);
    expect(ungrounded(claim("Run on a swarm (2026-11).\n\nIt is so everywhere."))).toEqual(["It is so everywhere."]);
    expect(ungrounded(claim(""))).toHaveLength(1);
    expect(ungrounded(claim("Run on a swarm (2026-11):\n\n- it moved."))).toEqual([]);
    expect(ungrounded(claim("[`local`](../../lab/RESULTS.md#local)"))).toEqual([]);
  });

  it("name the cells that show it, where a rule is about where data is", () => {
    const tell = texts.filter(({ text }) => text.match(LINK) !== null);
    expect(tell.length).toBeGreaterThanOrEqual(38);
  });
});
