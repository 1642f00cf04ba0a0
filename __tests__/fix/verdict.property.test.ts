import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import { Budget } from "../../src/fix/budget.ts";

const OPTIONS: CheckOptions = {
  target: "swarm",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
};

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
