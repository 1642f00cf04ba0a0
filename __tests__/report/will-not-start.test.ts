import { expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { checkStack } from "../../src/check/check.ts";
import { verdictLine } from "../../src/report/markdown/report.ts";
import { textReport } from "../../src/report/text/report.ts";

const stack = (tag: string, pinned: boolean) => [
  {
    path: "stack.yml",
    text: `services:\n  db:\n    image: postgres:${tag}\n    volumes: ['pg:/var/lib/postgresql/data']\n${pinned ? "    deploy: {placement: {constraints: [node.hostname == one]}}\n" : ""}volumes: {pg: }\n`,
  },
];

function report(before: string, after: string, pinned = true) {
  const checked = checkStack(stack(after, pinned), {
    target: "swarm",
    fixes: false,
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
    base: { files: stack(before, pinned) },
  });
  return buildReport([checked], "1.0.0");
}

it.each([true, false])("heads a review and the text with the service that will not start (pinned: %s)", (pinned) => {
  const told = report("15", "17", pinned);
  const line = "`db` will not start: data of PostgreSQL 15, version 17";
  expect(verdictLine(told, { failing: true, fixed: false })).toContain(`: ${line}`);
  expect(
    textReport({ report: told, sources: new Map() }, { color: false, quiet: false, columns: undefined }),
  ).toContain(line);
  expect(told.stacks[0]?.exposures[0]?.deployed).toBe(pinned ? "rejected" : "may-be-empty");
});

it("says nothing of a minor version", () => {
  const told = report("16.1", "16.4");
  expect(verdictLine(told, { failing: false, fixed: false })).not.toContain("will not start");
  expect(told.stacks[0]?.exposures[0]?.deployed).toBe("kept");
});
