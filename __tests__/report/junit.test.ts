import { describe, expect, it } from "vitest";
import { codeClimateReport } from "../../src/report/code-climate.ts";
import { junitReport } from "../../src/report/junit.ts";
import { HOSTILE } from "../support/hostile.ts";
import { hostileReport } from "./hostile-report.ts";
import { exposure, finding, report, stack } from "./samples.ts";

const FULL = report({
  findings: [
    finding({ help: "Pin it.", startLine: 5 }),
    finding({ severity: "warning", startLine: 6, message: 'A "b" <c> & d.' }),
    finding({ severity: "note", startLine: 7, path: "b.yml", message: "A note." }),
  ],
  ignored: [{ finding: finding({ startLine: 9 }), by: "comment", reason: "known", path: "stack.yml" }],
  stacks: [stack([exposure("kept kept kept kept kept")]), stack([], { files: ["clean.yml"] })],
  skipped: [{ path: "c.yml", reason: "a Compose file" }],
});

describe("JUnit", () => {
  it("has a suite for each file and a test for each finding", () => {
    expect(junitReport(FULL, "error")).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="swarm-volume-check" tests="6" failures="1" errors="0" skipped="2">
  <testsuite name="stack.yml" tests="3" failures="1" errors="0" skipped="1">
    <testcase name="local-volume-unpinned at line 5" classname="stack.yml" file="stack.yml"><failure type="error" message="The next task may start on an empty volume.">stack.yml:5:1: The next task may start on an empty volume. Pin it.</failure></testcase>
    <testcase name="local-volume-unpinned at line 6" classname="stack.yml" file="stack.yml"><system-out>warning: stack.yml:6:1: A &quot;b&quot; &lt;c&gt; &amp; d.</system-out></testcase>
    <testcase name="local-volume-unpinned at line 9" classname="stack.yml" file="stack.yml"><skipped message="ignored: known"/></testcase>
  </testsuite>
  <testsuite name="clean.yml" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="no findings" classname="clean.yml" file="clean.yml"/>
  </testsuite>
  <testsuite name="b.yml" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="local-volume-unpinned at line 7" classname="b.yml" file="b.yml"><system-out>note: b.yml:7:1: A note.</system-out></testcase>
  </testsuite>
  <testsuite name="c.yml" tests="1" failures="0" errors="0" skipped="1">
    <testcase name="skipped" classname="c.yml" file="c.yml"><skipped message="a Compose file"/></testcase>
  </testsuite>
</testsuites>
`);
  });

  it.each([
    ["error", 1],
    ["warning", 2],
    ["never", 0],
  ] as const)("fails what fails at %s", (failOn, count) =>
    expect(junitReport(FULL, failOn).match(/<failure/g) ?? []).toHaveLength(count),
  );

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 50)), text]))("stays XML with %s", (_, text) => {
    const xml = junitReport(hostileReport(text), "error");
    expect(xml).not.toMatch(/(?!\n)\p{Cc}|\p{Cs}|##\[|^\s*::/mu);
    expect(xml.replace(/&(?:amp|lt|gt|quot);/g, "")).not.toContain("&");
    const quoted = xml.replace(/"[^"<>]*"/g, '""').replace(/>[^<>]*</g, "><");
    const shape =
      /^(?:<\?xml version="" encoding=""\?>|<\/?(?:testsuites|testsuite|testcase|failure|skipped|system-out)(?: [a-z]+="")*\/?>|\s)*$/;
    expect(quoted).toMatch(shape);
  });
});

describe("Code Climate", () => {
  it("has what GitLab reads", () => {
    expect(JSON.parse(codeClimateReport(report({ findings: [finding({ endLine: 2 })] })))).toEqual([
      {
        type: "issue",
        check_name: "local-volume-unpinned",
        description: "The next task may start on an empty volume.",
        categories: ["Bug Risk"],
        severity: "critical",
        fingerprint: "0123456789abcdef0123456789abcdef",
        location: { path: "stack.yml", lines: { begin: 1, end: 2 } },
      },
    ]);
    const severities = FULL.findings.map(({ severity }) => severity);
    expect(severities).toEqual(["error", "warning", "note"]);
    const given = JSON.parse(codeClimateReport(FULL)).map(({ severity }: { severity: string }) => severity);
    expect(given).toEqual(["critical", "minor", "info"]);
  });
});
