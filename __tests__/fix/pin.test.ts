import { describe, expect, it } from "vitest";
import type { ReportedFix } from "../../src/model/finding.ts";
import { dedent } from "../rules/harness.ts";
import { checkWith, fixedText } from "./check-with.ts";

/** The pins that are offered in a stack, by the service of the finding. */
function pins(yaml: string, storage = {}): { service: string; fix: ReportedFix; text: string }[] {
  const file = { path: "stack.yml", text: dedent(yaml) };
  const { findings } = checkWith([file], { storage });
  return findings.flatMap(({ service = "", fixes }) =>
    fixes.filter(({ remedy }) => remedy === "pin").map((fix) => ({ service, fix, text: fixedText(file, fix) })),
  );
}

/** The constraints of each service in a text of flow-style services, one a line. */
function constraints(text: string): Record<string, string> {
  const found = Array.from(text.matchAll(/^ {2}(\w+): .*constraints: \[(.*?)\]/gm));
  return Object.fromEntries(found.map(([, name, list]) => [name, list as string]));
}

const UP = "deploy: {placement: {constraints: [node.labels.up == true]}}";
const ask = (name: string) => `"node.hostname == \${${name}:?set it to the host name of the node that holds the data}"`;

describe("services that share data of one node", () => {
  it("get one node for all of them, whichever finding is repaired", () => {
    const found = pins(`
      services:
        web: {image: "acme/web:1", volumes: ["webdata:/data", "uploads:/uploads"], ${UP}}
        worker: {image: "acme/worker:1", volumes: ["own:/data", "uploads:/uploads"], ${UP}}
        other: {image: "acme/other:1", volumes: ["apart:/data"], ${UP}}
      volumes: {webdata: , uploads: , own: , apart: }
    `);
    const together = found.filter(({ service }) => service !== "other");
    expect(together.map(({ service }) => service)).toEqual(["web", "web", "web", "worker", "worker"]);
    const both = `node.labels.up == true, ${ask("UPLOADS_NODE")}`;
    for (const { fix, text } of together) {
      expect(fix.title).toContain("Pin `web` and `worker` to the node that holds the data");
      expect(constraints(text)).toEqual({ web: both, worker: both, other: "node.labels.up == true" });
    }
    expect(new Set(together.map(({ fix }) => JSON.stringify(fix.edits))).size).toBe(1);
    expect(found.find(({ service }) => service === "other")?.fix.title).toContain("Pin `other` to");
  });

  it("hold together by a folder of the host, and through a third service", () => {
    const found = pins(`
      services:
        a: {image: "acme/a:1", volumes: ["/srv/pg:/a"], ${UP}}
        b: {image: "acme/b:1", volumes: ["/srv/pg/:/b", "more:/more"], ${UP}}
        c: {image: "acme/c:1", volumes: ["more:/more:ro"], ${UP}}
      volumes: {more: }
    `);
    expect(found.length).toBe(4);
    const all = `node.labels.up == true, ${ask("PG_NODE")}`;
    for (const { text } of found) expect(constraints(text)).toEqual({ a: all, b: all, c: all });
  });

  it.each([
    ["only read by all", "/srv/conf:/conf:ro"],
    ["a folder of the system", "/var/run/docker.sock:/var/run/docker.sock"],
    ["a file of settings", "/srv/app.conf:/etc/app.conf"],
    ["a cache", "scratch:/var/cache/app"],
    ["on a server", "files:/files"],
  ])("do not hold together by what nobody would miss: %s", (_, mount) => {
    const found = pins(`
      services:
        a: {image: "acme/a:1", volumes: ["one:/data", "${mount}"], ${UP}}
        b: {image: "acme/b:1", volumes: ["two:/data", "${mount}"], ${UP}}
      volumes: {one: , two: , scratch: , files: {driver_opts: {type: nfs, o: "addr=10.0.0.5", device: ":/x"}}}
    `);
    expect(found.map(({ fix }) => fix.title.slice(0, 9))).toEqual(["Pin `a` t", "Pin `b` t"]);
  });

  it("do not go along with a service that has a task on every node", () => {
    const found = pins(`
      services:
        a: {image: "acme/a:1", volumes: ["one:/data", "two:/two"], ${UP}}
        agent: {image: "acme/agent:1", volumes: ["two:/two", "three:/three"], deploy: {mode: global}}
        b: {image: "acme/b:1", volumes: ["three:/three"], ${UP}}
      volumes: {one: , two: , three: }
    `);
    expect(new Set(found.map(({ fix }) => fix.title.slice(0, 9)))).toEqual(new Set(["Pin `a` t", "Pin `b` t"]));
  });

  it("go to the very node of the one that is pinned, also where it shares another volume", () => {
    const found = pins(`
      services:
        web: {image: "acme/web:1", volumes: ["webdata:/data", "uploads:/uploads"]}
        worker: {image: "acme/worker:1", volumes: ["uploads:/uploads"], deploy: {placement: {constraints: [node.hostname==n3]}}}
      volumes: {webdata: , uploads: }
    `);
    expect(found.length).toBe(3);
    for (const { fix, text } of found) {
      expect(fix.title).toContain("Pin `web` to the node `n3`");
      expect(constraints(text)).toEqual({ web: "node.hostname == n3", worker: "node.hostname==n3" });
    }
  });

  it.each([
    ["a variable with a message", ask("N")],
    ["a variable alone", '"node.hostname == ${N}"'],
    ["an id", "node.id == 5k1d"],
  ])("go to the node of a service that is pinned by %s", (_, constraint) => {
    const [found, ...more] = pins(`
      services:
        web: {image: "acme/web:1", volumes: ["uploads:/uploads"]}
        worker: {image: "acme/worker:1", volumes: ["uploads:/uploads"], deploy: {placement: {constraints: [${constraint}]}}}
      volumes: {uploads: }
    `);
    // That the two do not share it, and that the data stays behind, has one fix.
    expect(more.map(({ text }) => text)).toEqual([found?.text]);
    expect(found?.fix.title).toContain("Pin `web` to the node of `worker`");
    expect(constraints(found?.text ?? "")).toEqual({ web: constraint, worker: constraint });
    const back = JSON.stringify(found?.fix.runbook?.at(-1));
    expect(back).toContain(
      constraint.includes("id")
        ? "--constraint-rm 'node.id == 5k1d' "
        : '--constraint-rm \\"node.hostname == $NODE\\" ',
    );
  });

  it("are not pinned while two of them are on two nodes", () => {
    const found = pins(`
      services:
        web: {image: "acme/web:1", volumes: ["uploads:/uploads"]}
        one: {image: "acme/one:1", volumes: ["uploads:/uploads"], deploy: {placement: {constraints: [node.hostname == n1]}}}
        two: {image: "acme/two:1", volumes: ["uploads:/uploads"], deploy: {placement: {constraints: [node.hostname == n2]}}}
      volumes: {uploads: }
    `);
    expect(found).toEqual([]);
  });

  it("are not pinned together where no node has the labels of both", () => {
    const both = (one: string, other: string) =>
      pins(`
      services:
        a: {image: "acme/a:1", volumes: ["files:/a"], deploy: {placement: {constraints: [node.hostname != x, ${one}]}}}
        b: {image: "acme/b:1", volumes: ["files:/b"], deploy: {placement: {constraints: [${other}]}}}
      volumes: {files: }
    `).length;
    expect(both("node.labels.zone == a", "node.labels.zone == b")).toBe(0);
    expect(both("node.labels.zone == a", "node.labels.zone != a")).toBe(0);
    expect(both("node.labels.zone == a", "node.labels.disk == b")).toBe(3);
    expect(both("node.labels.zone == a", "node.hostname != n1")).toBe(3);
  });

  it("hold together by an external volume where that is what the finding is about", () => {
    const found = pins(`
      services:
        web: {image: "acme/web:1", volumes: ["one:/one", "two:/two"]}
        worker: {image: "acme/worker:1", volumes: ["two:/two"]}
      volumes: {one: {external: true}, two: {external: true}}
    `);
    expect(found.length).toBe(3);
    for (const { text } of found) expect(constraints(text)).toEqual({ web: ask("TWO_NODE"), worker: ask("TWO_NODE") });
  });
});

describe("a list of the nodes", () => {
  const node = (hostname: string, disk: string) => ({
    hostname,
    role: "worker" as const,
    labels: new Map([["disk", disk]]),
    zone: undefined,
  });
  const nodeList = [node("a", "hdd"), node("b", "ssd"), node("c", "ssd")];
  const titles = (constraint: string): string[] => {
    const text = `services: {db: {image: "redis:7", volumes: ["data:/data"], deploy: {placement: {constraints: ["${constraint}"]}}}}\nvolumes: {data: }\n`;
    const { findings } = checkWith([{ path: "stack.yml", text }], {
      facts: { nodes: nodeList.length, nodeList, sharedPaths: [] },
    });
    const fixes = findings.flatMap((finding) => finding.fixes).filter(({ remedy }) => remedy === "pin");
    return fixes.map(({ title }) => title.replace(/;.*/, ""));
  };

  it.each(["node.labels.disk == ssd", "node.labels.disk != none", "node.role == worker"])(
    "leaves a node to pin to: %s",
    (constraint) => {
      expect(titles(constraint)).toEqual(["Pin `db` to the node that holds the data"]);
    },
  );

  it("needs no pin where one node is left, and none helps where no node is", () => {
    expect(titles("node.labels.disk == hdd")).toEqual([]);
    expect(titles("node.labels.disk == none")).toEqual([]);
  });
});

describe("constraints that may speak against the pin", () => {
  const one = (list: string, storage = {}) =>
    pins(
      `
      services:
        db: {image: "acme/db:1", volumes: ["data:/data"], deploy: {placement: {constraints: [${list}]}}}
      volumes: {data: }
    `,
      storage,
    );

  it.each([
    ["a node that is not wanted", '"node.hostname != db-1"', ask("DB_NODE"), "`node.hostname != db-1`"],
    [
      "two of them, and what may stay",
      "node.role == worker, node.hostname!=db-1, node.id != 5k1d, node.ip == 10.0.0.0/24",
      `node.role == worker, ${ask("DB_NODE")}, node.ip == 10.0.0.0/24`,
      "`node.hostname != db-1` and `node.id != 5k1d`",
    ],
  ])("go: %s", (_, before, after, replaced) => {
    const [found, ...more] = one(before);
    expect(more).toEqual([]);
    expect(found?.fix.title).toContain(`to the node that holds the data, in place of ${replaced}; while`);
    expect(constraints(found?.text ?? "")).toEqual({ db: after });
  });

  it("go for the node that the configuration names", () => {
    const [found] = one("node.hostname != db-1", { pinTo: "db-1" });
    expect(found?.fix.title).toContain("to the node `db-1`, in place of `node.hostname != db-1`; while");
    expect(constraints(found?.text ?? "")).toEqual({ db: "node.hostname == db-1" });
  });

  it.each([["${PLACEMENT}"], ["${KEY} == db-1"]])("are not guessed: %s", (constraint) => {
    expect(one(`"${constraint}"`)).toEqual([]);
  });

  it("leave the comments around them", () => {
    const [found] = pins(`
      services:
        db:
          image: acme/db:1
          volumes: ["data:/data"]
          deploy:
            placement:
              constraints:
                # not there
                - "node.hostname != db-1" # it is slow
                - node.labels.disk != hdd
      volumes: {data: }
    `);
    expect(found?.text).toContain(
      `          # not there\n          - ${ask("DB_NODE")} # it is slow\n          - node.labels.disk != hdd\n`,
    );
  });

  it("are not touched behind an anchor", () => {
    const found = pins(`
      x-placement: &placement {constraints: [node.hostname != db-1]}
      services:
        db: {image: "acme/db:1", volumes: ["data:/data"], deploy: {placement: *placement}}
      volumes: {data: }
    `);
    expect(found).toEqual([]);
  });
});
