import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { checkStack } from "../../src/check/check.ts";
import { COMMENTS_ALONE, type Policy } from "../../src/ignore/model.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { sortFiles } from "../support/policy.ts";

const STACK = `services:
  store:
    image: rethinkdb:2
    volumes:
      - data:/data
volumes:
  data:
  other:
`;
const CONFIG = `ignore:
  - rule: local-volume-unpinned
    path: stack.yml
    reason: A cache.
  - rule: unused-volume
    path: "*.yml"
    volume: nothing
    reason: None.
`;

function reportOf(files: Readonly<Record<string, string>>, change: Partial<Policy> = {}) {
  const all = Object.entries(files).map(([path, text]): SourceFile => ({ path, text }));
  const { stackFiles, config, policy } = sortFiles(all);
  const facts = { nodes: undefined, sharedPaths: [] };
  const options = { target: "swarm", variables: new Map(), unsetVariables: "unknown", facts, config } as const;
  const checked = stackFiles.map((file) => checkStack([file], options));
  return buildReport(checked, "1.0.0", { policy: { ...policy, ...change } });
}
const ids = ({ findings }: ReturnType<typeof reportOf>): string[] => findings.map(({ ruleId }) => ruleId);

describe("what is known", () => {
  it("is taken out of the findings and the counts, and listed with the reason and its place", () => {
    const report = reportOf({ "stack.yml": STACK, ".swarm-volume-check.yml": CONFIG });
    expect(ids(report)).toEqual(["ignore-unused", "unused-volume"]);
    expect(report.summary).toMatchObject({ errors: 0, warnings: 1, notes: 1, ignored: 1 });
    expect(report.ignored).toEqual([
      {
        finding: expect.objectContaining({ ruleId: "local-volume-unpinned", startLine: 5 }),
        by: "configuration",
        reason: "A cache.",
        path: ".swarm-volume-check.yml",
        line: 2,
      },
    ]);
  });

  it("by a comment comes first, and every ignore that matches is used", () => {
    const stack = STACK.replace(
      "- data:/data",
      "- data:/data # swarm-volume-check-ignore local-volume-unpinned -- here",
    );
    const config = CONFIG.replace("stack.yml", "stack.yml\n    expires: 2099-01-01");
    const report = reportOf({ "stack.yml": stack, ".swarm-volume-check.yml": config }, { today: "2027-01-01" });
    expect(report.ignored.map(({ by, reason, path, line }) => [by, reason, path, line])).toEqual([
      ["comment", "here", "stack.yml", 5],
    ]);
    const { ignored } = reportOf({ "stack.yml": stack, ".swarm-volume-check.yml": config }, { comments: false });
    expect(ignored.map(({ by, expires }) => [by, expires])).toEqual([["configuration", "2099-01-01"]]);
  });

  it("is said to be unused only where that can be told", () => {
    const files = { "stack.yml": STACK.replace("rethinkdb:2", "acme/app:1"), ".swarm-volume-check.yml": CONFIG };
    const pinned = {
      ...files,
      "stack.yml": files["stack.yml"].replace(
        "volumes:\n  data",
        "    deploy: {placement: {constraints: [node.hostname == one]}}\nvolumes:\n  data",
      ),
    };
    const lines = (change: Partial<Policy>) =>
      reportOf(pinned, change).findings.flatMap(({ ruleId, startLine }) =>
        ruleId === "ignore-unused" ? startLine : [],
      );
    expect(lines({})).toEqual([2, 5]);
    expect(lines({ complete: false })).toEqual([2]);
    expect(lines({ complete: false, rootPath: (path) => `deploy/${path}` })).toEqual([]);
  });

  it("is matched by the path from the root", () => {
    const files = { "stack.yml": STACK, ".swarm-volume-check.yml": CONFIG };
    expect(reportOf(files, { rootPath: (path) => `deploy/${path}` }).ignored).toEqual([]);
  });

  it("takes the severity that the configuration wants for what is wrong about it", () => {
    const severities = (severity: string) =>
      reportOf({ "stack.yml": STACK, ".swarm-volume-check.yml": `${CONFIG}rules: {ignore-unused: ${severity}}\n` })
        .findings.filter(({ ruleId }) => ruleId === "ignore-unused")
        .map((finding) => finding.severity);
    expect(severities("error")).toEqual(["error"]);
    expect(severities("off")).toEqual([]);
  });

  it("cannot make a refused stack accepted", () => {
    const config = "ignore:\n  - {rule: undeclared-volume, reason: None.}\n";
    const report = reportOf({ "stack.yml": STACK.replace("  data:\n", ""), ".swarm-volume-check.yml": config });
    expect(ids(report)).toContain("undeclared-volume");
    expect(report.stacks.map(({ verdict }) => verdict)).toEqual(["rejected"]);
    expect(report.ignored).toEqual([]);
  });

  it("counts comments of a file of several stacks once, and its findings too", () => {
    const facts = { nodes: undefined, sharedPaths: [] };
    const options = { target: "swarm", variables: new Map(), unsetVariables: "unknown", facts } as const;
    const base = { path: "base.yml", text: `# swarm-volume-check-ignore unused-volume -- x\n${STACK}` };
    const pin = "services: {store: {deploy: {placement: {constraints: [node.hostname == one]}}}}\n";
    const checked = ["one.yml", "two.yml"].map((path) => checkStack([base, { path, text: "services: {}\n" }], options));
    const report = buildReport(checked, "1.0.0", { policy: COMMENTS_ALONE });
    expect(ids(report)).toEqual(["ignore-unused", "local-volume-unpinned", "unused-volume"]);
    // Needed in the stack that is not pinned, and idle in the other.
    const text = base.text.replace("unused-volume", "local-volume-unpinned").replace("ignore", "ignore-file");
    const pinned = checkStack(
      [
        { ...base, text },
        { path: "pin.yml", text: pin },
      ],
      options,
    );
    const free = checkStack([{ ...base, text }], options);
    expect(ids(buildReport([pinned], "1.0.0"))).toEqual(["ignore-unused", "unused-volume", "pinned-no-failover"]);
    expect(ids(buildReport([pinned, free], "1.0.0"))).toEqual(["unused-volume", "pinned-no-failover"]);
  });
});
