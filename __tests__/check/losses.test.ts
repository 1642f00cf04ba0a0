import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import type { ClusterNode } from "../../src/model/cluster.ts";
import type { StackView } from "../../src/persistence/exposure.ts";
import { keptAgainstReason, untoldLosses, viewOf } from "../support/untold-losses.ts";

const node = (hostname: string, role: "manager" | "worker"): ClusterNode => {
  return { hostname, role, labels: new Map([["disk", hostname]]), zone: undefined };
};
const FACTS = [
  { nodes: undefined, sharedPaths: [] },
  { nodes: undefined, sharedPaths: ["/mnt"], externalVolumes: new Map([["*", "node" as const]]) },
  { nodes: 3, sharedPaths: [], nodeList: [node("one", "manager"), node("two", "worker"), node("three", "worker")] },
  { nodes: 1, sharedPaths: [] },
];

/** What one version of a stack says; a change is two of them. */
interface Version {
  readonly image: string;
  readonly source: string;
  readonly target: string;
  readonly environment: string;
  readonly constraint: string;
  readonly deploy: string;
  readonly volume: string;
}

/** What most stacks have: a plain volume, and nothing that keeps its service in place. */
const often = (text: string): string[] => Array.from({ length: 6 }, () => text);

const version = fc.record<Version>({
  image: fc.constantFrom("postgres:16", "postgres:17", "postgres", "mysql:8", "redis:7", "acme/app:1", "nginx:1"),
  source: fc.constantFrom(...often("data:"), "files:", "", "/srv/data:", "/mnt/data:", "none"),
  target: fc.constantFrom("/var/lib/postgresql/data", "/var/lib/postgresql", "/var/lib/mysql", "/data", "/srv"),
  environment: fc.constantFrom("", "PGDATA: /srv/pg", "PGDATA: /var/lib/postgresql/data/pg", "A: b"),
  constraint: fc.constantFrom(
    ...often(""),
    "node.hostname == one",
    "node.hostname == two",
    "node.hostname != one",
    "node.hostname == four",
    "node.role == manager",
    "node.role == worker",
    "node.labels.disk == one",
    "node.labels.disk == two",
    "node.hostname == ${NODE}",
  ),
  deploy: fc.constantFrom("", "mode: global, ", "replicas: 2, ", "mode: replicated-job, "),
  volume: fc.constantFrom(
    ...often(""),
    "{name: own}",
    "{external: true}",
    "{driver: rexray/ebs}",
    "{driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/data'}}",
    "{driver_opts: {type: none, o: bind, device: /srv/data}}",
    "{driver_opts: {type: tmpfs, device: tmpfs}}",
    "{name: 'data-{{.Task.ID}}'}",
    "{name: 'data-{{.Node.Hostname}}'}",
  ),
});

function textOf({ image, source, target, environment, constraint, deploy, volume }: Version): string {
  const mounts = source === "none" ? "" : `    volumes: ["${source}${target}"]\n`;
  const placement = constraint === "" ? "" : `placement: {constraints: ["${constraint}"]}`;
  return `services:
  app:
    image: ${image}
${mounts}    environment: {${environment}}
    deploy: {${deploy}${placement}}
volumes:
  data: ${volume}
  files: ${volume.replace("own", "other")}
`;
}

const asFile = (text: string) => [{ path: "stack.yml", text }];

function check(text: string, base: string, facts: CheckOptions["facts"]) {
  const options: CheckOptions = { target: "swarm", variables: new Map(), unsetVariables: "unknown", facts };
  const checked = checkStack(asFile(text), { ...options, base: { files: asFile(base) } });
  const views = [base, text].map((one) => viewOf(asFile(one), options)) as [StackView, StackView];
  return { ...checked, overlooked: keptAgainstReason(...views, checked) };
}

describe("what a deploy does to data", () => {
  it("is always told when it is bad", () => {
    let bad = 0;
    let open = 0;
    fc.assert(
      fc.property(
        version,
        version,
        // Bit by bit what stays as it is: all but one of it as often as anything.
        fc.oneof(fc.integer({ min: 0, max: 127 }), fc.constantFrom(126, 125, 123, 119, 111, 95, 63)),
        fc.constantFrom(...FACTS),
        (one, other, kept, facts) => {
          const keys = Object.keys(one) as (keyof Version)[];
          const head = Object.fromEntries(keys.map((key, bit) => [key, (kept >> bit) & 1 ? one[key] : other[key]]));
          const checked = check(textOf(head as unknown as Version), textOf(one), facts);
          if (checked.stack?.exposures.some(({ deployed }) => deployed === "empty" || deployed === "lost")) bad++;
          if (checked.stack?.exposures.some(({ deployed }) => deployed === "may-be-empty")) open++;
          expect(untoldLosses(checked)).toEqual([]);
          expect(checked.overlooked).toEqual([]);
        },
      ),
      { numRuns: 2000, seed: 20261124 },
    );
    expect(bad).toBeGreaterThan(200);
    expect(open).toBeGreaterThan(40);
  });
});
