import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { OPTIONS } from "../../src/cli/options.ts";
import { NODE_24 } from "../support/runner.ts";

/** Node reads some of its own options behind a script's name, too, where only a script's options should stand. */

const folder = mkdtempSync(join(tmpdir(), "node-options-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
writeFileSync(at("script.cjs"), "console.log(JSON.stringify(process.argv.slice(2)))\n");
writeFileSync(at("evil.cjs"), `require("node:fs").writeFileSync(${JSON.stringify(at("ran"))}, "")\n`);
writeFileSync(at("evil.env"), `NODE_OPTIONS=--require=${at("evil.cjs")}\n`);

const NODES = [...new Set([process.execPath, ...(NODE_24 === undefined ? [] : [NODE_24])])];

/** Whether Node passes arguments on to a script and does nothing else with them. */
function passesOn(node: string, argv: readonly string[]): boolean {
  rmSync(at("ran"), { force: true });
  const { status, stdout, stderr } = spawnSync(node, [at("script.cjs"), ...argv], { encoding: "utf8", cwd: folder });
  return status === 0 && stderr === "" && stdout === `${JSON.stringify(argv)}\n` && !existsSync(at("ran"));
}

const long = OPTIONS.map(({ name }) => `--${name}`);
const short = OPTIONS.flatMap((option) => (option.short === undefined ? [] : [`-${option.short}`]));

describe.each(NODES)("with %s", (node) => {
  it("this test notices an option that Node takes", () => {
    for (const value of ["missing", "evil.env"]) {
      expect(passesOn(node, ["--env-file", at(value)])).toBe(false);
      expect(passesOn(node, [`--env-file=${at(value)}`])).toBe(false);
    }
  });

  it("every option reaches the program, whatever its value, and Node does nothing", () => {
    const names = [...long, ...short];
    expect(names.length).toBeGreaterThan(35);
    for (const value of ["missing", "evil.env"]) {
      const apart = names.flatMap((name) => [name, at(value)]);
      const joined = long.map((name) => `${name}=${at(value)}`);
      if (passesOn(node, apart) && passesOn(node, joined)) continue;
      // Which one it is.
      expect(names.filter((name) => !passesOn(node, [name, at(value)]))).toEqual([]);
      expect(long.filter((name) => !passesOn(node, [`${name}=${at(value)}`]))).toEqual([]);
    }
  });

  it("shares no option with Node but those that every program has", () => {
    const list = "console.log(JSON.stringify([...process.allowedNodeEnvironmentFlags]))";
    const allowed = JSON.parse(spawnSync(node, ["-e", list], { encoding: "utf8" }).stdout) as string[];
    const help = spawnSync(node, ["--help"], { encoding: "utf8" }).stdout;
    const own = new Set([...allowed, ...(help.match(/(?<=^\s*|, )--?[\w-]+/gm) ?? [])]);
    expect(own.size).toBeGreaterThan(150);
    expect(own).toContain("--env-file");
    expect([...long, ...short].filter((name) => own.has(name))).toEqual(["--version", "--help", "-h"]);
  });
});
