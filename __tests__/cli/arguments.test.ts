import { describe, expect, it } from "vitest";
import { type Arguments, parseArguments } from "../../src/cli/arguments.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { UsageError } from "../../src/session/usage.ts";

const DEFAULTS: Arguments = {
  command: "check",
  help: false,
  version: false,
  operands: [],
  configPath: undefined,
  noConfig: false,
  inlineIgnores: true,
  baseline: undefined,
  writeBaseline: false,
  stack: [],
  stackName: undefined,
  base: undefined,
  onlyNew: false,
  maxInlineComments: undefined,
  target: undefined,
  envFiles: [],
  useEnvironment: false,
  unsetVariables: "unknown",
  nodes: undefined,
  provider: undefined,
  region: undefined,
  prices: undefined,
  from: undefined,
  sharedPaths: [],
  checkFiles: false,
  fix: undefined,
  dryRun: false,
  reports: [{ format: "text", path: undefined }],
  failOn: undefined,
  maxBytes: 2097152,
  force: false,
  stdout: false,
  allowEmpty: false,
  stdinFilename: undefined,
  quiet: false,
  color: undefined,
};

describe("parseArguments", () => {
  const accepted: readonly (readonly [call: string, Partial<Arguments>])[] = [
    ["", {}],
    ["a.yml b", { operands: ["a.yml", "b"] }],
    ["check a.yml", { operands: ["a.yml"] }],
    ["check check", { operands: ["check"] }],
    ["a.yml check", { operands: ["a.yml", "check"] }],
    ["-- check --quiet", { operands: ["check", "--quiet"] }],
    ["--quiet rules --no-color -- x", { command: "rules", color: false, operands: ["x"] }],
    ["rules --no-color", { command: "rules", color: false }],
    ["explain some-rule", { command: "explain", operands: ["some-rule"] }],
    ["normalize - a", { command: "normalize", operands: ["-", "a"] }],
    ["--stack a --stack=b c", { stack: ["a", "b"], operands: ["c"] }],
    ["--stack -", { stack: ["-"] }],
    ["--stack=-a", { stack: ["-a"] }],
    ["--stack-name shop", { stackName: "shop" }],
    ["--base origin/main", { base: "origin/main" }],
    ["--base=main --only-new", { base: "main", onlyNew: true }],
    ["--config policy.yml", { configPath: "policy.yml" }],
    ["--no-config", { noConfig: true }],
    ["init --force --stdout", { command: "init", force: true, stdout: true }],
    ["--no-inline-ignores", { inlineIgnores: false }],
    ["--baseline old.json", { baseline: "old.json" }],
    ["--baseline old.json --write-baseline", { baseline: "old.json", writeBaseline: true }],
    ["--target swarm", { target: "swarm" }],
    ["--target swarm --target compose", { target: "compose" }],
    ["--variables a --variables b --env", { envFiles: ["a", "b"], useEnvironment: true }],
    ["--unset-variables empty", { unsetVariables: "empty" }],
    ["--nodes 3", { nodes: 3 }],
    ["--shared-path /a --shared-path C:\\b", { sharedPaths: ["/a", "C:\\b"] }],
    ["--fail-on never", { failOn: "never" }],
    ["--max-size 10", { maxBytes: 10 }],
    ["--allow-empty -q", { allowEmpty: true, quiet: true }],
    ["--stdin-filename a/b.yml", { stdinFilename: "a/b.yml" }],
    ["--color", { color: true }],
    ["--color --no-color", { color: false }],
    ["--no-color --color", { color: true }],
    ["-h", { help: true }],
    ["-V", { version: true }],
    ["-qh", { quiet: true, help: true }],
    ["--format json", { reports: [{ format: "json", path: undefined }] }],
    ["--output r.txt", { reports: [{ format: "text", path: "r.txt" }] }],
    ["--output -", { reports: [{ format: "text", path: undefined }] }],
    ["--output r --format json", { reports: [{ format: "json", path: "r" }] }],
    [
      "--format text --format json --output r",
      {
        reports: [
          { format: "text", path: undefined },
          { format: "json", path: "r" },
        ],
      },
    ],
    [
      "--format text --output r --format json",
      {
        reports: [
          { format: "text", path: "r" },
          { format: "json", path: undefined },
        ],
      },
    ],
    [
      "--format text --format json --output a --output b",
      {
        reports: [
          { format: "text", path: "a" },
          { format: "json", path: "b" },
        ],
      },
    ],
    [
      "--format text --output a --format json --output b",
      {
        reports: [
          { format: "text", path: "a" },
          { format: "json", path: "b" },
        ],
      },
    ],
  ];
  for (const [call, expected] of accepted) {
    if (call.startsWith("--quiet rules")) continue;
    it(call || "(nothing)", () => {
      expect(parseArguments(call === "" ? [] : call.split(" "))).toEqual({ ...DEFAULTS, ...expected });
    });
  }

  const refused: readonly (readonly [call: string, message: string, help: string])[] = [
    ["--nods 3", "there is no option `--nods`", "did you mean `--nodes`?"],
    ["--env-file a", "`--env-file` belongs to Node", "write `--variables FILE`"],
    ["--env-file=a", "`--env-file` belongs to Node", "write `--variables FILE`"],
    ["--env-file-if-exists a", "`--env-file-if-exists` belongs to Node", "write `--variables FILE`"],
    ["--frobnicate", "there is no option `--frobnicate`", "--help"],
    ["-x", "there is no option `-x`", "--help"],
    ["--stack", "`--stack` needs a value", "--stack FILE"],
    ["--stack --quiet", "`--stack` needs a value", "--stack=VALUE"],
    ["--stack=", "`--stack` needs a value", "--stack FILE"],
    ["--quiet=yes", "`--quiet` takes no value", "write `--quiet` alone"],
    ["--target swam", "`--target` does not know `swam`", "did you mean `swarm`?"],
    ["--target kubernetes", "`--target` does not know `kubernetes`", "one of auto, swarm, compose"],
    ["--format xml", "`--format` does not know `xml`", "one of text, json"],
    ["--fail-on note", "`--fail-on` does not know `note`", "one of error, warning, never"],
    ["--unset-variables none", "does not know `none`", "one of unknown, empty"],
    ["--nodes 0", "`--nodes` needs a whole number from 1, not `0`", "--nodes 3"],
    ["--nodes 1.5", "not `1.5`", ""],
    ["--nodes three", "not `three`", ""],
    ["--nodes 9999999999999999", "not `9999999999999999`", ""],
    ["--max-size 2M", "`--max-size` needs a whole number from 1, not `2M`", "--max-size 3"],
    ["--shared-path data", "`--shared-path` needs an absolute path, not `data`", "from `/`"],
    ["rules --nodes 3", "`--nodes` does not go with `rules`", "rules --help"],
    ["--quiet rules", "`--quiet` does not go with `rules`", "rules --help"],
    ["explain --format json x", "`--format` does not go with `explain`", "explain --help"],
    ["--format text --format json", "two reports would go to standard output", "--output FILE"],
    ["--format text --output - --format json --output -", "two reports would go to standard output", ""],
    ["--format text --output a --format json --output ./a", "two reports would go to `./a`", "its own file"],
    ["--output a --output b", "more `--output` than `--format`", "before each"],
    ["--format json --output a --output b", "more `--output` than `--format`", ""],
    ["--output a --format text --format json", "which report is `--output a` for?", "after its `--format`"],
    ["--format text --output a --output b --format json --format text", "which report is `--output b` for?", ""],
  ];
  for (const [call, message, help] of refused) {
    it(`refuses ${call}`, () => {
      let caught: unknown;
      try {
        parseArguments(call.split(" "));
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(UsageError);
      expect((caught as UsageError).message).toContain(message);
      expect((caught as UsageError).help).toContain(help);
    });
  }
});

describe("OPTIONS", () => {
  it("have one name and one letter each", () => {
    const names = OPTIONS.flatMap(({ name, short }) => [name, ...(short ? [short] : [])]);
    expect(new Set(names).size).toBe(names.length);
  });
});
