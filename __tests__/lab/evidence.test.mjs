import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { STORIES } from "../../lab/experiments/stories.mjs";
import { judge } from "../../lab/judge.mjs";
import { resultsPage } from "../../lab/results.mjs";
import { select } from "../../lab/selection.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at("lab/RESULTS.md"), "utf8");
const run = JSON.parse(readFileSync(at("lab/results.json"), "utf8"));

/** What GitHub makes of a heading. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");

describe("the recorded run", () => {
  it("is that of every experiment", () => {
    const { rounds, deployments, changes } = select({});
    const wanted = [
      ...rounds.flatMap(({ event, kinds }) => kinds.map(({ id }) => `${id} ${event.id}`)),
      ...deployments.map(({ id }) => `${id} deployed`),
      ...changes.map(({ id }) => `${id} roaming`),
    ];
    expect(run.cells.map(({ kind, event }) => `${kind} ${event}`).sort()).toEqual(wanted.sort());
    expect(run.stories.map(({ title }) => title)).toEqual(STORIES.map(({ title }) => title));
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

  it("is what the page shows", () => {
    expect(resultsPage(run)).toBe(page);
  });
});

describe("the pages of rules", () => {
  const anchors = new Set(Array.from(page.matchAll(/^##+ (.+)$/gm), ([, heading]) => anchor(heading)));
  const links = readdirSync(at("docs/rules")).flatMap((name) =>
    Array.from(
      readFileSync(at(`docs/rules/${name}`), "utf8").matchAll(/\(\.\.\/\.\.\/lab\/RESULTS\.md(?:#([^)]*))?\)/g),
    ).map(([, id]) => ({ name, id })),
  );

  it("refer to what the lab has seen", () => {
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(({ id }) => !anchors.has(id))).toEqual([]);
  });
});
