import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/arguments.ts";
import { helpText, twoColumns } from "../../src/cli/help.ts";
import { COMMANDS, OPTIONS } from "../../src/cli/options.ts";
import { VERSION } from "../../src/session/program.ts";
import { run } from "./fake-io.ts";

describe("help", () => {
  for (const command of COMMANDS) {
    it(`of ${command} names its options, each once, and no others`, () => {
      const named = Array.from(helpText(command, 100).matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm), ([, name]) => name);
      expect(named).toEqual(OPTIONS.filter(({ commands }) => commands.includes(command)).map(({ name }) => name));
    });

    it(`of ${command} has examples that can be called`, () => {
      const examples = helpText(command, 100).matchAll(/^ {2}(?:.* \| )?swarm-volume-check ?(.*)$/gm);
      const calls = Array.from(examples, ([, call = ""]) => call.split(" ").filter((word) => word !== ""));
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) expect(parseArguments(call).command).toBe(command);
    });

    it(`of ${command} fits the terminal`, () => {
      for (const line of helpText(command, 80)
        .replace(/Examples:[\s\S]*?\n\n|Examples:[\s\S]*/, "")
        .split("\n")) {
        expect(line.length).toBeLessThanOrEqual(80);
      }
    });

    it(`is printed by ${command} --help, whatever else is asked`, async () => {
      const ran = await run([command, "nonsense", "--help"]);
      expect(ran).toEqual({ code: 0, stdout: helpText(command, undefined), stderr: "" });
    });
  }

  it("of the program explains the exit codes", () => {
    expect(helpText("check", 100)).toMatch(/Exit codes:\n {2}0 {2}.*\n {2}1 {2}.*\n {2}2 {2}.*\n {2}3 {2}/);
    expect(helpText("rules", 100)).not.toContain("Exit codes");
  });
});

describe("twoColumns", () => {
  it("puts texts beside heads and below heads that are too wide", () => {
    const wide = "x".repeat(32);
    expect(
      twoColumns(
        [
          ["a", "one two"],
          [wide, "three"],
        ],
        41,
      ),
    ).toEqual([`  a${" ".repeat(32)}one`, `${" ".repeat(35)}two`, `  ${wide}`, `${" ".repeat(35)}three`]);
  });
});

describe("version", () => {
  it("is that of the package", async () => {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    expect(VERSION).toBe(JSON.parse(text).version);
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `swarm-volume-check ${VERSION}\n`, stderr: "" });
  });
});
