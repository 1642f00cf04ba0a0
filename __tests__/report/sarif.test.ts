import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { Report, ReportWithSources } from "../../src/model/report.ts";
import { sarifReport } from "../../src/report/sarif.ts";
import { rules } from "../../src/rules/index.ts";
import { finding, report, withSources } from "./samples.ts";
import { LOGS, RULES } from "./sarif-logs.ts";

const sarif = (result: ReportWithSources) => JSON.parse(sarifReport(result, RULES));
const only = (subject: Report) => sarif(withSources(subject)).runs[0].results[0];

describe("a result", () => {
  it("has its rule, place, names and fingerprint", () => {
    const given = finding({
      help: "Pin it.",
      path: "a b/stäck.yml",
      startLine: 3,
      startColumn: 9,
      endLine: 4,
      endColumn: 2,
      service: "db",
      volume: "data",
    });
    const run = sarif(withSources(report({ findings: [given] }))).runs[0];
    expect(run.results).toEqual([
      {
        ruleId: "local-volume-unpinned",
        ruleIndex: rules.findIndex(({ id }) => id === "local-volume-unpinned"),
        level: "error",
        message: { text: "The next task may start on an empty volume. Pin it." },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "a%20b/st%C3%A4ck.yml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 3, startColumn: 9, endLine: 4, endColumn: 2 },
            },
            logicalLocations: [
              { name: "db", kind: "service" },
              { name: "data", kind: "volume" },
            ],
          },
        ],
        partialFingerprints: { "swarmVolumeCheck/v1": given.fingerprint },
      },
    ]);
    expect(run.columnKind).toBe("utf16CodeUnits");
  });

  it.each([
    ["/srv/stack.yml", { uri: "file:///srv/stack.yml" }],
    ["C:/srv/a b.yml", { uri: "file:///C:/srv/a%20b.yml" }],
    ["<stdin>", { uri: "%3Cstdin%3E", uriBaseId: "%SRCROOT%" }],
    ["a:b.yml", { uri: "a%3Ab.yml", uriBaseId: "%SRCROOT%" }],
  ])("in %s has a URI", (path, location) =>
    expect(only(report({ findings: [finding({ path })] })).locations[0].physicalLocation.artifactLocation).toEqual(
      location,
    ),
  );

  it("knows whether base had it", () => {
    const findings = [finding({ preexisting: true })];
    expect(only(report({ findings })).baselineState).toBeUndefined();
    expect(only(report({ findings, base: "main" })).baselineState).toBe("unchanged");
    expect(only(report({ findings: [finding()], base: "main" })).baselineState).toBe("new");
  });

  it("carries its fixes as lines and columns", () => {
    const edits = [
      { path: "stack.yml", start: 2, end: 3, text: "B" },
      { path: "other.yml", start: 4, end: 4, text: "x\n" },
    ];
    const fixes = [{ title: "Do it", safe: true, edits }];
    const subject = report({ findings: [finding({ fixes })] });
    const both = withSources(subject, { path: "stack.yml", text: "a\nb\n" }, { path: "other.yml", text: "a\nb\n" });
    const region = (startLine: number, startColumn: number, endLine: number, endColumn: number) => ({
      startLine,
      startColumn,
      endLine,
      endColumn,
    });
    expect(sarif(both).runs[0].results[0].fixes).toEqual([
      {
        description: { text: "Do it" },
        artifactChanges: [
          {
            artifactLocation: { uri: "stack.yml", uriBaseId: "%SRCROOT%" },
            replacements: [{ deletedRegion: region(2, 1, 2, 2), insertedContent: { text: "B" } }],
          },
          {
            artifactLocation: { uri: "other.yml", uriBaseId: "%SRCROOT%" },
            replacements: [{ deletedRegion: region(3, 1, 3, 1), insertedContent: { text: "x\n" } }],
          },
        ],
      },
    ]);
    expect(sarif(withSources(subject)).runs[0].results[0].fixes).toBeUndefined();
  });

  it("is suppressed when it is ignored", () => {
    const place = { path: "stack.yml", line: 4 };
    const ignored = [
      { finding: finding(), by: "comment" as const, reason: "known", ...place },
      { finding: finding(), by: "baseline" as const, reason: "old", path: "b.json", expires: "2027-01-01" },
    ];
    const results = sarif(withSources(report({ ignored }))).runs[0].results;
    expect(results.map(({ suppressions }: { suppressions: object[] }) => suppressions)).toMatchObject([
      [{ kind: "inSource", status: "accepted", justification: "known" }],
      [{ kind: "external", status: "accepted", justification: "old (until 2027-01-01)" }],
    ]);
  });

  it("is left out beyond GitHub's limit, the worst last, and that is said", () => {
    const findings = Array.from({ length: 25_001 }, (_, index) =>
      finding({ severity: index === 7 ? "note" : "error" }),
    );
    const run = sarif(withSources(report({ findings }))).runs[0];
    expect(run.results).toHaveLength(25_000);
    expect(run.results.every(({ level }: { level: string }) => level === "error")).toBe(true);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toMatch(/^1 findings are left out/);
  });
});

describe("the rules", () => {
  const described = sarif(withSources(report())).runs[0].tool.driver.rules;

  it("are all there, with help", () => {
    expect(described).toHaveLength(rules.length);
    for (const rule of described) {
      expect(rule.help.markdown).toMatch(/^# /);
      expect(rule.fullDescription.text.length).toBeGreaterThan(20);
      expect(rule.name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    }
  });

  it("say what happens", () => {
    const one = described.find(({ id }: { id: string }) => id === "local-volume-unpinned");
    expect(one.fullDescription.text).toMatch(/^A volume of the `local` driver is a folder on one node\./);
  });

  it("do without a page", () => {
    const bare = RULES.slice(0, 1).map((rule) => ({ ...rule, page: undefined }));
    const [rule] = JSON.parse(sarifReport(withSources(report()), bare)).runs[0].tool.driver.rules;
    expect(rule.help.text).toBe(bare[0]?.summary);
  });
});

describe("SARIF's own schema", () => {
  // Written for draft 4 of JSON Schema, of which it has only the name and the keyword `id`.
  const { $schema, id, ...schema } = JSON.parse(
    readFileSync(new URL("sarif-schema-2.1.0.json", import.meta.url), "utf8"),
  );
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  const complaints = (log: string) => {
    validate(JSON.parse(log));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };

  it("is that of version 2.1.0", () => {
    expect($schema).toBe("http://json-schema.org/draft-04/schema#");
    expect(id).toMatch(/\/sarif-schema-2\.1\.0\.json$/);
  });

  it.each(Object.entries(LOGS))("has nothing to say to the log that is %s", (_, log) =>
    expect(complaints(log)).toEqual([]),
  );

  it.each([
    ["a word that is none", (run: Run) => (run.results[0].level = "fatal"), "/runs/0/results/0/level"],
    ["a key that it does not know", (run: Run) => (run.results[0].colour = 1), "/runs/0/results/0"],
    ["a line before the first", (run: Run) => (regionOf(run).startLine = 0), "/startLine"],
    ["an address with a space", (run: Run) => (artifactOf(run).uri = "a b.yml"), "/artifactLocation/uri"],
    ["a finding without a message", (run: Run) => delete run.results[0].message, "/runs/0/results/0"],
    ["no tool", (run: Run) => delete run.tool, "/runs/0"],
  ])("refuses %s", (_, spoil, where) => {
    const log = JSON.parse(LOGS.full);
    spoil(log.runs[0]);
    expect(complaints(JSON.stringify(log)).join("\n")).toContain(where);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a log is spoiled in ways that no type of a log has
type Run = any;
const placeOf = (run: Run) => run.results[0].locations[0].physicalLocation;
const regionOf = (run: Run) => placeOf(run).region;
const artifactOf = (run: Run) => placeOf(run).artifactLocation;
