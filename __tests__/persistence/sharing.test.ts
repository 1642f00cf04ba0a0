import { describe, expect, it } from "vitest";
import { checkStack } from "../../src/check/check.ts";
import { EVENTS, type Event } from "../../src/model/outcome.ts";
import type { ReportedExposure } from "../../src/model/report.ts";
import { dedent } from "../rules/harness.ts";

function check(text: string) {
  return checkStack([{ path: "stack.yml", text: dedent(text) }], {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
  });
}

/** `service source: restarted here, moved, node lost, zone lost, scaled out`. */
const rowOf = ({ service, source, survival }: ReportedExposure) =>
  `${service} ${source}: ${EVENTS.map((event: Event) => survival[event]).join(" ")}`;

const rows = (text: string): string[] => check(text).stack?.exposures.map(rowOf) ?? [];

const pair = (first: string, second: string, mount = "spool:/in"): string => `
  services:
    producer: {image: 'acme/producer:1', volumes: ['spool:/out'], deploy: {${first}}}
    consumer: {image: 'acme/consumer:1', volumes: ['${mount}'], deploy: {${second}}}
  volumes: {spool: }
`;
const on = (constraint: string): string => `placement: {constraints: ['${constraint}']}`;

describe("two services with one volume of a node", () => {
  it("are split from the first deploy on when nothing keeps them together", () => {
    expect(rows(pair("", ""))).toEqual([
      "producer spool: split split lost lost split",
      "consumer spool: split split lost lost split",
    ]);
  });

  it("are split as well when only one of them is pinned; that one does not move", () => {
    expect(rows(pair(on("node.hostname == n1"), "", "spool:/in:ro"))).toEqual([
      "producer spool: split down lost lost split",
      "consumer spool: split split lost lost split",
    ]);
  });

  it("are split by two pins", () => {
    expect(rows(pair(on("node.hostname == n1"), on("node.hostname == n2")))).toEqual([
      "producer spool: split down lost lost split",
      "consumer spool: split down lost lost split",
    ]);
  });

  it("may be split by a label that several nodes may carry", () => {
    expect(rows(pair(on("node.labels.a == 1"), on("node.labels.a == 1")))).toEqual([
      "producer spool: unknown unknown lost lost unknown",
      "consumer spool: unknown unknown lost lost unknown",
    ]);
  });

  it("share it on one node", () => {
    const pin = on("node.hostname == n1");
    expect(rows(pair(pin, pin))).toEqual([
      "producer spool: kept down lost lost kept",
      "consumer spool: kept down lost lost kept",
    ]);
  });

  it("leaves out what has nothing to share", () => {
    expect(rows(pair("", "", "spool:/var/cache/in"))).toEqual([
      "producer spool: kept empty lost lost split",
      "consumer spool: kept empty lost lost split",
    ]);
  });
});

describe("table and finding", () => {
  const places = ["", on("node.hostname == n1"), on("node.hostname == n2"), on("node.labels.a == 1"), "mode: global"];
  const mounts = ["spool:/in", "spool:/in:ro", "spool:/tmp/in"];

  it("say the same of every mount", () => {
    for (const first of places) {
      for (const second of places) {
        for (const mount of mounts) {
          const { findings, stack } = check(pair(first, second, mount));
          const told = findings.filter(({ ruleId }) => ruleId === "volume-split-between-nodes");
          const [finding] = told;
          expect(told.length).toBeLessThan(2);
          const shown = stack?.exposures.map(({ survival }) => survival.replaced);
          const same =
            finding === undefined
              ? "kept"
              : /^Unless|, unless|constraints leave/.test(finding.message)
                ? "unknown"
                : "split";
          expect(shown, `${first} | ${second} | ${mount}`).toEqual([same, same]);
        }
      }
    }
  });
});

describe("very many services", () => {
  /** A program's name without a number, so that it is a member of no cluster. */
  const letters = (index: number): string => [...String(index)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  const many = (service: (name: string, index: number) => string): string =>
    `services:\n${Array.from({ length: 300 }, (_, index) => `  ${service(letters(index), index)}\n`).join("")}volumes: {vol: }\n`;
  const told = (text: string) => check(text).findings.filter(({ ruleId }) => ruleId === "volume-split-between-nodes");

  it("are told of once, with the first of their names, and all rows are split", () => {
    const { findings, stack } = check(many((name) => `${name}: {image: 'a/${name}', volumes: ['vol:/d']}`));
    const [finding, ...more] = findings.filter(({ ruleId }) => ruleId === "volume-split-between-nodes");
    expect(more).toEqual([]);
    expect(finding?.message).toContain("`a`, `b`, `c`, `d`, `e`, `f`, `g` and 293 more on different nodes");
    expect(new Set(stack?.exposures.map(({ survival }) => survival.replaced))).toEqual(new Set(["split"]));
  });

  it("are left alone where each is an engine with a directory of its own", () => {
    const pinned = (index: number) => `deploy: {${on(`node.hostname == n${index}`)}}`;
    const stack = many(
      (name, index) => `${name}: {image: 'mysql:8', volumes: ['vol:/var/lib/mysql'], ${pinned(index)}}`,
    );
    expect(told(stack)).toEqual([]);
  });
});
