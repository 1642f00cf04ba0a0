import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { OPTIONS } from "../src/cli/options.ts";
import { run } from "./cli/fake-io.ts";

const ROOT = resolve(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const OUTPUTS = Array.from(
  README.matchAll(/<!-- output of: (.+?)(?: \(exit (\d)\))? -->\n```(?:text|diff)\n([\s\S]*?)```/g),
  ([, args = "", code = "1", output]) => [args, output, Number(code)] as const,
);

describe("the README", () => {
  it("shows at least one output", () => expect(OUTPUTS.length).toBeGreaterThan(0));

  it.each(OUTPUTS)("shows what the program prints for: %s", async (args, output, code) => {
    const ran = await run(args.split(" "), { cwd: ROOT, env: { SOURCE_DATE_EPOCH: "1795478400" } });
    expect(output).toBe(ran.stdout);
    expect(ran.code).toBe(args.startsWith("cost ") ? 0 : code);
  });

  it("names only options that exist", () => {
    const used = new Set(
      Array.from(
        README.replaceAll(/```(?:text|diff)[\s\S]*?```/g, "").matchAll(/(?<![\w-])--([a-z][a-z-]+)/g),
        ([, name]) => name,
      ),
    );
    const known = new Set(OPTIONS.map(({ name }) => name));
    expect([...used].filter((name) => !known.has(name as string))).toEqual([]);
  });

  it("links only to files that exist", () => {
    const links = Array.from(README.matchAll(/\]\(([^)#:]+)\)/g), ([, path]) => path as string);
    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("uses only inputs that the Action has", () => {
    const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
    const workflows = Array.from(README.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text]) => parse(text as string));
    const steps = workflows.flatMap(({ jobs }) =>
      Object.values(jobs as Record<string, { steps: { uses?: string; with?: object }[] }>),
    );
    const inputs = steps.flatMap(({ steps: own }) =>
      own.flatMap((step) => (step.uses?.startsWith("org/swarm-volume-check@") ? Object.keys(step.with ?? {}) : [])),
    );
    expect(inputs.length).toBeGreaterThan(0);
    expect(inputs.filter((name) => !(name in action.inputs))).toEqual([]);
  });
});
