import { describe, expect, it } from "vitest";
import { countsOf, judge, summary, UNTOLD } from "../../lab/judge.mjs";
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

  describe("of a change that was tried several times", () => {
    const verdict = (predicted, idle, spread, replaced = 3) =>
      judge([
        {
          ...cell("image", predicted, "as told"),
          event: "roaming",
          tries: [
            { load: "idle", replaced, outcomes: idle },
            { load: "spread", replaced, outcomes: spread },
          ],
        },
      ])[0].verdict;

    it("lets no try be worse than `kept`", () => {
      expect(verdict("kept", { kept: 3 }, { kept: 3 })).toBe("agrees");
      expect(verdict("kept", { kept: 3 }, { kept: 2, empty: 1 })).toBe("differs");
      expect(verdict("kept", { kept: 2, rejected: 1 }, { kept: 3 })).toBe("differs");
    });

    it("has seen what may be", () => {
      expect(verdict("may-be-empty", { empty: 3 }, { kept: 3 })).toBe("agrees");
      expect(verdict("may-be-empty", { kept: 3 }, { kept: 2, empty: 1 })).toBe("agrees");
    });

    it("takes what never was for a false alarm", () => {
      expect(verdict("may-be-empty", { kept: 3 }, { kept: 3 }, 0)).toBe("differs");
      expect(verdict("may-be-empty", { kept: 3 }, { kept: 3 })).toBe("differs");
    });

    it("wants the other outcomes in every try", () => {
      expect(verdict("lost", { lost: 3 }, { lost: 3 })).toBe("agrees");
      expect(verdict("lost", { lost: 3 }, { lost: 2, kept: 1 })).toBe("differs");
    });

    it("believes an unknown where the tries differ", () => {
      expect(verdict("unknown", { kept: 3 }, { kept: 2, empty: 1 })).toBe("confirmed");
      expect(verdict("unknown", { kept: 3 }, { kept: 3 })).toBe("undecided");
    });
  });

  it("counts apart what the report does not tell", () => {
    const silent = { ...cell("local", UNTOLD, "lost") };
    const open = { ...cell("job", "empty", "kept"), untold: "nothing moves" };
    expect(judge([silent, open]).map(({ verdict }) => verdict)).toEqual(["untold", "untold"]);
    expect(judge([{ ...open, predicted: "kept" }])[0].verdict).toBe("agrees");
    expect(countsOf(judge([silent, open])).untold).toBe(2);
  });

  it("counts", () => {
    const cells = judge([
      cell("local", "empty", "empty"),
      cell("tmpfs", "kept", "lost"),
      cell("local-role", "unknown", "empty"),
    ]);
    expect(summary(countsOf(cells))).toBe(
      "3 cells: 1 agree, 1 differ, 1 unknown to the tool (0 confirmed as not decidable from the file), 0 not told",
    );
  });
});

describe("the page of results", () => {
  it("counts the tries of a change", () => {
    const tries = [
      { load: "idle", replaced: 3, outcomes: { empty: 3 } },
      { load: "spread", replaced: 3, outcomes: { kept: 2, empty: 1 } },
    ];
    const cells = judge([{ ...cell("image", "kept", "empty or kept"), event: "roaming", tries }]);
    const page = resultsPage([{ engine: "1", seconds: { events: {} }, counts: countsOf(cells), stories: [], cells }]);
    expect(page).toContain(
      "| image: another tag | 1 | replaced 3 of 3: empty 3 | replaced 3 of 3: empty 1, kept 2 | **kept** |",
    );
  });

  it("shows disagreement where nobody overlooks it", () => {
    const cells = judge([
      cell("local", "kept", "empty"),
      cell("tmpfs", "lost", "lost"),
      cell("local-role", "unknown", "empty"),
    ]);
    const run = (engine, own) => ({
      engine,
      commandLine: "2",
      kernel: "3",
      tool: "4",
      seconds: { start: 5, events: { drained: 6 }, all: 7 },
      counts: countsOf(own),
      stories: [{ title: "A story", steps: [{ what: "It began", result: "well" }], passed: false, seconds: 8 }],
      cells: own,
    });
    const older = judge([cell("local", "kept", "kept"), cell("tmpfs", "lost", "lost")]);
    const page = resultsPage([run("1+own", older), run("2", cells)]);
    expect(page).toContain(
      "| storage | node drained |\n|---|---|\n| tmpfs | lost |\n| local volume, free | 1: kept; 2: **empty**, not kept |",
    );
    expect(page).toContain("| local volume, workers only | unknown: empty |");
    expect(page).toContain("| `drained` | kept | kept | empty | seen |");
    expect(page).toContain("| [`local`](#local) | `drained` | kept | kept | empty |");
    expect(page).toContain("**Failed** with Engine 2, in 8 s.");
  });
});
