import { describe, expect, it } from "vitest";
import type { Loss } from "../../src/model/report.ts";
import { lossesText } from "../../src/report/outcomes.ts";

const moved = (service: string, source: string): Loss => {
  return { service, source, target: "/data", event: "moved", outcome: "empty" };
};
const replaced = (service: string, target: string): Loss => ({ service, target, event: "replaced", outcome: "lost" });

describe("lossesText", () => {
  it.each<[readonly Loss[], string]>([
    [[moved("db", "files")], "`files` of `db` stays behind when Swarm moves a task"],
    [
      [moved("db", "files"), moved("web", "files"), moved("web", "up")],
      "`files` of `db` and `web` and `up` of `web` stay behind when Swarm moves a task",
    ],
    [[replaced("pg", "/data")], "`/data` of `pg` is gone when a task is replaced"],
    [
      [moved("db", "files"), replaced("pg", "/data")],
      "`files` of `db` stays behind when Swarm moves a task, and `/data` of `pg` is gone when a task is replaced",
    ],
    [
      ["a", "b", "c", "d", "e", "f"].map((name) => moved("db", name)),
      "`a` of `db`, `b` of `db`, `c` of `db`, `d` of `db` and 2 more stay behind when Swarm moves a task",
    ],
  ])("says what goes, by the event that is nearest: %#", (losses, text) => {
    expect(lossesText(losses)).toBe(`deployed to a Swarm as it is, ${text}`);
  });
});
