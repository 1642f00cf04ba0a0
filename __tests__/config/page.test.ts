import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { checkStack } from "../../src/check/check.ts";
import { clusterFacts } from "../../src/config/cluster.ts";
import { readConfig } from "../../src/config/read.ts";
import { rules } from "../../src/rules/index.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import { toPlain } from "../../src/yaml/tree.ts";
import { PAIRS } from "./pairs.ts";

const PAGE = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
const blocks = Array.from(PAGE.matchAll(/^```yaml(.*)\n([\s\S]*?)^```$/gm), ([, info = "", text = ""]) => ({
  info,
  text,
}));
const configs = blocks.filter(({ info }) => info === "").map(({ text }) => text);
const stacks = blocks.filter(({ info }) => info !== "").map(({ text }) => text);

/** Free names that the page uses, as the table of pairs has them. */
const FREE = /^(cluster\.(external-volumes|drivers)|cluster\.nodes\.\*\.labels|storage\.block\.options|rules\.\*)\./;

/** The places of all keys of a value. */
function placesOf(value: unknown, place: readonly string[] = []): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const free = Array.isArray(value) || (place.length === 1 && (place[0] === "volumes" || place[0] === "rules"));
    const at = [...place, free ? "*" : key];
    return [at.join("."), ...placesOf(child, at)];
  });
}

describe("the page about the configuration", () => {
  it("has examples that are right", () => {
    expect(configs.length).toBeGreaterThan(9);
    for (const text of configs) {
      const result = readConfig({ path: "c.yml", text }, { rules, folder: "" });
      expect("errors" in result ? result.errors : [], text).toEqual([]);
    }
  });

  it("has an example of every key, and names each in its section", () => {
    const places = new Set(
      configs.flatMap((text) => placesOf(toPlain(parseYaml({ path: "c.yml", text }).tree ?? never()))),
    );
    expect(Object.keys(PAIRS).filter((place) => !places.has(place))).toEqual([]);
    const strange = [...places].filter((place) => !(place in PAIRS) && !place.endsWith("*") && !FREE.test(place));
    expect(strange).toEqual([]);
    for (const place of Object.keys(PAIRS)) {
      const key = place.split(".").at(-1) ?? "";
      if (key !== "limit" && key !== "action") expect(PAGE, place).toMatch(new RegExp(`[\`.#] ?${key}\\b`));
    }
  });

  it("has stacks whose comments ignore what they say", () => {
    expect(stacks.length).toBe(2);
    for (const text of stacks) {
      const options = {
        target: "swarm",
        variables: new Map(),
        unsetVariables: "unknown",
        facts: clusterFacts(undefined),
      } as const;
      const report = buildReport([checkStack([{ path: "stack.yml", text }], options)], "0.0.0");
      const named = Array.from(text.matchAll(/ignore(?:-start|-file)? ([a-z-]+) --/g), ([, rule]) => rule);
      expect(report.ignored.map(({ finding }) => finding.ruleId).sort()).toEqual(named.sort());
      expect(report.findings.filter(({ severity }) => severity !== "note")).toEqual([]);
    }
  });

  it("names rules and options that exist", () => {
    const ids = new Set(rules.map(({ id }) => id));
    const named = Array.from(PAGE.matchAll(/`((?:ignore|baseline)-[a-z-]+)`/g), ([, id = ""]) => id);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    for (const { id, options = {} } of rules) {
      const page = readFileSync(new URL(`../../docs/rules/${id}.md`, import.meta.url), "utf8");
      for (const name of Object.keys(options)) expect(page, id).toContain(`${name}:`);
    }
  });
});

function never(): never {
  throw new Error("an example is empty");
}
