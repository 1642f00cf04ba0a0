import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Changes } from "../support/git-repository.ts";
import { ACTIVE, nodesOf, renderedTree, speakingTexts } from "../support/github-markdown.ts";
import { HOSTILE, PIECES } from "../support/hostile.ts";
import { NODE_24 } from "../support/runner.ts";
import { World } from "../support/world.ts";

const GENERATED = 130;
const TEXTS = [...HOSTILE, ...generated(GENERATED)];
const EACH_PULL = 40;
const SECRET = "hunter2";
/** What acts on a reader's eye or on a terminal instead of being shown. */
const INVISIBLE = /(?![\n\t])[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
const OWN_LINKS =
  /^https:\/\/github\.test\/org\/swarm-volume-check\/blob\/v1\/docs\/|^https:\/\/github\.test\/acme\/shop\/pull\/\d+#/;

/** The same texts on every run. */
function generated(count: number): string[] {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(6) }, () => PIECES[next(PIECES.length)]).join(""),
  );
}

/** A stack in which everything that can be a text is that text; JSON is YAML. */
function stackOf(text: string): string {
  const named = {
    [text]: {
      driver: text,
      driver_opts: { type: "nfs", o: `addr=${text},username=u,password=${SECRET}`, device: text },
    },
  };
  const service = {
    image: text,
    command: text,
    environment: { DB_PASSWORD: SECRET, OTHER: `postgres://u:${SECRET}@db/x` },
    labels: { [text]: text },
    volumes: [`${text}:/data`, { type: "volume", source: text, target: `/x${text}` }],
    deploy: { placement: { constraints: [`node.labels.${text} == ${text}`] } },
  };
  const cache = { image: "redis:7.4.2-alpine", environment: { REDIS_PASSWORD: SECRET }, volumes: ["cache-data:/data"] };
  return `# ${JSON.stringify(text)}\n${JSON.stringify({ services: { cache, [text]: service }, volumes: { "cache-data": {}, ...named } }, null, 2)}\n`;
}

/** A path with the text in it, as far as git takes it. U+FFFD stands for a name that is no UTF-8, which has a scenario. */
function pathOf(text: string, index: number): string {
  const name = Buffer.from(text)
    .toString()
    .replaceAll(/[/\0\uFFFD]/g, "∕")
    .slice(0, 60);
  return `n/${index}${name}stack.yml`;
}

function pullOf(texts: readonly string[], first: number): Changes {
  const files = texts.flatMap((text, index) => [
    [`v/${first + index}/stack.yml`, stackOf(text)],
    [pathOf(text, first + index), stackOf("word")],
  ]);
  return Object.fromEntries(files);
}

/** What a text did to a page beyond being shown. */
function damage(markdown: string): string[] {
  const tree = renderedTree(markdown);
  const found: string[] = [];
  for (const { tagName, properties } of nodesOf(tree)) {
    if (tagName === "a" && !OWN_LINKS.test(String(properties?.href))) found.push(`a link to ${properties?.href}`);
    if (tagName === "img" || tagName === "input" || tagName === "h1") found.push(`<${tagName}>`);
  }
  for (const text of speakingTexts(tree)) if (ACTIVE.test(text)) found.push(`active: ${JSON.stringify(text)}`);
  if (INVISIBLE.test(markdown)) found.push("an invisible character");
  return found;
}

describe(`${2 * TEXTS.length} hostile inputs`, () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open(NODE_24 === undefined ? "source" : "bundle");
    expect(2 * TEXTS.length).toBeGreaterThan(400);
  });
  afterAll(() => world.close());

  const pulls = Array.from({ length: Math.ceil(TEXTS.length / EACH_PULL) }, (_, index) => index);

  it.each(pulls)("change nothing but what is shown: part %i", async (part) => {
    const texts = TEXTS.slice(part * EACH_PULL, (part + 1) * EACH_PULL);
    const files = pullOf(texts, part * EACH_PULL);
    world.pull(part + 1, {}, files);
    const inputs = { "report-file": "r.json", "sarif-file": "r.sarif", "patch-file": "r.patch" };
    const ran = await world.run(part + 1, { inputs });

    // Every file is checked, and the service that stands in each of them is found.
    expect(ran.code).toBe(1);
    const { findings, skipped } = JSON.parse(ran.file("r.json")) as {
      findings: { path: string; severity: string }[];
      skipped: { path: string }[];
    };
    expect(skipped).toEqual([]);
    const found = new Set(findings.filter(({ severity }) => severity === "error").map(({ path }) => path));
    expect([...found].sort()).toEqual(Object.keys(files).sort());

    // The runner found no command but those that belong to these findings; no line acts on a terminal.
    for (const { name, properties, message } of ran.commands) {
      if (name === "add-mask") continue;
      expect(
        Object.keys(properties).filter(
          (key) => !["file", "line", "endLine", "col", "endColumn", "title"].includes(key),
        ),
      ).toEqual([]);
      // Our own warning about the patch has no place in a file.
      expect(properties.title ?? (properties.file === undefined ? "none" : "")).toMatch(/^[a-z-]+$/);
      expect(message).not.toMatch(INVISIBLE);
    }
    expect(ran.log).not.toMatch(INVISIBLE);

    // The pages show it and nothing more.
    const pages = [
      ran.summary,
      ...world.reviews(part + 1).map(({ body }) => body),
      ...world.visible(part + 1).map(({ body }) => body),
    ];
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) expect(damage(page)).toEqual([]);

    // No secret is told anywhere.
    for (const text of [
      ran.log,
      ...pages,
      ran.file("r.json"),
      ran.file("r.sarif"),
      ran.file("r.patch"),
      JSON.stringify(ran.outputs),
    ]) {
      expect(text).not.toContain(SECRET);
    }
  });
});
