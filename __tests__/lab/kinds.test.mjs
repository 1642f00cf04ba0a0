import { describe, expect, it } from "vitest";
import { CHANGES } from "../../lab/experiments/changes.mjs";
import { DEPLOYMENTS } from "../../lab/experiments/deployments.mjs";
import { EVENTS } from "../../lab/experiments/events.mjs";
import { KINDS, stackFile } from "../../lab/experiments/kinds.mjs";
import { CHECKED, TRIALS } from "../../lab/experiments/refusals.mjs";
import { STORIES } from "../../lab/experiments/stories.mjs";
import { checkStack } from "../../src/check/check.ts";
import { EVENTS as REPORTED } from "../../src/model/outcome.ts";
import { ENGINE_CHECKS } from "../../src/persistence/facts/engine-checks.ts";

const OPTIONS = {
  target: "swarm",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
};

describe("the experiments", () => {
  it("have each a name of their own", () => {
    for (const all of [[...KINDS, ...DEPLOYMENTS, ...CHANGES, ...TRIALS], EVENTS, STORIES]) {
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    }
  });

  it("play every event of the report that needs no second file", () => {
    const told = EVENTS.flatMap(({ predictedBy }) => predictedBy ?? []);
    expect(new Set(told)).toEqual(new Set(REPORTED));
  });

  it("try every check that the tool knows of a service, and expect the same of it", () => {
    const checks = (all) => all.map(({ id, refused }) => `${id}: ${refused}`).sort();
    expect(checks(CHECKED)).toEqual(checks(ENGINE_CHECKS));
    for (const { id, source } of ENGINE_CHECKS) expect(source, id).toMatch(/\d{4}-\d\d/);
  });

  it("give twins one and the same file", () => {
    const twins = KINDS.filter(({ twin }) => twin !== undefined);
    expect(twins.length).toBeGreaterThan(0);
    for (const { twin } of twins) {
      const files = twins.filter((kind) => kind.twin === twin).map((kind) => stackFile(kind, "cell"));
      expect(files.length).toBe(2);
      expect(new Set(files).size).toBe(1);
    }
  });

  for (const { id, base, head } of DEPLOYMENTS) {
    it(`${id}: deploy accepts both files`, () => {
      for (const side of [base, head]) {
        const { stack } = checkStack([{ path: "stack.yml", text: stackFile(side, "cell") }], OPTIONS);
        expect(stack?.verdict).toBe("accepted");
      }
      expect(stackFile(base, "cell") === stackFile(head, "cell")).toBe(id === "nothing");
    });
  }

  for (const { id, before, base, head = base, happens } of CHANGES) {
    it(`${id}: deploy accepts every file, and the storage stays as it is`, () => {
      const mounts = [...(before ? [before] : []), base, head].map((side) => {
        const { stack } = checkStack([{ path: "stack.yml", text: stackFile(side, "cell") }], OPTIONS);
        expect(stack?.verdict).toBe("accepted");
        return stack?.exposures
          .filter(({ target }) => target === "/data")
          .map(({ service, volume }) => [service, volume]);
      });
      expect(mounts[0]).toHaveLength(1);
      expect(new Set(mounts.map((own) => JSON.stringify(own))).size).toBe(1);
      expect(stackFile(base, "cell") === stackFile(head, "cell")).toBe(id === "same-file" || happens !== undefined);
    });
  }

  for (const trial of TRIALS) {
    it(`${trial.id}: the report speaks of its data`, () => {
      const { stack } = checkStack([{ path: "stack.yml", text: stackFile(trial, "cell") }], OPTIONS);
      const own = stack?.exposures.filter(({ service, target }) => service === "app" && target === "/data") ?? [];
      expect(own.length).toBeGreaterThan(0);
    });
  }

  for (const kind of KINDS) {
    it(`${kind.id}: deploy accepts the file, and the report speaks of its data`, () => {
      const text = stackFile(kind, "cell");
      const { stack } = checkStack([{ path: "stack.yml", text }], OPTIONS);
      expect(stack?.verdict).toBe("accepted");
      const own = stack?.exposures.filter(
        ({ service, target }) => service === "app" && target === (kind.target ?? "/data"),
      );
      expect(own).toHaveLength(1);
    });
  }
});
