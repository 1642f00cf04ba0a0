import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";

const BASE = {
  path: "base.yml",
  text: "services:\n  db:\n    image: redis:7\n    volumes:\n      - data:/data\nvolumes:\n  data:\n",
};
const own = (name: string) => ({
  path: `${name}.yml`,
  text: `services:\n  db:\n    environment:\n      NAME: ${name}\n`,
});
const OPTIONS: CheckOptions = {
  target: "swarm",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
  fixes: true,
};

/** The first steps of the ways to keep the data in place, for stacks that are made of these files. */
function firstSteps(
  ...stacks: readonly (readonly [name: string | undefined, files: readonly { path: string; text: string }[]])[]
) {
  const checked = stacks.map(([stackName, files]) => checkStack(files, { ...OPTIONS, stackName }));
  const { findings } = buildReport(checked, "1.0.0");
  const unpinned = findings.filter(({ ruleId }) => ruleId === "local-volume-unpinned");
  return unpinned.map(({ fixes }) => fixes.map(({ runbook }) => runbook?.[0]?.title));
}

describe("a file of several stacks", () => {
  it("is wrong once, and its fixes say which other stacks they change", () => {
    const steps = firstSteps(["blue", [BASE, own("blue")]], ["green", [BASE, own("green")]]);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.length).toBeGreaterThan(0);
    for (const title of steps[0] ?? [])
      expect(title).toBe(
        "Mind that this changes the stack `green` too: take the same steps for it, with its own name and files and in another folder, before it is deployed again",
      );
  });

  it("is one file that was checked", () => {
    const checked = ["blue", "green"].map((name) => checkStack([BASE, own(name)], OPTIONS));
    expect(buildReport(checked, "1.0.0").summary).toMatchObject({ stacks: 2, filesChecked: 3 });
  });

  it("names all of them, by their files where they have no names", () => {
    const unnamed = ["a", "b", "c"].map((name) => [undefined, [BASE, own(name)]] as const);
    const [steps = []] = firstSteps(...unnamed);
    expect(steps.length).toBeGreaterThan(0);
    for (const title of steps)
      expect(title).toMatch(/^Mind that this changes the stacks `base\.yml \+ b\.yml`, `base\.yml \+ c\.yml` too: /);
  });

  it("is wrong for some of them only, and says for which", () => {
    const pinned = {
      path: "green.yml",
      text: "services:\n  db:\n    deploy: {placement: {constraints: [node.hostname == one]}}\n",
    };
    const messages = (...stacks: readonly (readonly [string, readonly { path: string; text: string }[]])[]) => {
      const checked = stacks.map(([stackName, files]) => checkStack(files, { ...OPTIONS, stackName }));
      const { findings } = buildReport(checked, "1.0.0");
      return findings.filter(({ ruleId }) => ruleId === "local-volume-unpinned").map(({ message }) => message);
    };
    const blue = ["blue", [BASE, own("blue")]] as const;
    const [alone = ""] = messages(blue);
    expect(alone).not.toBe("");
    expect(messages(blue, ["red", [BASE, own("red")]])).toEqual([alone]);
    expect(messages(blue, ["green", [BASE, pinned]])).toEqual([
      `${alone} Of the stacks that read this file, this is about \`blue\`.`,
    ]);
    expect(messages(["green", [BASE, pinned]], ["blue", [BASE]], ["red", [BASE]])).toEqual([
      `${alone} Of the stacks that read this file, this is about \`blue\`, \`red\`.`,
    ]);
  });

  it("is no matter where each stack has files of its own", () => {
    const steps = firstSteps(["blue", [BASE]], ["green", [{ ...BASE, path: "other.yml" }]]);
    expect(steps).toHaveLength(2);
    expect(JSON.stringify(steps)).not.toContain("Mind that");
  });
});
