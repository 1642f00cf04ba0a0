import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { checkRemovedStack } from "../../src/check/check.ts";
import type { Report } from "../../src/model/report.ts";
import { previewMarkdown } from "../../src/review/preview.ts";
import { type Ran, run } from "../cli/fake-io.ts";
import { silent, stubWaits } from "../support/clock.ts";
import type { Changes } from "../support/git-repository.ts";
import { BAD, GOOD, POLICY, redis } from "../support/stacks.ts";
import { example, World } from "../support/world.ts";

/** The same repositories through the Action, over GitHub's API, and through the command line, in a checkout. */

interface Pull {
  readonly name: string;
  readonly base: Changes;
  readonly head: Changes;
  /** The command line goes by the configuration that lies there; the Action goes by that of base. */
  readonly changesPolicy?: true;
}

const VARIABLES = "stacks:\n  - name: shop\n    files: [shop.yml]\n    env-files: [prod.env]\n";
const SHOP = GOOD.replace("- cache-data:", "- $" + "{SOURCE}:");
const ODD = "dé pôt/<b>`x` [a](b)\u202e$(id)-stack.yml";
const MANY = redis(Array.from({ length: 40 }, (_, index) => `cache${index}`));
const IGNORING = BAD.replace(
  "      - cache-data:/data\n",
  "      # swarm-volume-check-ignore local-volume-unpinned: a cache\n      - cache-data:/data\n",
);

const PULLS: readonly Pull[] = [
  { name: "one finding", base: {}, head: { "stack.yml": BAD } },
  { name: "a fix that was pressed", base: { "stack.yml": BAD }, head: { "stack.yml": GOOD } },
  {
    name: "a removed stack with a file of variables",
    base: { [POLICY]: VARIABLES, "prod.env": "SOURCE=cache-data\n", "shop.yml": SHOP },
    head: { "shop.yml": null },
  },
  {
    name: "a removed stack and its file of variables",
    base: { [POLICY]: VARIABLES, "prod.env": "SOURCE=cache-data\n", "shop.yml": SHOP },
    head: { "shop.yml": null, "prod.env": null },
  },
  {
    name: "a renamed file",
    base: { "stack.yml": BAD },
    head: { "stack.yml": null, "deploy/stack.yml": BAD.replace("7.4.2", "7.4.3") },
  },
  {
    name: "a stack that got a name of no stack",
    base: { "stack.yml": BAD },
    head: { "stack.yml": null, "stack.yml.txt": BAD },
  },
  {
    name: "a change of the configuration",
    base: { "stack.yml": GOOD },
    head: { [POLICY]: "rules:\n  local-volume-unpinned: off\n", "stack.yml": BAD },
    changesPolicy: true,
  },
  { name: "two stacks", base: { "a/stack.yml": GOOD }, head: { "a/stack.yml": BAD, "b/stack.yml": redis(["x", "y"]) } },
  { name: "no finding", base: { "stack.yml": GOOD }, head: { "stack.yml": `# why\n${GOOD}` } },
  { name: "hostile names", base: {}, head: { [ODD]: BAD } },
  { name: "many findings", base: {}, head: { "stack.yml": MANY } },
  { name: "comments that ignore", base: { "stack.yml": GOOD }, head: { "stack.yml": IGNORING } },
  {
    name: "a file that is no text, and an entry about it",
    base: {
      [POLICY]: "ignore:\n  - rule: local-volume-unpinned\n    path: other-stack.yml\n    reason: a cache\n",
      "other-stack.yml": Uint8Array.of(0x61, 0xff),
      "stack.yml": GOOD,
    },
    head: { "stack.yml": BAD },
  },
];

describe("the Action and the command line", () => {
  let world: World;
  let folder: string;
  let number = 0;

  beforeAll(async () => {
    world = await World.open("source");
    stubWaits(() => silent(world.github));
  });
  afterEach(() => {
    world.github.reset();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    await world.close();
  });

  function checkout(branch: string): string {
    folder = mkdtempSync(join(tmpdir(), "two-shells-"));
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    execFileSync("git", ["clone", "-q", "-b", branch, world.github.repository.folder, folder], { env });
    return folder;
  }
  const cli = (cwd: string, ...argv: readonly string[]): Promise<Ran> => run(argv, { cwd, now: Date.now });

  it.each(PULLS)("post what `preview` prints: $name", async ({ base, head }) => {
    number++;
    world.pull(number, base, head);
    // Where the rule pages of its version are, GitHub alone says.
    await world.run(number, { env: { GITHUB_ACTION_REPOSITORY: "", GITHUB_ACTION_REF: "" } });
    const [review] = world.reviews(number);
    const comments = world.visible(number).map(({ path, body, line, startLine }) => {
      return { path, body, line, fingerprints: [], ...(startLine == null ? {} : { startLine }) };
    });
    const posted = previewMarkdown({
      ...(review ? { create: { event: "COMMENT", body: review.body, comments } } : {}),
      ...{ dismiss: [], minimize: [], remove: [], offLine: [] },
    });
    const shown = await cli(checkout(`head-${number}`), "preview", "--base", `origin/base-${number}`);
    expect(shown.stderr).toBe("");
    expect(shown.stdout).toBe(withoutHead(posted, world.sha(`head-${number}`)));
  });

  it.each(PULLS.filter(({ changesPolicy }) => !changesPolicy))("find the same: $name", async ({ base, head }) => {
    number++;
    world.pull(number, base, head);
    const ran = await world.run(number, { inputs: { scope: "all", "report-file": "r.json" } });
    const here = await cli(checkout(`head-${number}`), "check", "--base", `origin/base-${number}`, "--format", "json");
    const nothingLeft = here.stderr.includes("there is no stack file in this folder");
    expect(here.code).toBe(nothingLeft ? 2 : ran.code);
    expect(essence(JSON.parse(here.stdout))).toEqual(essence(JSON.parse(ran.file("r.json"))));
  });

  it("keep an entry about a file that could not be read", async () => {
    number++;
    const files = {
      [POLICY]: "ignore:\n  - rule: local-volume-unpinned\n    path: other-stack.yml\n    reason: a cache\n",
      "other-stack.yml": Uint8Array.of(0x61, 0xff),
      "stack.yml": GOOD,
    };
    world.pull(number, files, {});
    const payload = example("workflow_dispatch");
    const job = { event: "workflow_dispatch", payload, sha: world.sha(`base-${number}`) };
    const ran = await world.job({ ...job, inputs: { "report-file": "r.json" } });
    const here = await cli(checkout(`base-${number}`), "check", "--format", "json");
    const ids = (text: string) => (JSON.parse(text) as Report).findings.map(({ ruleId }) => ruleId);
    expect(ids(ran.file("r.json"))).not.toContain("ignore-unused");
    expect(ids(ran.file("r.json"))).toEqual(ids(here.stdout));
    expect(ran.code).toBe(here.code);
  });

  it("name the volumes of a removed stack with the variables that it had", async () => {
    number++;
    world.pull(
      number,
      { "prod.env": "SOURCE=cache-data\n", [POLICY]: VARIABLES, "shop.yml": SHOP },
      { "shop.yml": null },
    );
    const ran = await world.run(number, { inputs: { "report-file": "r.json" } });
    const { findings } = JSON.parse(ran.file("r.json")) as Report;
    // The value is not shown; without it, nobody knows whether there is a volume.
    expect(findings.map(({ ruleId, volume }) => [ruleId, volume])).toEqual([["volume-removed", "$" + "{SOURCE}"]]);
    const facts = { nodes: undefined, sharedPaths: [] };
    const unset = { target: "auto", variables: new Map(), unsetVariables: "unknown", facts } as const;
    expect(checkRemovedStack({ files: [{ path: "shop.yml", text: SHOP }] }, unset).findings).toEqual([]);
  });

  it("check the other stacks where a file with variables is missing", async () => {
    number++;
    world.pull(number, { [POLICY]: VARIABLES }, { "shop.yml": SHOP, "stack.yml": BAD });
    const ran = await world.run(number, { inputs: { "report-file": "r.json" } });
    const here = await cli(checkout(`head-${number}`), "check", "--base", `origin/base-${number}`, "--format", "json");
    expect(essence(JSON.parse(ran.file("r.json")))).toEqual(essence(JSON.parse(here.stdout)));
    expect([ran.code, here.code]).toEqual([2, 2]);
    expect(ran.log).toContain("prod.env: there is no such file or folder");
  });
});

/** What only GitHub knows, beside the links to the rule pages: which commit the review is about. */
function withoutHead(text: string, sha: string): string {
  return text.replaceAll(` · commit \`${sha.slice(0, 12)}\``, "");
}

/** What both say, in no order of files that were passed over. */
function essence({ findings, ignored, skipped, stacks, summary }: Report) {
  return { findings, ignored, stacks, summary, skipped: skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}
