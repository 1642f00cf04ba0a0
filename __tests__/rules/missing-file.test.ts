import { describe, expect, it } from "vitest";
import { checkStack } from "../../src/check/check.ts";
import type { SourceFile } from "../../src/model/text.ts";

const APP = "services: {app: {image: 'acme/app:1'}}\n";
const HELP = "Correct the path. It is relative to the folder of the first stack file.";

interface Lookups {
  /** What is said of every path; undefined is "nobody knows". */
  readonly there: boolean | undefined;
  readonly variables?: Readonly<Record<string, string>>;
}

function check(texts: readonly string[], { there, variables = {} }: Lookups) {
  const files = texts.map((text, index): SourceFile => ({ path: `${index + 1}.yml`, text }));
  const asked: string[] = [];
  const { findings } = checkStack(files, {
    target: "swarm",
    variables: new Map(Object.entries(variables)),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
    fileExists: (path) => {
      asked.push(path);
      return there;
    },
  });
  const own = findings.filter(({ ruleId }) => ruleId === "missing-file");
  const rejected = findings.filter(({ category }) => category === "rejected").map(({ ruleId }) => ruleId);
  return { asked, own, rejected, texts: own.map((finding) => spanOf(finding, texts)) };
}

/** What a finding points at, all on one line. */
function spanOf({ path, startLine, startColumn, endColumn }: Span, texts: readonly string[]): string {
  const line = texts[Number.parseInt(path, 10) - 1]?.split("\n")[startLine - 1];
  return `${path}: ${line?.slice(startColumn - 1, endColumn - 1)}`;
}

interface Span {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

const ENV_FILE = "This env file cannot be read here; deploy refuses the stack.";
const SECRET = "The file of this secret cannot be read here; deploy refuses the stack.";
const CONFIG = "The file of this config cannot be read here; deploy refuses the stack.";

describe("missing-file", () => {
  it.each([
    ["an env file", "services: {app: {image: 'acme/app:1', env_file: a.env}}\n", [ENV_FILE], ["1.yml: a.env"]],
    [
      "env files in a list",
      "services: {app: {image: 'acme/app:1', env_file: ['a.env', ../b.env]}}\n",
      [ENV_FILE, ENV_FILE],
      ["1.yml: 'a.env'", "1.yml: ../b.env"],
    ],
    ["a secret", `${APP}secrets: {a: {file: ./a.txt}}\n`, [SECRET], ["1.yml: ./a.txt"]],
    ["a config", `${APP}configs: {a: {file: /etc/a}}\n`, [CONFIG], ["1.yml: /etc/a"]],
    ["a config with a name of its own", `${APP}configs: {a: {file: /etc/a, name: b}}\n`, [CONFIG], ["1.yml: /etc/a"]],
    ["a secret that is not external", `${APP}secrets: {a: {file: a, external: false}}\n`, [SECRET], ["1.yml: a"]],
    [
      "a file that two secrets have",
      `${APP}secrets: {a: {file: 'x'}, b: {file: "x"}}\n`,
      [SECRET, SECRET],
      ["1.yml: 'x'", '1.yml: "x"'],
    ],
  ])("tells %s that is not there, at its path", (_, text, messages, spans) => {
    const { own, texts, rejected } = check([text], { there: false });
    expect(own.map(({ message }) => message)).toEqual(messages);
    expect(texts).toEqual(spans);
    expect(new Set(rejected)).toEqual(new Set(["missing-file"]));
    for (const { severity, help } of own) expect({ severity, help }).toEqual({ severity: "error", help: HELP });
  });

  it("tells those of every one of several files", () => {
    const more = "services: {app: {env_file: b.env}}\nsecrets: {b: {file: c}}\n";
    const { texts } = check(["services: {app: {image: 'acme/app:1', env_file: a.env}}\n", more], { there: false });
    expect(texts).toEqual(["1.yml: a.env", "2.yml: b.env", "2.yml: c"]);
  });

  it("asks for paths as they are written, with variables filled in", () => {
    const text = `services: {app: {image: 'acme/app:1', env_file: '$\{NAME}.env'}}\nsecrets: {a: {file: ../a}}\n`;
    expect(check([text], { there: true, variables: { NAME: "b" } }).asked).toEqual(["b.env", "../a"]);
  });

  it.each([
    ["no files at all", APP],
    ["a path that waits for a variable", `services: {app: {image: 'acme/app:1', env_file: ['$\{A}.env']}}\n`],
    ["an external secret", `${APP}secrets: {a: {external: true}, b: {external: {name: c}}}\n`],
    ["a secret of a driver", `${APP}secrets: {a: {driver: vault}}\n`],
    ["an empty list", "services: {app: {image: 'acme/app:1', env_file: []}}\n"],
    ["a build, which Swarm ignores", "services: {app: {image: 'acme/app:1', build: ./app}}\n"],
    ["a folder that is mounted", "services: {app: {image: 'acme/app:1', volumes: ['./a:/a']}}\n"],
  ])("does not ask for %s", (_, text) => {
    const { asked, own, rejected } = check([text], { there: false });
    expect(asked).toEqual([]);
    expect(own).toEqual([]);
    expect(rejected).toEqual([]);
  });

  it("leaves a secret or config without a file to the rule for services", () => {
    const { own, rejected } = check([`${APP}secrets: {a: {}}\nconfigs: {b: {file: ''}}\n`], { there: false });
    expect(own).toEqual([]);
    expect(rejected).toEqual(["service-invalid", "service-invalid"]);
  });

  it.each([true, undefined])("is silent when a file is there or nobody knows (%s)", (there) => {
    const text = `services: {app: {image: 'acme/app:1', env_file: a.env}}\nsecrets: {a: {file: a}}\n`;
    const { asked, own } = check([text], { there });
    expect(asked).toEqual(["a.env", "a"]);
    expect(own).toEqual([]);
  });

  it("tells a file of two services twice, with two fingerprints", () => {
    const text = "services:\n  a: {image: 'acme/app:1', env_file: x}\n  b: {image: 'acme/app:1', env_file: x}\n";
    const { own } = check([text], { there: false });
    expect(own.map(({ startLine }) => startLine)).toEqual([2, 3]);
    expect(new Set(own.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});
