import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { type BaseStack, type CheckOptions, checkRemovedStack, checkStack } from "../../src/check/check.ts";
import { baselineText } from "../../src/ignore/baseline.ts";
import { BASELINE_NAME, sortFiles } from "../support/policy.ts";

const OPTIONS: CheckOptions = {
  target: "auto",
  variables: new Map(),
  unsetVariables: "unknown",
  facts: { nodes: undefined, sharedPaths: [] },
};
const STACK = `services:
  db: {image: "postgres:16", volumes: ["data:/var/lib/postgresql/data"]}
volumes: {data: }
`;

const check = (text: string, base: BaseStack | undefined, options: Partial<CheckOptions> = {}) =>
  checkStack([{ path: "stack.yml", text }], { ...OPTIONS, ...options, base });
const from = (text: string, path = "stack.yml"): BaseStack => ({ files: [{ path, text }] });
const marks = ({ findings }: ReturnType<typeof check>) =>
  findings
    .filter(({ severity }) => severity !== "note")
    .map(({ ruleId, service, preexisting = false }) => `${ruleId} ${service} ${preexisting}`);

describe("findings that base had", () => {
  it("are marked, wherever they have moved to", () => {
    const head = `# a comment\n\n${STACK.replace("  db:", "  web: {image: 'acme/w:1', volumes: ['files:/srv']}\n  db:").replace("data: }", "data: , files: }")}`;
    expect(marks(check(head, from(STACK)))).toEqual([
      "local-volume-unpinned web false",
      "local-volume-unpinned db true",
    ]);
  });

  it("are not marked without a base, nor in a new stack", () => {
    expect(marks(check(STACK, undefined))).toEqual(["local-volume-unpinned db false"]);
    expect(marks(check(STACK, { files: [] }))).toEqual(["local-volume-unpinned db false"]);
  });

  it("are found again in a file that was renamed, when that is told", () => {
    const base = from(STACK, "old/stack.yml");
    expect(marks(check(STACK, base))).toEqual(["local-volume-unpinned db false"]);
    const renames = new Map([["old/stack.yml", "stack.yml"]]);
    expect(marks(check(STACK, { ...base, renames }))).toEqual(["local-volume-unpinned db true"]);
  });

  it("are new when they have become worse", () => {
    const idle = STACK.replace("postgres:16", "nginx:1");
    expect(marks(check(STACK, from(idle)))).toEqual(["local-volume-unpinned db false"]);
    expect(marks(check(idle, from(STACK)))).toEqual(["local-volume-unpinned db true"]);
  });

  it("count for each of several files", () => {
    const files = [
      { path: "a-stack.yml", text: STACK },
      { path: "b-stack.yml", text: "services: {db: {environment: {A: b}}}\n" },
    ];
    const base = { files: files.slice(0, 1) };
    expect(marks(checkStack(files, { ...OPTIONS, base }))).toEqual(["local-volume-unpinned db true"]);
  });

  it("are counted in the report, which says what it was compared with", () => {
    const report = buildReport([check(STACK, from(STACK))], "1.0.0", { base: "main" });
    expect(report).toMatchObject({ base: "main", summary: { errors: 1, notes: 1, preexisting: 2 } });
    expect(buildReport([], "1.0.0")).not.toHaveProperty("base");
  });

  it("are found in a base that deploy refuses, and nothing else is compared", () => {
    const broken = STACK.replace("data: }", "other: }");
    const head = STACK.replace("data:/var", "files:/var").replace("data: }", "files: }");
    const { findings, stack } = check(head, from(broken));
    expect(findings.filter(({ category }) => category === "change")).toEqual([]);
    expect(stack?.exposures[0]).not.toHaveProperty("deployed");
    expect(marks(check(broken, from(broken))).every((mark) => mark.endsWith("true"))).toBe(true);
  });

  it.each([
    ["is no YAML", STACK.replace("  db: {", "  db {"), "yaml-invalid"],
    ["has its services under another key", STACK.replace("services:", "service:"), "schema-invalid"],
    ["is refused for something else", STACK.replace("db: {", "db: {volumes_from: [a], "), "forbidden-key"],
    [
      "is refused by the engine",
      STACK.replace("db: {", "db: {deploy: {placement: {constraints: [x]}}, "),
      "constraint-invalid",
    ],
  ])("stand alone when head %s: deploy changes nothing", (_, broken, ruleId) => {
    const head = broken.replace("data:/var", "files:/var").replace("data: }", "files: }");
    const { findings, stack, spending } = check(head, from(STACK));
    expect(findings.map((finding) => finding.ruleId)).toContain(ruleId);
    expect(findings.filter(({ category }) => category === "change")).toEqual([]);
    expect(stack).toMatchObject({ verdict: "rejected" });
    expect(stack?.exposures.filter(({ deployed }) => deployed !== undefined)).toEqual([]);
    expect(spending).toBeUndefined();
  });

  it("stand alone when head is past a limit", () => {
    const { findings } = check(`a: ${"[".repeat(2000)}`, from(STACK));
    expect(findings.map(({ category }) => category)).not.toContain("change");
  });

  it("are compared although a file beside the stack is not there", () => {
    const head = STACK.replaceAll("data:", "files:").replace("volumes: [", "env_file: [gone.env], volumes: [");
    const checked = check(head, from(STACK), { fileExists: () => false });
    expect(checked.findings.map(({ ruleId }) => ruleId)).toContain("missing-file");
    expect(marks(checked)).toContain("volume-renamed db false");
  });

  it("do not depend on files that lie beside the stack today", () => {
    const base = from(STACK.replace("volumes: [", "env_file: [gone.env], volumes: ["));
    const head = STACK.replaceAll("data", "files").replace("postgresql/files", "postgresql/data");
    const options = { fileExists: () => false };
    expect(marks(check(head, base, options))).toContain("volume-renamed db false");
  });
});

describe("data that this deploy loses", () => {
  const stack = (image: string, more = "") => `services:
  db: {image: "${image}"${more}}
  web: {image: "nginx:1"}
`;

  it("is new although it was in danger before", () => {
    const next = marks(check(stack("postgres:16.2"), from(stack("postgres:16.1"))));
    expect(next).toEqual(["stateful-no-volume db false"]);
    const mount = ', volumes: ["/srv"]';
    const anonymous = marks(check(stack("acme/app:2", mount), from(stack("acme/app:1", mount))));
    expect(anonymous).toEqual(["anonymous-volume db false"]);
  });

  it("is new where the volume is at another path than the data", () => {
    const at = (image: string) => `${stack(image, ', volumes: ["data:/pg"]')}volumes: {data: }\n`;
    expect(marks(check(at("postgres:16.2"), from(at("postgres:16.1"))))).toContain("volume-wrong-path db false");
    expect(marks(check(at("postgres:16.1"), from(at("postgres:16.1"))))).toContain("volume-wrong-path db true");
  });

  it("is not new while its task goes on", () => {
    const head = stack("postgres:16.1").replace("nginx:1", "nginx:2");
    expect(marks(check(head, from(stack("postgres:16.1"))))).toEqual(["stateful-no-volume db true"]);
  });

  it("is not new where it may be a cache, or where the volume keeps it", () => {
    expect(marks(check(stack("redis:7.4"), from(stack("redis:7.2"))))).toEqual(["stateful-no-volume db true"]);
    expect(marks(check(STACK.replace(":16", ":16.2"), from(STACK)))).toEqual(["local-volume-unpinned db true"]);
  });

  it("stays known where the baseline says so", () => {
    const checked = check(stack("postgres:16.2"), from(stack("postgres:16.1")));
    const text = baselineText(checked.findings, [], (path) => path);
    const { policy } = sortFiles([{ path: BASELINE_NAME, text }]);
    expect(buildReport([checked], "1.0.0", { policy }).summary).toMatchObject({ errors: 0, ignored: 1 });
  });
});

describe("a task without a volume", () => {
  const bare = `services: {db: {image: "postgres:16", environment: {A: "$A", B: "$$B"}}}\n`;
  const found = (variables: Record<string, string>, before: Record<string, string>) =>
    check(
      bare,
      { ...from(bare), variables: new Map(Object.entries(before)) },
      {
        variables: new Map(Object.entries(variables)),
      },
    ).stack?.exposures.map(({ deployed }) => deployed);

  it("is left alone while its text and its variables are the same", () => {
    expect(found({ A: "1", B: "1" }, { A: "1", B: "2" })).toEqual(["kept"]);
  });

  it("is replaced when a variable in it gets another value, or its first", () => {
    expect(found({ A: "1" }, { A: "2" })).toEqual(["lost"]);
    expect(found({ A: "1" }, {})).toEqual(["lost"]);
  });
});

describe("a stack that is removed", () => {
  it("says which volumes stay behind, at the file that is gone", () => {
    const { findings, stack, skipped } = checkRemovedStack(from(STACK, "gone/stack.yml"), {
      ...OPTIONS,
      stackName: "shop",
    });
    expect(stack).toBeUndefined();
    expect(skipped).toEqual([]);
    expect(findings).toMatchObject([
      {
        ruleId: "volume-removed",
        severity: "note",
        path: "gone/stack.yml",
        startLine: 1,
        startColumn: 1,
        volume: "data",
      },
    ]);
    expect(findings[0]?.message).toContain("the volume `shop_data`");
  });

  it("says nothing of a Compose file", () => {
    const compose = from(`name: x\n${STACK}`, "docker-compose.yml");
    expect(checkRemovedStack(compose, OPTIONS).findings).toEqual([]);
  });
});
