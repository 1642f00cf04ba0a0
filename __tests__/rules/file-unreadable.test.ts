import { describe, expect, it } from "vitest";
import { checkStack, unreadable } from "../../src/check/check.ts";
import { testRule } from "./harness.ts";

const SERVICES = "services: {app: {image: 'acme/app:1'}}\n";
const DEPTH = { message: "The file nests deeper than 200 levels and was not checked.", severity: "error" } as const;
const HELP = "Check this file on its own with `docker stack config`, or make it smaller.";
const nested = (levels: number, inside = ""): string => `${"[".repeat(levels)}${inside}${"]".repeat(levels)}`;
const anchored = (values: number): string => `x-base: &base [${"0, ".repeat(values)}0]\n`;

testRule("file-unreadable", {
  valid: [
    { name: "a file that is read", yaml: SERVICES },
    { name: "two hundred levels", yaml: `x-deep: ${nested(199)}\n${SERVICES}` },
    { name: "many levels that no value is nested in", yaml: `x-text: "${nested(500)}"\n${SERVICES}` },
    {
      name: "aliases that stay below the limit",
      yaml: `${anchored(20_000)}x-copies: [${"*base, ".repeat(20)}*base]\n${SERVICES}`,
    },
  ],
  invalid: [
    {
      name: "lists in lists",
      yaml: `${SERVICES}x-deep: ${nested(199, "⟦[]⟧")}\n`,
      findings: [{ ...DEPTH, help: HELP }],
    },
    {
      name: "mappings in mappings",
      yaml: `${SERVICES}x-deep: ${"{a: ".repeat(198)}{⟦a⟧: 1}${"}".repeat(198)}\n`,
      findings: [DEPTH],
    },
    {
      name: "far more levels: given up while the document is built, a level further down",
      yaml: `${SERVICES}x-deep: ${"[".repeat(200)}⟦[⟧${nested(19_799)}${"]".repeat(201)}\n`,
      findings: [DEPTH],
    },
    {
      name: "aliases of aliases of many values",
      yaml: `${SERVICES}${anchored(20_000)}x-copies: [${"*base, ".repeat(23)}⟦*base⟧]\n`,
      findings: [{ severity: "error", message: "Aliases make the file grow past 500000 values here", help: HELP }],
    },
    {
      name: "one of two files",
      yaml: { "stack.yml": SERVICES, "more.yml": `x-deep: ${nested(199, "⟦[]⟧")}\n` },
      findings: [DEPTH],
    },
  ],
});

describe("file-unreadable", () => {
  const options = {
    target: "swarm",
    variables: new Map<string, string>(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
  } as const;

  it("counts the file as skipped, and gives the stack no verdict", () => {
    const checked = checkStack([{ path: "stack.yml", text: `x-deep: ${nested(200)}\n` }], options);
    expect(checked).toMatchObject({
      stack: undefined,
      skipped: [{ path: "stack.yml", reason: "past a limit" }],
      services: 0,
      mounts: 0,
    });
  });

  it("skips all files of a stack when one is past a limit, and says which", () => {
    const files = [
      { path: "stack.yml", text: SERVICES },
      { path: "more.yml", text: `x-deep: ${nested(200)}\n` },
    ];
    expect(checkStack(files, options).skipped).toEqual([
      { path: "stack.yml", reason: "another file of its stack is past a limit" },
      { path: "more.yml", reason: "past a limit" },
    ]);
  });

  it("says of a file that cannot be read why, at its start", () => {
    const checked = unreadable("stack.yml", "The file is not there.", "Correct the path.");
    expect(checked.findings).toMatchObject([
      {
        ruleId: "file-unreadable",
        category: "config",
        severity: "error",
        message: "The file is not there.",
        help: "Correct the path.",
        path: "stack.yml",
        startLine: 1,
        startColumn: 1,
        endLine: 1,
        endColumn: 1,
      },
    ]);
    expect(checked).toMatchObject({
      stack: undefined,
      skipped: [{ path: "stack.yml", reason: "could not be read" }],
    });
  });

  it("gives each unread file a fingerprint of its own, whatever the reason", () => {
    const [one, other, again] = [
      unreadable("a.yml", "One.", "Help."),
      unreadable("b.yml", "One.", "Help."),
      unreadable("a.yml", "Two.", "Help."),
    ].map(({ findings }) => findings[0]?.fingerprint);
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(other).not.toBe(one);
    expect(again).toBe(one);
  });
});
