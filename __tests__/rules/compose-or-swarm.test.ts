import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import { recheckOf } from "../../src/check/recheck.ts";
import type { SourceFile } from "../../src/model/text.ts";

const REDIS = "  redis: {image: 'redis:7', volumes: ['data:/data'], stop_grace_period: 30s}\n";
const BUILT = `services:\n  web:\n    build: .\n${REDIS}volumes: {data: }\n`;
const COMPOSE = `services:\n  web: {image: 'x:1', profiles: [a]}\n${REDIS}volumes: {data: }\n`;
const OPTIONS: CheckOptions = {
  target: "auto",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
};
const file = (text: string, path = "docker-compose.yml"): SourceFile => ({ path, text });
const check = (text: string, options: Partial<CheckOptions> = {}) =>
  checkStack([file(text)], { ...OPTIONS, ...options });
const told = (text: string, options: Partial<CheckOptions> = {}) =>
  check(text, options).findings.map(({ ruleId, severity }) => `${severity} ${ruleId}`);

describe("compose-or-swarm", () => {
  it("stands beside warnings about data where a service is built", () => {
    const { findings, stack } = check(BUILT);
    expect(findings).toMatchObject([
      { ruleId: "local-volume-unpinned", severity: "warning" },
      {
        ruleId: "compose-or-swarm",
        severity: "note",
        category: "config",
        startLine: 2,
        startColumn: 3,
        endColumn: 6,
        message:
          "This file can be for Compose or for Swarm: service `web` is built and has no `image`. So what a Swarm would do to its data is a warning here.",
      },
    ]);
    expect(stack).toMatchObject({ verdict: "rejected", mayBeCompose: true });
  });

  it("leaves out what holds no data: packages, and folders of the source that is built", () => {
    const mounts = "volumes: ['.:/app', '/app/node_modules', 'uploads:/up', './db:/var/lib/postgresql/data']";
    const text = `services:\n  web: {build: ., ${mounts}}\n  db: {image: 'postgres:16', ${mounts}}\nvolumes: {uploads: }\n`;
    const { findings } = check(text);
    expect(findings.map(({ service, ruleId, severity }) => `${service} ${severity} ${ruleId}`)).not.toContain(
      "web warning bind-host-path",
    );
    expect(findings.filter(({ ruleId }) => ruleId === "anonymous-volume")).toEqual([]);
    expect(findings.filter(({ ruleId }) => ruleId === "bind-host-path")).toMatchObject([{ service: "db" }]);
    expect(findings.filter(({ ruleId }) => ruleId === "local-volume-unpinned")).not.toEqual([]);
  });

  it("is not there where it would settle nothing", () => {
    expect(told("services: {web: {build: .}}")).toEqual([]);
    expect(told(BUILT, { facts: { nodes: 1, sharedPaths: [] } })).toEqual([]);
    expect(told(BUILT, { target: "compose" })).toEqual([]);
  });

  it("leaves errors to whoever says that it is for Swarm, by the target or by its name", () => {
    const errors = ["error service-invalid", "warning ignored-key", "error local-volume-unpinned"];
    expect(told(BUILT, { target: "swarm" }).sort()).toEqual(errors.sort());
    expect(told(BUILT, { named: true }).sort()).toEqual(errors.sort());
    expect(check(BUILT, { named: true }).stack).not.toHaveProperty("mayBeCompose");
  });

  it("keeps what the configuration makes an error a warning", () => {
    const rules = new Map([["local-volume-unpinned", { severity: "error" as const, options: new Map() }]]);
    const config = { rules, stacks: [], storage: {} } as unknown as NonNullable<CheckOptions["config"]>;
    expect(told(BUILT, { config })).toContain("warning local-volume-unpinned");
  });

  it("changes no fingerprint", () => {
    const of = (options: Partial<CheckOptions>) =>
      check(BUILT, options).findings.find(({ ruleId }) => ruleId === "local-volume-unpinned")?.fingerprint;
    expect(of({})).toBe(of({ target: "swarm" }));
  });

  it("says of a Compose file that was named why it is checked", () => {
    expect(told(COMPOSE)).toEqual([]);
    const { findings, stack } = check(COMPOSE, { named: true });
    expect(findings.map(({ ruleId, severity }) => `${severity} ${ruleId}`).sort()).toEqual([
      "error local-volume-unpinned",
      "error schema-invalid",
      "note compose-or-swarm",
    ]);
    expect(findings.find(({ ruleId }) => ruleId === "compose-or-swarm")?.message).toBe(
      "This file is checked as a stack because it was named, though service `web` sets `profiles`, which only Compose reads.",
    );
    expect(stack?.targetReason).toContain("it was named, though service `web` sets `profiles`");
    expect(check(COMPOSE, { named: true, target: "compose" }).stack).toBeUndefined();
  });

  it("has what was there before marked as such, and an error that it becomes as new", () => {
    const base = { files: [file(BUILT)] };
    const now = check(`${BUILT}# more\n`, { base }).findings;
    expect(now.every(({ preexisting }) => preexisting)).toBe(true);
    const swarm = BUILT.replace("30s}", "30s, deploy: {update_config: {order: stop-first}}}");
    const unpinned = check(swarm, { base }).findings.find(({ ruleId }) => ruleId === "local-volume-unpinned");
    expect(unpinned).toMatchObject({ severity: "error" });
    expect(unpinned?.preexisting).toBeUndefined();
  });

  it.each([
    ["asks for the node", undefined],
    ["names the node of the configuration", "n1"],
  ])("stays open after a suggestion that %s: what settles the warning makes no error", (_, pinTo) => {
    const config = { rules: new Map(), stacks: [], storage: { pinTo } } as unknown as NonNullable<
      CheckOptions["config"]
    >;
    const options = pinTo === undefined ? {} : { config };
    const { findings } = check(BUILT, { fixes: true, ...options });
    const pin = findings.flatMap(({ fixes }) => fixes).find(({ remedy }) => remedy === "pin");
    const [edit] = pin?.edits ?? [];
    if (edit === undefined) throw new Error("there is no pin");
    const pinned = BUILT.slice(0, edit.start) + edit.text + BUILT.slice(edit.end);
    expect(told(pinned, options)).not.toContainEqual(expect.not.stringMatching(/^note /));
    expect(check(pinned, options).stack).toMatchObject({ mayBeCompose: true });
    expect(told(pinned, { ...options, base: { files: [file(pinned)] } })).not.toContain("error service-invalid");
    expect(told(pinned, { ...options, target: "swarm" })).toContain("error service-invalid");

    const recheck = recheckOf([{ files: [file(BUILT)], options: OPTIONS }]);
    const after = recheck(new Map([["docker-compose.yml", pinned]])).map(({ ruleId }) => ruleId);
    expect(after).not.toContain("service-invalid");
    expect(after).not.toContain("local-volume-unpinned");
  });

  it("counts as a note, and what is a warning as no more", () => {
    expect(buildReport([check(BUILT)], "0").summary).toMatchObject({ errors: 0, warnings: 1, notes: 1, stacks: 1 });
  });
});

describe("what is skipped", () => {
  it("is listed with what it would lose, where it is a Compose file by what it holds", () => {
    expect(check(COMPOSE).skipped).toEqual([
      {
        path: "docker-compose.yml",
        reason: "a Compose file, not a Swarm stack: service `web` sets `profiles`, which only Compose reads",
        losses: [{ service: "redis", source: "data", target: "/data", event: "moved", outcome: "empty" }],
      },
    ]);
    expect(check(COMPOSE, { facts: { nodes: 1, sharedPaths: [] } }).skipped[0]).not.toHaveProperty("losses");
    expect(check(COMPOSE, { target: "compose" }).skipped[0]).not.toHaveProperty("losses");
  });

  it("is no loss where it is only a folder of the source, a cache or a configuration", () => {
    const text = `name: x\nservices: {a: {image: 'node:20', volumes: ['.:/app', '/app/node_modules', './c.yml:/etc/c.yml:ro']}}\n`;
    expect(check(text).skipped[0]?.losses).toBeUndefined();
  });

  it("is told to be no stack file, and stays a stack where it was one", () => {
    const playbook = "- hosts: all\n";
    expect(check(playbook).skipped).toEqual([
      { path: "docker-compose.yml", reason: "no stack file: it holds a list, and a stack file is a mapping" },
    ]);
    expect(check(playbook, { named: true })).toMatchObject({ namedInVain: true, findings: [] });
    expect(told(playbook, { target: "swarm" })).toEqual(["error yaml-invalid"]);
    expect(told(playbook, { base: { files: [file(`services: {a: {image: x}}`)] } })).toEqual(["error yaml-invalid"]);
    expect(told("# nothing yet\n")).toEqual([]);
    expect(told("# nothing yet\n", { named: true })).toEqual(["error yaml-invalid"]);
  });
});
