import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOSTILE } from "../support/hostile.ts";
import { NODE_24 } from "../support/runner.ts";
import { BAD, GOOD, POLICY } from "../support/stacks.ts";
import { World } from "../support/world.ts";

/** "Enable debug logging", which the runner hands on like this. */
const DEBUG = { RUNNER_DEBUG: "1" };

describe("a run that somebody looks into", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open(NODE_24 === undefined ? "source" : "bundle");
  });
  afterAll(() => world.close());

  const debugged = ({ commands }: Awaited<ReturnType<World["run"]>>) =>
    commands.filter(({ name }) => name === "debug").map(({ message }) => message.replace(/\d+ ms$/, "N ms"));

  it("tells which files, which configuration at which commit, and which requests", async () => {
    const base = { [POLICY]: "fail-on: error\n", "old-stack.yml": GOOD, "deploy.env": "DB_PASSWORD=hunter2\n" };
    world.pull(1, base, { "stack.yml": BAD, "docs/a.md": "a\n", "k8s.yml": "kind: Pod\n" });
    const ran = await world.run(1, { env: DEBUG, inputs: { "env-file": "deploy.env" } });
    const [head, before] = [world.sha("head-1"), world.sha("base-1")];
    const lines = debugged(ran);
    expect(lines).toEqual([
      expect.stringMatching(/^GitHub: reading the list of changed files$/),
      expect.stringMatching(/^GET \/repos\/acme\/shop\/compare\/\w+\.\.\.\w+\?per_page=1&page=1 200 N ms$/),
      expect.stringMatching(/^swarm-volume-check [\d.]+, event pull_request: kind pull, number 1, base /),
      `Compared with ${before}: 3 changed files`,
      "  added docs/a.md",
      "  added k8s.yml",
      "  added stack.yml",
      "GitHub: reading files",
      "POST /graphql 200 N ms",
      `Policy: ${POLICY} at ${before}: text`,
      `Policy: .swarm-volume-check.yaml at ${before}: missing`,
      `Policy: swarm-volume-check.prices.json at ${before}: missing`,
      "Stack: stack.yml, compared with nothing: it is new, 1 variable, target auto",
      "GitHub: reading earlier reviews",
      "POST /graphql 200 N ms",
      "GitHub: posting the review",
      expect.stringMatching(/^POST \/repos\/acme\/shop\/pulls\/1\/reviews 200 N ms$/),
    ]);
    expect(lines[2]).toContain(`head ${head}`);
    expect(ran.log).not.toContain("hunter2");
    expect((await world.run(1)).commands.filter(({ name }) => name === "debug")).toEqual([]);
  });

  it("lets no name pass for a command", async () => {
    const names = HOSTILE.map(
      (text, index) =>
        `${index}${Buffer.from(text)
          .toString()
          .replaceAll(/[/\0\uFFFD]/g, "")
          .slice(0, 60)}.stack.yml`,
    );
    const commands = ["::set-output name=x::y", "##[set-env name=x]y", "\n::add-path::/x", "a\r::stop-commands::x"];
    world.pull(
      2,
      {},
      Object.fromEntries([...names, ...commands.map((name) => `${name}.stack.yml`)].map((name) => [name, GOOD])),
    );
    const ran = await world.run(2, { env: DEBUG });
    expect(ran.outputs.errors).toBe("0");
    expect(debugged(ran).length).toBeGreaterThan(2 * names.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what acts on a terminal
    expect(ran.log).not.toMatch(/(?![\n])[\u0000-\u001f\u202a-\u202e]/);
    const own = ["debug", "add-mask", "group", "endgroup", "notice"];
    expect(ran.commands.filter(({ name }) => !own.includes(name))).toEqual([]);
  });
});
