import { describe, expect, it } from "vitest";
import type { BaseStack } from "../../src/check/check.ts";
import type { ReportedFix } from "../../src/model/finding.ts";
import type { StoragePolicy } from "../../src/model/storage-policy.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { dedent } from "../rules/harness.ts";
import { checkWith, fixedText } from "./check-with.ts";

const at = (yaml: string, path = "stack.yml"): SourceFile => ({ path, text: dedent(yaml) });

/** What repairs the findings of a rule; `base` is what ran before, an empty one means that the stack is new. */
function fixesOf(rule: string, yaml: string, base: string | undefined, storage: Partial<StoragePolicy> = {}) {
  const before: BaseStack | undefined = base === undefined ? undefined : { files: base === "" ? [] : [at(base)] };
  const { findings } = checkWith([at(yaml)], { storage, base: before });
  const fixes = findings.filter(({ ruleId }) => ruleId === rule).flatMap((finding) => finding.fixes);
  if (fixes.length === 0) throw new Error(`nothing repairs ${rule}`);
  return fixes;
}

const titles = (fixes: readonly ReportedFix[]) => fixes.map(({ title }) => title.replace(/;.*/, ""));
const runbooks = (fixes: readonly ReportedFix[]) => fixes.map(({ runbook }) => runbook !== undefined);

const STORAGE = { block: { driver: "hetzner", options: new Map<string, string>() } };
const DB = `
  services:
    db: {image: "redis:7", volumes: ["data:/data"]}
  volumes: {data: }
`;
const OTHER = `
  services:
    web: {image: "acme/web:1", deploy: {replicas: 1}}
`;

describe("data that comes with a change", () => {
  it.each([
    ["in a new stack", ""],
    ["in a stack that is there", OTHER],
  ])("has nothing to move: %s", (_, base) => {
    const fixes = fixesOf("local-volume-unpinned", DB, base, STORAGE);
    expect(titles(fixes)).toEqual([
      "Pin `db` to the node that is to hold the data",
      "Keep the data with the driver `hetzner` (one node at a time), in the volume `data-block`",
      "Keep the data on NFS (not advised for Redis), in the volume `data-nfs`",
    ]);
    expect(runbooks(fixes)).toEqual([false, false, true]);
    expect(fixes[2]?.runbook?.map(({ title, where }) => `${title.slice(0, 38)} (${where})`)).toEqual([
      "See that every node can mount NFS: its (manager)",
      "Make the directory, before the first d (any-node)",
    ]);
    expect(fixedText(at(DB), fixes[0])).toContain(
      '"node.hostname == ${DB_NODE:?set it to the host name of the node that is to hold the data}"',
    );
  });

  it.each<[string, string | undefined, string]>([
    ["nothing is known of before", undefined, DB],
    ["it ran before", DB, DB.replace("redis:7", "redis:7.2")],
    ["the service had no task", DB.replace("]}", "], deploy: {replicas: 0}}"), DB],
    ["the volume was there alone", `${OTHER}  volumes: {data: }\n`, DB],
    ["under its own name", `${OTHER}  volumes: {old: {name: x}}\n`, DB.replace("data: }", "data: {name: x}}")],
  ])("is what the check knows to be new, and this is not: %s", (_, base, yaml) => {
    const fixes = fixesOf("local-volume-unpinned", yaml, base, STORAGE);
    expect(titles(fixes)).toEqual([
      "Pin `db` to the node that holds the data",
      "Move the data to the driver `hetzner` (one node at a time), under the new volume name `data-block`",
      "Move the data to NFS (not advised for Redis), under the new volume name `data-nfs`",
    ]);
    expect(runbooks(fixes)).toEqual([true, true, true]);
  });

  it("is not in a volume that was made elsewhere", () => {
    const yaml = DB.replace("data: }", "data: {external: true}}");
    expect(titles(fixesOf("external-volume-per-node", yaml, ""))).toEqual(["Pin `db` to the node that holds the data"]);
  });

  it("is kept where the new service shares the data of an old one, which alone is looked for", () => {
    const fixes = fixesOf(
      "local-volume-unpinned",
      `
      services:
        worker: {image: "acme/worker:1", volumes: ["own:/data", "files:/files"]}
        web: {image: "acme/web:1", volumes: ["files:/files"]}
      volumes: {own: , files: }
    `,
      `
      services:
        web: {image: "acme/web:1", volumes: ["files:/files"], deploy: {replicas: 0}}
      volumes: {files: }
    `,
    );
    const pin = fixes.find(({ remedy }) => remedy === "pin");
    expect(pin?.title).toContain("Pin `worker` and `web` to the node that holds the data");
    expect(pin?.runbook?.map(({ where }) => where)).toEqual([
      "manager",
      "workstation",
      "manager",
      "manager",
      "manager",
    ]);
    expect(pin?.runbook?.[0]?.commands[0]).toContain('"${STACK}_web"');
    expect(pin?.runbook?.[0]?.commands[0]).not.toContain("_worker");
    const move = fixes.find(({ title }) => title.includes("`files-nfs`"));
    expect(move?.title).toContain("Move the data to NFS");
    expect(move?.runbook?.[2]?.commands[0]).toContain("${STACK}_web=0");
    expect(move?.runbook?.[2]?.commands[0]).not.toContain("_worker");
    expect(fixes.find(({ title }) => title.includes("`own-nfs`"))?.title).toContain("Keep the data on NFS");
  });

  it("is not in a container yet", () => {
    const yaml = `
      services:
        db: {image: "redis:7"}
    `;
    const fixes = fixesOf("stateful-no-volume", yaml, "");
    expect(titles(fixes)[0]).toBe(
      "Mount the new volume `db-data` at `/data`, and pin `db` to the node that is to hold the data",
    );
    expect(runbooks(fixes)).toEqual([false, true]);
    expect(runbooks(fixesOf("stateful-no-volume", yaml, yaml.replace("redis:7", "redis:7.2")))).toEqual([true, true]);
  });

  it("is in the container of an engine whose volume comes to the wrong path", () => {
    const wrong = `
      services:
        db: {image: "mysql:8", volumes: ["data:/data"], deploy: {placement: {constraints: [node.hostname == n1]}}}
      volumes: {data: }
    `;
    const [local, move, ...others] = fixesOf("volume-wrong-path", wrong, "");
    expect(local?.runbook).toBeUndefined();
    // Nothing is moved: the directory on the server has to be there first.
    expect(move?.runbook?.map(({ title }) => title.slice(0, 32))).toEqual([
      "See that every node can mount NF",
      "Make the directory, before the f",
    ]);
    expect(others).toEqual([]);
    expect(runbooks(fixesOf("volume-wrong-path", wrong, wrong.replace(' volumes: ["data:/data"],', "")))).toEqual([
      true,
      true,
    ]);
  });

  it("has no volume with old options on any node", () => {
    const yaml = `
      services:
        a: {image: "acme/a:1", volumes: ["data:/data"]}
      volumes: {data: {driver_opts: {type: nfs, o: "addr=10.0.0.5,soft", device: ":/a"}}}
    `;
    const first = fixesOf("nfs-soft", yaml, "");
    expect(runbooks(first)).toEqual([false]);
    expect(runbooks(fixesOf("nfs-soft", yaml, OTHER))).toEqual([false]);
    expect(runbooks(fixesOf("nfs-soft", yaml, undefined))).toEqual([true, false]);
    expect(titles(fixesOf("nfs-soft", yaml, yaml.replace("acme/a:1", "acme/a:2")))[0]).toContain("new volume name");
  });
});

describe("a runbook for several files", () => {
  it("names the files that the fix edits, and deploys them all", () => {
    const files = [
      at("services: {a: {image: 'acme/a:1'}}\n", "base.yml"),
      at("services: {a: {volumes: ['data:/data']}}\n", "blue.yml"),
      at("volumes: {data: }\n", "volumes.yml"),
    ];
    const { findings } = checkWith(files, { stackName: "demo" });
    const fixes = findings.find(({ ruleId }) => ruleId === "local-volume-unpinned")?.fixes ?? [];
    const steps = (remedy: string) => fixes.find((fix) => fix.remedy === remedy)?.runbook ?? [];
    const applied = (remedy: string) => steps(remedy).find(({ where }) => where === "workstation")?.title;
    expect(applied("network")).toBe("Apply this fix to `blue.yml`, `volumes.yml`, if it is not applied yet");
    expect(applied("pin")).toBe("Apply this fix to `base.yml`, if it is not applied yet");
    for (const remedy of ["network", "pin"])
      expect(JSON.stringify(steps(remedy))).toContain("docker stack deploy -c base.yml -c blue.yml -c volumes.yml");
  });
});
