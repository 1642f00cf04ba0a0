import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read.ts";
import { foundStack, type Observed, observe } from "../../src/init/observe.ts";
import { firstConfig } from "../../src/init/write.ts";
import { rules } from "../../src/rules/index.ts";

function observed(files: Readonly<Record<string, string>>): Observed {
  return observe(Object.entries(files).map(([path, text]) => foundStack({ path, text })));
}

function configOf(text: string) {
  const result = readConfig({ path: ".swarm-volume-check.yml", text }, { rules, folder: "" });
  if ("errors" in result) throw new Error(`${text}\n${JSON.stringify(result.errors, null, 1)}`);
  return result.config;
}

/** With every sign removed that stands before a line to take over. */
const taken = (text: string): string => text.replaceAll(/^# /gm, "");

const BASE = `
services:
  db:
    image: redis:7
    volumes: [db-data:/data]
    deploy: {placement: {constraints: [node.hostname == db-1, "node.labels.zone == a", "node.hostname != \${OTHER}"]}}
  files:
    image: acme/files:1
    volumes: [common:/srv, "true:/state", "/mnt/nfs/a:/a", "waits:/x", plugged:/y, cache:/var/cache/app]
volumes:
  db-data:
  "true":
  cache:
  common: {external: true, name: "shared files"}
  waits: {external: true, name: "\${NAME}"}
  plugged: {driver: "acme/blocks:latest"}
`;

describe("observe", () => {
  it("sees what only a configuration can tell", () => {
    expect(observed({ "stack.yml": BASE })).toEqual({
      groups: [],
      hostnames: ["db-1"],
      zoneLabels: ["zone"],
      externalVolumes: ["shared files"],
      drivers: ["acme/blocks:latest"],
      sharedPaths: ["/mnt/nfs/a"],
      volumes: ["common", "db-data", "plugged", "true", "waits"],
    });
  });

  it("joins a file without images with the one file that completes it", () => {
    const part = "services: {db: {deploy: {replicas: 1}}}\n";
    const groups = (files: Readonly<Record<string, string>>) => observed(files).groups;
    expect(groups({ "a/base.yml": BASE, "a/prod.yml": part, "a/test.yml": part })).toEqual([
      ["a/base.yml", "a/prod.yml"],
      ["a/base.yml", "a/test.yml"],
    ]);
    expect(groups({ "a/base.yml": BASE, "b/prod.yml": part })).toEqual([]);
    expect(groups({ "base.yml": BASE, "other.yml": BASE, "prod.yml": part })).toEqual([]);
    expect(groups({ "base.yml": BASE, "prod.yml": part.replace("db", "web") })).toEqual([]);
    expect(groups({ "base.yml": BASE, "dev.yml": "services: {db: {build: .}}\n" })).toEqual([]);
    expect(groups({ "compose.yml": "name: shop\nservices: {db: {image: a}}\n", "prod.yml": part })).toEqual([]);
  });

  it("leaves out what docker compose alone can run, and what is no hostname", () => {
    const compose = `name: shop${BASE.replace(/ +deploy: .*\n/, "")}`;
    expect(observed({ "compose.yml": compose }).volumes).toEqual([]);
    expect(observed({ "stack.yml": BASE.replace("== db-1", "== 'db 1'") }).hostnames).toEqual([]);
  });
});

describe("firstConfig", () => {
  it("says nothing by itself where the files tell nothing", () => {
    const config = configOf(firstConfig(observed({})));
    expect([config.stacks, config.cluster.nodes, config.ignore, config.failOn]).toEqual([[], undefined, [], undefined]);
  });

  it("is right with every line taken over, and holds what was seen", () => {
    for (const files of [{}, { "stack.yml": BASE }])
      expect(() => configOf(taken(firstConfig(observed(files))))).not.toThrow();
    const config = configOf(taken(firstConfig(observed({ "stack.yml": BASE }))));
    expect(config.cluster.nodes?.map(({ hostname }) => hostname)).toEqual(["db-1"]);
    expect(config.cluster.zoneLabel).toBe("zone");
    expect(config.cluster.sharedPaths).toEqual(["/mnt/nfs/a"]);
    expect([...config.cluster.externalVolumes]).toEqual([["shared files", "cluster"]]);
    expect([...config.cluster.drivers]).toEqual([["acme/blocks:latest", "cluster"]]);
    expect(config.volumes.map(({ pattern }) => pattern)).toEqual([
      "common",
      "db-data",
      "plugged",
      "true",
      "waits",
      "*",
    ]);
  });

  it("joins files at once", () => {
    const files = { "base.yml": BASE, "prod.yml": "services: {db: {deploy: {replicas: 1}}}\n" };
    expect(configOf(firstConfig(observed(files))).stacks.map((stack) => stack.files)).toEqual([
      ["base.yml", "prod.yml"],
    ]);
  });

  it("holds no line that is neither said, nor to take over, nor active", () => {
    const lines = firstConfig(observed({ "stack.yml": BASE })).split("\n");
    expect(lines.filter((line) => !/^(## \S|# |stacks:| {2}- files: |$)/.test(line))).toEqual([]);
  });
});
