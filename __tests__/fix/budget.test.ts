import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import { patchesOf } from "../../src/check/recheck.ts";
import { Budget } from "../../src/fix/budget.ts";
import { markdownReport } from "../../src/report/markdown/report.ts";
import { textReport } from "../../src/report/text/report.ts";

const each = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

const VOLUMES = (count: number) => `volumes:\n${each(count, (index) => `  vol${index}:\n`)}`;

/** Stacks that grow in one way each. */
const GROWING: Readonly<Record<string, (count: number) => string>> = {
  "services on one volume": (count) =>
    `services:\n${each(count, (index) => `  s${index}: {image: "redis:7", volumes: ["vol:/data"]}\n`)}volumes:\n  vol:\n`,
  "networks that nothing declares": (count) =>
    `services:\n  a:\n    image: nginx:1\n    networks: [${each(count, (index) => `net${index},`)}]\n`,
  "mounts of one service": (count) =>
    `services:\n  a:\n    image: acme/app:1\n    volumes:\n${each(count, (index) => `      - vol${index}:/d${index}\n`)}${VOLUMES(count)}`,
  "independent services": (count) =>
    `services:\n${each(count, (index) => `  s${index}:\n    image: redis:7\n    volumes: [vol${index}:/data]\n`)}${VOLUMES(count)}`,
  "services without a volume": (count) => `services:\n${each(count, (index) => `  s${index}:\n    image: redis:7\n`)}`,
  "ignored keys": (count) =>
    `services:\n${each(count, (index) => `  s${index}:\n    image: nginx:1\n    container_name: c${index}\n`)}`,
};

const OPTIONS: CheckOptions = {
  target: "swarm",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
};

/** Counts the texts that are read again. */
class Counting extends Budget {
  looks = 0;
  override takeLook(files: Parameters<Budget["takeLook"]>[0]): boolean {
    this.looks++;
    return super.takeLook(files);
  }
}

function looksAt(text: string): number {
  const files = [{ path: "stack.yml", text }];
  const budget = new Counting(files);
  checkStack(files, { ...OPTIONS, fixes: true, budget });
  return budget.looks;
}

describe("the work for fixes", () => {
  // Fixes that all make the same section of a file are looked at one by one, as far as the work goes.
  const together = Object.entries(GROWING).filter(([name]) => name !== "services without a volume");

  it.each(together)("of %s needs no more looks for more of them", (_, stack) => {
    const [few, many] = [looksAt(stack(6)), looksAt(stack(60))];
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(2 * few);
  });

  it.each(Object.entries(GROWING))("of %s finds all fixes of a stack of usual size", (_, stack) => {
    const files = [{ path: "stack.yml", text: stack(20) }];
    const { untried } = checkStack(files, { ...OPTIONS, fixes: true });
    expect(untried).toBeUndefined();
  });

  it("ends, and changes nothing of what is found", () => {
    const files = [{ path: "stack.yml", text: GROWING["services without a volume"]?.(80) ?? "" }];
    const plain = checkStack(files, OPTIONS);
    const none = new Budget([]);
    while (none.takeLook(files));
    const fixed = checkStack(files, { ...OPTIONS, fixes: true, budget: none });
    expect(fixed.findings).toEqual(plain.findings.map((finding) => ({ ...finding, fixes: [] })));
    expect(fixed.untried).toBe(plain.findings.length);
    expect(fixed.stack).toEqual(plain.stack);
    const report = buildReport([fixed], "1.0.0");
    const words = `Fixes were worked out for 0 of ${plain.findings.length} findings`;
    const text = textReport({ report, sources: new Map() }, { color: false, quiet: false, columns: undefined });
    const markdown = markdownReport(report, { failing: true });
    for (const told of [text, markdown]) expect(told.split(words)).toHaveLength(2);
    expect(buildReport([plain], "1.0.0").fixes).toBeUndefined();
  });

  it("is the same on every run", () => {
    const files = [{ path: "stack.yml", text: GROWING["services without a volume"]?.(150) ?? "" }];
    const [one, other] = [0, 1].map(() => checkStack(files, { ...OPTIONS, fixes: true }));
    expect(one?.untried).toBeGreaterThan(0);
    expect(one).toEqual(other);
  });

  it("bounds a patch, too", () => {
    const files = [{ path: "stack.yml", text: GROWING["services without a volume"]?.(150) ?? "" }];
    expect(patchesOf([{ files, options: OPTIONS }])).toHaveLength(1);
  }, 60_000);
});
