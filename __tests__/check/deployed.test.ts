import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import type { ClusterNode } from "../../src/model/cluster.ts";
import { markdownReport } from "../../src/report/markdown/report.ts";
import { sarifReport } from "../../src/report/sarif.ts";
import { textReport } from "../../src/report/text/report.ts";
import { sortFiles } from "../support/policy.ts";

type Facts = CheckOptions["facts"];
const FACTS: Facts = { nodes: undefined, sharedPaths: [] };

function check(base: string, head: string, { facts = FACTS, ...more }: Partial<CheckOptions> & { facts?: Facts } = {}) {
  const options: CheckOptions = { target: "swarm", variables: new Map(), unsetVariables: "unknown", facts, ...more };
  return checkStack([{ path: "stack.yml", text: head }], {
    ...options,
    base: { files: [{ path: "stack.yml", text: base }] },
  });
}

/** A service with a mount, and what a case says of it. */
function stack({ image = "redis:7.2", mount = "data:/data", deploy = "", rest = "", volume = "" } = {}): string {
  return `services:
  app:
    image: ${image}
    volumes: ["${mount}"]
    deploy: {${deploy}}
${rest === "" ? "" : `    ${rest}\n`}volumes: {data: ${volume}}
`;
}
type Parts = Parameters<typeof stack>[0];

const outcome = (base: Parts, head: Parts, options?: Parameters<typeof check>[2]) =>
  check(stack(base), stack({ ...base, ...head }), options).stack?.exposures[0]?.deployed;

const place = (...constraints: string[]) => `placement: {constraints: [${constraints.join(", ")}]}`;
const node = (hostname: string, zone?: string): ClusterNode => {
  return { hostname, role: "worker", labels: new Map([["disk", hostname]]), zone };
};
const LIST: Facts = { nodes: 2, sharedPaths: [], nodeList: [node("one"), node("two")] };
const ZONE: Facts = { ...LIST, nodeList: [node("one", "a"), node("two", "a")] };
const NFS = "{driver_opts: {type: nfs, o: 'addr=10.0.0.5,hard', device: ':/data'}}";

describe("what a service finds when its tasks are replaced", () => {
  it.each<[name: string, parts: Parts, expected: string | undefined, facts?: Facts]>([
    ["nothing keeps it in place", {}, "may-be-empty"],
    ["any node but one", { deploy: place("node.hostname != x") }, "may-be-empty"],
    ["a zone of unknown size", { deploy: place("node.labels.zone == a") }, "may-be-empty"],
    ["two nodes of one zone", {}, "may-be-empty", ZONE],
    ["several replicas", { deploy: "replicas: 2" }, "may-be-empty"],
    ["a list of two nodes", {}, "may-be-empty", LIST],
    ["the only node", {}, "kept", { ...FACTS, nodes: 1 }],
    ["pinned to one node", { deploy: place("node.hostname == one") }, "kept"],
    ["pinned by an id", { deploy: place("node.id == x") }, "kept"],
    ["pinned by a variable", { deploy: place("'node.hostname == ${NODE}'") }, "kept"],
    ["a label that one node of the list carries", { deploy: place("node.labels.disk == one") }, "kept", LIST],
    ["a label that several nodes may carry", { deploy: place("node.labels.disk == one") }, "unknown"],
    ["a role", { deploy: place("node.role == worker") }, "unknown"],
    ["global", { deploy: "mode: global" }, "kept"],
    ["a mode that waits for a variable", { deploy: "mode: '${MODE}'" }, "unknown"],
    ["as many tasks as fit", { deploy: "replicas: 2, placement: {max_replicas_per_node: 1}" }, "kept", LIST],
    ["fewer tasks than fit", { deploy: "placement: {max_replicas_per_node: 1}" }, "may-be-empty", LIST],
    [
      "as many as fit on unknown nodes",
      { deploy: "replicas: 2, placement: {max_replicas_per_node: 1}" },
      "may-be-empty",
    ],
    ["storage of every node", { volume: NFS }, "kept"],
    ["a disk of one zone, anywhere", { volume: "{driver: rexray/ebs}" }, "unknown"],
    ["a disk of one zone, within it", { volume: "{driver: rexray/ebs}" }, "kept", ZONE],
    ["a folder of the node", { mount: "/srv/data:/data" }, "unknown"],
    ["a folder of the node, pinned", { mount: "/srv/data:/data", deploy: place("node.hostname == one") }, "kept"],
    ["a folder that every node has", { mount: "/mnt/x:/data" }, "kept", { ...FACTS, sharedPaths: ["/mnt/x"] }],
    ["an external volume", { volume: "{external: true}" }, "unknown"],
    [
      "an external volume of one node",
      { volume: "{external: true}" },
      "may-be-empty",
      { ...FACTS, externalVolumes: new Map([["*", "node"]]) },
    ],
    ["a plugin that nobody knows", { volume: "{driver: acme/x}" }, "unknown"],
    ["a volume without a name", { mount: "/data" }, "lost"],
    ["a volume for each task", { volume: "{name: 'd-{{.Task.ID}}'}" }, "empty"],
    ["a volume for each slot", { volume: "{name: 'd-{{.Task.Slot}}'}" }, "may-be-empty"],
    ["no node is left", { deploy: place("node.hostname == three") }, "rejected", LIST],
  ])("%s", (_, parts, expected, facts = FACTS) => {
    expect(outcome(parts, { image: "redis:7.4" }, { facts })).toBe(expected);
    expect(outcome(parts, { rest: "stop_grace_period: 30s" }, { facts })).toBe(expected);
    // What replaces no task leaves everything as it is.
    expect(outcome(parts, { rest: "depends_on: [app]" }, { facts })).toBe("kept");
  });

  it.each<[name: string, base: Parts, head: Parts, expected: string]>([
    ["a new major version, which may be unable to read the data", {}, { image: "redis:8" }, "may-be-empty"],
    ["a pin with a new image", {}, { image: "redis:7.4", deploy: place("node.hostname == one") }, "unknown"],
    ["no pin any more", { deploy: place("node.hostname == one") }, { deploy: "" }, "kept"],
    [
      "no pin any more, with a new image",
      { deploy: place("node.hostname == one") },
      { deploy: "", image: "redis:7.4" },
      "may-be-empty",
    ],
    ["a service that the engine refuses to change", {}, { image: "redis:7.4", deploy: "endpoint_mode: host" }, "kept"],
    ["tasks that every node refuses", {}, { rest: "working_dir: app" }, "rejected"],
    ["tasks that some engines refuse", {}, { image: "redis:7.4", rest: "ulimits: {files: 1}" }, "unknown"],
    ["another constraint alone", {}, { deploy: place("node.hostname != b") }, "unknown"],
    [
      "another constraint and a new image",
      {},
      { deploy: place("node.hostname != b"), image: "redis:7.4" },
      "may-be-empty",
    ],
    ["a preference alone", {}, { deploy: "placement: {preferences: [{spread: node.labels.zone}]}" }, "kept"],
    ["an image that may be the same", { image: "redis:${TAG}" }, { image: "redis:7.4" }, "may-be-empty"],
    ["the same variable", { image: "redis:${TAG}" }, { image: "redis:${TAG}" }, "kept"],
    ["a job, whatever changes", { deploy: "mode: replicated-job" }, {}, "may-be-empty"],
    ["a job on every node", { deploy: "mode: global-job" }, {}, "kept"],
    ["an update that Swarm refuses", {}, { deploy: "mode: global", image: "redis:7.4" }, "kept"],
    ["NFS behind a volume that its node has as it was", {}, { volume: NFS }, "unknown"],
    ["a label of the volume", {}, { volume: "{labels: {a: b}}" }, "may-be-empty"],
    [
      "a container's data, and a placement that may not fit",
      { mount: "/data" },
      { deploy: place("node.role == worker") },
      "unknown",
    ],
    ["a container's data, and more replicas", { mount: "/data" }, { deploy: "replicas: 2" }, "kept"],
    ["a container's data in a job", { mount: "/data", deploy: "mode: replicated-job" }, {}, "lost"],
  ])("%s", (_, base, head, expected) => {
    expect(outcome(base, head)).toBe(expected);
  });

  it("a service under a new name", () => {
    const head = stack().replace("  app:", "  cache:");
    expect(check(stack(), head).stack?.exposures[0]).toMatchObject({
      deployed: "may-be-empty",
      deployedWhy: "a new service name replaces the task, and Swarm may start it on another node",
    });
  });

  it.each([
    ["image: redis:7.4", "a new image replaces the task"],
    ["image: redis:7.4\n    user: '1'", "a new image and a changed user replace the task"],
    [
      "image: redis:7.4\n    user: '1'\n    init: true",
      "a new image, a changed user and a changed `init` replace the task",
    ],
    [
      "image: redis:7.4\n    user: '1'\n    init: true\n    tty: true",
      "a new image and 3 other changes replace the task",
    ],
    ["image: redis:7.2\n    cap_add: [ALL]", "changed capabilities replace the task"],
  ])("says why: %s", (keys, why) => {
    const [exposure] = check(stack(), stack().replace("image: redis:7.2", keys)).stack?.exposures ?? [];
    expect(exposure?.deployedWhy).toBe(`${why}, and Swarm may start it on another node`);
  });

  it("says nothing of why where nothing may be empty", () => {
    expect(check(stack(), stack()).stack?.exposures[0]).not.toHaveProperty("deployedWhy");
  });
});

describe("a deploy that may start a service empty", () => {
  const known = { ".swarm-volume-check.yml": "ignore:\n  - rule: local-volume-unpinned\n    reason: known\n" };
  const base = stack();
  const head = stack({ image: "redis:7.4" });
  const reported = (text: string, policy: Record<string, string> = {}, config = "") => {
    const files = Object.entries({ ...policy, ...(config === "" ? {} : { ".swarm-volume-check.yml": config }) });
    const sorted = sortFiles(files.map(([path, content]) => ({ path, text: content })));
    const checked = check(base, text, { config: sorted.config });
    return buildReport([checked], "1.0.0", { base: "main", policy: sorted.policy });
  };
  const markdown = (report: ReturnType<typeof reported>) => markdownReport(report, { failing: false });
  const terminal = (report: ReturnType<typeof reported>) =>
    textReport({ report, sources: new Map() }, { color: false, quiet: false, columns: undefined });
  const WHY = "a new image replaces the task, and Swarm may start it on another node.";

  it("is no new finding, and is told beside the one that base had", () => {
    const report = reported(head);
    const loud = report.findings.filter(({ severity }) => severity !== "note");
    expect(loud.map(({ ruleId, preexisting }) => [ruleId, preexisting])).toEqual([["local-volume-unpinned", true]]);
    expect(markdown(report)).toContain("after this deploy, `app` may start without its data");
    expect(markdown(report)).toContain(`\`app\` may start without data on this deploy: ${WHY}`);
    expect(markdown(report)).toContain("may\u00a0be\u00a0empty");
    expect(terminal(report)).toContain(`On this deploy\n  \`app\` may start without data: ${WHY}`);
  });

  it("is told where the finding is ignored, and not in green", () => {
    const report = reported(head, known);
    expect(report.summary).toMatchObject({ errors: 0, warnings: 0, ignored: 1 });
    expect(markdown(report)).toContain("🟡 After this deploy, `app` may start without its data; 1 finding is ignored");
    expect(terminal(report)).toContain(WHY);
    const log = JSON.parse(sarifReport({ report, sources: new Map() }, []));
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toEqual([
      { level: "warning", message: { text: `On this deploy, \`app\` may start without its data: ${WHY}` } },
    ]);
  });

  it("is in the table alone for what may be lost", () => {
    const report = reported(head, {}, "rules:\n  local-volume-unpinned:\n    disposable: [data]\n");
    expect(markdown(report)).toContain("🟢");
    expect(markdown(report)).toContain("may\u00a0be\u00a0empty");
    expect(terminal(report)).not.toContain("On this deploy");
  });

  it("is not said of a change that replaces no task", () => {
    const report = reported(stack({ deploy: "labels: {a: b}" }), known);
    expect(markdown(report)).toContain("🟢");
    expect(terminal(report)).not.toContain("On this deploy");
    const log = JSON.parse(sarifReport({ report, sources: new Map() }, []));
    expect(log.runs[0].invocations[0]).toEqual({ executionSuccessful: true });
  });
});

describe("what services find that share a volume on different nodes", () => {
  const both = (image: string) => `services:
  producer: {image: "${image}", volumes: ["spool:/out"]}
  consumer: {image: "acme/consumer:1", volumes: ["spool:/in"]}
volumes: {spool: }
`;

  it.each([
    ["acme/producer:1", "split", "from the first deploy on, `producer` and `consumer` do not share their data"],
    ["acme/producer:2", "may-be-empty", "after this deploy, `producer` may start without its data"],
  ])("is never kept by a deploy of %s", (image, producer, headline) => {
    const checked = check(both("acme/producer:1"), both(image));
    expect(checked.stack?.exposures.map(({ deployed }) => deployed)).toEqual([producer, "split"]);
    expect(markdownReport(buildReport([checked], "0"), { failing: true })).toContain(headline);
  });

  it("is told of this deploy where it comes with it", () => {
    const pinned = both("acme/producer:1").replaceAll(
      "]}",
      "], deploy: {placement: {constraints: [node.hostname == n1]}}}",
    );
    const report = markdownReport(buildReport([check(pinned, both("acme/producer:1"))], "0"), { failing: true });
    expect(report).toContain("after this deploy, `producer` and `consumer` do not share their data");
  });
});
