import { describe, expect, it } from "vitest";
import { countsOf, judge, summary } from "../../lab/judge.mjs";
import { resultsPage } from "../../lab/results.mjs";

const cell = (kind, predicted, observed, twin) => ({
  kind,
  event: "drained",
  predicted,
  observed,
  twin,
  evidence: ["seen"],
});

describe("judge", () => {
  it("tells agreement from disagreement", () => {
    const cells = judge([cell("local", "empty", "empty"), cell("tmpfs", "kept", "lost")]);
    expect(cells.map(({ verdict }) => verdict)).toEqual(["agrees", "differs"]);
  });

  it("believes an unknown only where one file had two outcomes", () => {
    const two = judge([cell("label-one", "unknown", "down", "label"), cell("label-two", "unknown", "empty", "label")]);
    expect(two.map(({ verdict }) => verdict)).toEqual(["confirmed", "confirmed"]);
    const same = judge([cell("label-one", "unknown", "down", "label"), cell("label-two", "unknown", "down", "label")]);
    expect(same.map(({ verdict }) => verdict)).toEqual(["undecided", "undecided"]);
    const strangers = judge([
      cell("label-one", "unknown", "down", "label"),
      cell("path-one", "unknown", "empty", "path"),
    ]);
    expect(strangers.map(({ verdict }) => verdict)).toEqual(["undecided", "undecided"]);
    expect(judge([cell("local-role", "unknown", "empty")])[0].verdict).toBe("undecided");
  });

  it("counts", () => {
    const cells = judge([
      cell("local", "empty", "empty"),
      cell("tmpfs", "kept", "lost"),
      cell("local-role", "unknown", "empty"),
    ]);
    expect(summary(countsOf(cells))).toBe(
      "3 cells: 1 agree, 1 differ, 1 unknown to the tool (0 confirmed as not decidable from the file)",
    );
  });
});

describe("the page of results", () => {
  it("shows disagreement where nobody overlooks it", () => {
    const cells = judge([
      cell("local", "kept", "empty"),
      cell("tmpfs", "lost", "lost"),
      cell("local-role", "unknown", "empty"),
    ]);
    const page = resultsPage({
      engine: "1",
      commandLine: "2",
      kernel: "3",
      tool: "4",
      seconds: { start: 5, events: { drained: 6 }, all: 7 },
      counts: countsOf(cells),
      stories: [{ title: "A story", steps: [{ what: "It began", result: "well" }], passed: false, seconds: 8 }],
      cells,
    });
    expect(page).toContain(
      "| storage | node drained |\n|---|---|\n| tmpfs | lost |\n| local volume, free | **empty**, not kept |",
    );
    expect(page).toContain("| local volume, workers only | unknown: empty |");
    expect(page).toContain("- `drained`: empty, predicted kept. seen.");
    expect(page).toContain("**Failed**, in 8 s.");
  });
});
