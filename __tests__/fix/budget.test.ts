import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patchesOf } from "../../src/check/patches.ts";
import { buildReport, type CheckOptions, checkStack } from "../../src/check.ts";
import { Budget } from "../../src/fix/budget.ts";
import { markdownReport } from "../../src/report/markdown.ts";
import { textReport } from "../../src/report/text.ts";

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

/** Services of a stack: what each runs, where its data is, and where it may run. */
const SERVICE = fc.record({
  image: fc.constantFrom("redis:7", "postgres:16", "mysql:8", "acme/app:1", "nginx:1"),
  volumes: fc.subarray(["shared:/data", "own:/var/lib/mysql", "none:/x", "/srv/a:/data", "./b:/b", "nfs:/data"]),
  deploy: fc.constantFrom(
    "{}",
    "{replicas: 3}",
    "{mode: global}",
    "{placement: {constraints: [node.hostname == a]}}",
    "{placement: {constraints: [node.labels.x == b]}}",
  ),
  more: fc.constantFrom("", ", networks: [n]", ", unknown: 1", ", container_name: c"),
});
const STACK = fc.array(SERVICE, { minLength: 1, maxLength: 8 }).map((services) => {
  const lines = services.map(
    ({ image, volumes, deploy, more }, index) =>
      `  s${index}: {image: "${image}", volumes: ${JSON.stringify(volumes)}, deploy: ${deploy}${more}}\n`,
  );
  return `services:\n${lines.join("")}volumes:\n  shared: {}\n  own: {}\n  nfs: {driver_opts: {type: nfs, o: "addr=10.0.0.5,soft", device: ":/a"}}\n`;
});

describe("the verdict", () => {
  it("is the same with fixes, without them, and when the work for them ends at any point", () => {
    let ended = 0;
    fc.assert(
      fc.property(STACK, fc.nat({ max: 12 }), (text, looks) => {
        const files = [{ path: "stack.yml", text }];
        const budget = new (class extends Budget {
          private looks = looks;
          override takeLook(): boolean {
            return this.looks-- > 0;
          }
        })(files);
        const { findings, ...plain } = checkStack(files, OPTIONS);
        for (const fixes of [{ fixes: true }, { fixes: true, budget }]) {
          const { untried = 0, findings: told, ...fixed } = checkStack(files, { ...OPTIONS, ...fixes });
          expect(told.map((finding) => ({ ...finding, fixes: [] }))).toEqual(findings);
          expect(fixed.stack).toEqual(plain.stack);
          if (untried > 0) ended++;
        }
      }),
      { numRuns: 25 },
    );
    expect(ended).toBeGreaterThan(0);
  });
});
