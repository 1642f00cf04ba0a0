import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { rules } from "../../src/rules/index.ts";
import { run } from "./fake-io.ts";

vi.mock("../../src/report/pages.generated.js", () => ({
  pages: {
    "some-rule": `<!-- generated
from here -->
# some-rule

An error. This paragraph is written
on two lines and holds \`code\`.

## Bad

\`\`\`yaml
services:

  a: {} ##[x]
\`\`\`

- one item that is long enough to be wrapped somewhere
  and goes on
1. two

| a | b |
|---|---|
::stop-commands::x
`,
    "other-rule": "# other-rule\n",
  },
}));

describe("explain", () => {
  it("prints a page for a log", async () => {
    const { code, stdout } = await run(["explain", "some-rule"]);
    expect(code).toBe(0);
    expect(stdout).toBe(`some-rule

An error. This paragraph is written on two lines and holds \`code\`.

Bad

    services:

      a: {} #\\u0023[x]

- one item that is long enough to be wrapped somewhere and goes on
1. two

| a | b |
|---|---|
\\u003a:stop-commands::x
`);
  });

  it("wraps and paints for a terminal", async () => {
    const { stdout } = await run(["explain", "some-rule"], { columns: 40, stdoutIsTerminal: true });
    expect(stdout).toContain("\u001b[1msome-rule\u001b[0m\n");
    expect(stdout).toContain("    \u001b[36mservices:\u001b[0m\n");
    expect(stdout).toContain("\n- one item that is long enough to be\n  wrapped somewhere and goes on\n1. two\n");
    expect(stdout).toContain("An error. This paragraph is written on\ntwo lines");
  });

  const wrong: readonly (readonly [argv: readonly string[], message: string, help: string])[] = [
    [[], "`explain` needs the name of a rule", "`swarm-volume-check rules` lists the rules"],
    [["some-rul"], "there is no rule `some-rul`", "did you mean `some-rule`?"],
    [["xyzzyxyzzyxyzzy"], "there is no rule `xyzzyxyzzyxyzzy`", "lists the rules"],
    [["toString"], "there is no rule `toString`", "lists the rules"],
    [["some-rule", "other-rule"], "`explain` takes one rule", "omit `other-rule`"],
  ];
  for (const [argv, message, help] of wrong) {
    it(`refuses ${argv.join(" ") || "nothing"}`, async () => {
      expect(await run(["explain", ...argv])).toEqual({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(
          new RegExp(`^swarm-volume-check: ${message}.*\n {2}= help: .*${help.replace("?", "\\?")}`),
        ),
      });
    });
  }
});

describe("rules", () => {
  it("prints one aligned line a rule", async () => {
    const { code, stdout } = await run(["rules"]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
      rules.map(({ id, severity, category, summary }) => [id, severity, category, summary]),
    );
    const columns = lines.map((line, index) => line.indexOf(` ${rules[index]?.category} `));
    expect(new Set(columns).size).toBe(1);
  });

  it("wraps summaries and paints severities for a terminal", async () => {
    const { stdout } = await run(["rules"], { columns: 80, stdoutIsTerminal: true });
    expect(stdout).toContain("\u001b[31merror\u001b[0m");
    expect(stdout).toContain("\u001b[36mnote\u001b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes
    const bare = stdout.replace(/\u001b\[\d+m/g, "");
    for (const line of bare.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(bare).toMatch(/\n {30,}\S/);
  });

  it("prints JSON", async () => {
    const { stdout } = await run(["rules", "--format", "json"]);
    expect(JSON.parse(stdout)).toEqual(
      rules.map(({ id, severity, category, summary }) => ({ id, severity, category, summary })),
    );
  });

  it("takes no operand", async () => {
    const ran = await run(["rules", "anonymous-volume"]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("`swarm-volume-check explain anonymous-volume` prints one rule");
  });
});

describe("normalize", () => {
  let cwd: string;
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), "normalize-"));
    const stack = 'version: "3.8"\nservices:\n  db:\n    image: redis\n    volumes: ["./${DIR}:/data", "~/x:/x"]\n';
    writeFileSync(join(cwd, "stack.yml"), stack);
    writeFileSync(join(cwd, "more.yml"), 'version: "3.8"\nservices:\n  db:\n    volumes: ["##[a]:/b"]\n');
    writeFileSync(join(cwd, "e"), "DIR=in\n");
    writeFileSync(join(cwd, "bad.yml"), 'version: "3.8"\nservices:\n  db:\n    volumes: ["a:b:c:d"]\nnonsense: 1\n');
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  const volumes = async (argv: string, env = {}) => {
    const ran = await run(["normalize", ...argv.split(" ")], { cwd, env });
    return ran.code === 0 ? JSON.parse(ran.stdout).services.db.volumes : ran;
  };

  it("prints mounts in long form, relative to the first file, with variables", async () => {
    expect(await volumes("stack.yml --variables e", { HOME: "/home/me" })).toEqual([
      { type: "bind", source: `${cwd}/in`, target: "/data" },
      { type: "bind", source: "/home/me/x", target: "/x" },
    ]);
    expect(await volumes("stack.yml --env", { DIR: "e" })).toMatchObject([{ source: `${cwd}/e` }, {}]);
    expect(await volumes("stack.yml")).toMatchObject([{ source: `${cwd}/\${DIR}` }, {}]);
    expect(await volumes("stack.yml --unset-variables empty")).toMatchObject([{ source: cwd }, {}]);
  });

  it("merges files and prints what a runner takes for no command", async () => {
    const ran = await run(["normalize", "stack.yml", "more.yml"], { cwd });
    expect(ran.stdout).not.toContain("##[");
    expect(JSON.parse(ran.stdout).services.db.volumes).toHaveLength(3);
    expect(ran.stdout).toMatch(/^\{\n {2}"services": \{\n[\s\S]*\n\}\n$/);
  });

  it("reads standard input", async () => {
    const stdin = 'version: "3.8"\nservices:\n  db:\n    volumes: ["./a:/b"]\n';
    const ran = await run(["normalize", "-", "--stdin-filename", "sub/stack.yml"], { cwd, stdin });
    expect(JSON.parse(ran.stdout).services.db.volumes[0].source).toBe(`${cwd}/sub/a`);
    expect((await run(["normalize", "-", "-"], { cwd, stdin })).stderr).toContain("only once");
  });

  it("shows why Docker refuses the files, on standard error", async () => {
    const ran = await run(["normalize", "bad.yml"], { cwd, stderrIsTerminal: true, stderrColumns: 80 });
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain("\u001b[1mbad.yml:");
    expect(ran.stderr).toContain("nonsense: 1");
    expect((await run(["normalize", "bad.yml"], { cwd, stdoutIsTerminal: true })).stderr).not.toContain("\u001b");
  });

  it("needs files that can be read", async () => {
    expect((await run(["normalize"], { cwd })).stderr).toContain("`normalize` needs a file");
    const ran = await run(["normalize", "stack.yml", "no.yml", "."], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("no.yml: there is no such file or folder");
    expect(ran.stderr).toContain(".: this is a folder");
  });
});
