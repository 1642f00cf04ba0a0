import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeGitHub } from "../support/fake-github.ts";
import { NAME, OWNER, SITE } from "../support/github-values.ts";
import { NODE_24 } from "../support/runner.ts";
import { GOOD, redis, STAYS_BEHIND } from "../support/stacks.ts";
import { World } from "../support/world.ts";

/** Pages about the rules are where the runner says that the Action comes from. */
const OWN_PAGES = `${SITE}/org/swarm-volume-check/blob/v1/docs/rules/`;

/** Every address in a text. */
const addresses = (text: string) => text.match(/https?:\/\/[^\s)>\]"'`]+/g) ?? [];

/** What asks any other server than this one fails, since there is none. */
describe("on GitHub Enterprise Server", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open(NODE_24 === undefined ? "source" : "bundle", new FakeGitHub({ ownServer: true }));
    expect(world.github.apiUrl).toMatch(/\/api\/v3$/);
  });
  afterAll(() => world.close());

  it.each([
    [1, "named", {}],
    [2, "worked out", { GITHUB_GRAPHQL_URL: "" }],
  ])("everything goes to the server's own addresses: %i, that of GraphQL is %s", async (number, _, env) => {
    world.pull(number, { "stack.yml": GOOD }, { "stack.yml": redis(["a"]) });
    world.github.takeRequests();
    const first = await world.run(number, { env });
    expect(first.code).toBe(1);
    expect(world.github.takeRequests()).toEqual(["compare", "contents", "standing", "review"]);
    expect(first.outputs["review-url"]).toMatch(new RegExp(`^${SITE}/${OWNER}/${NAME}/pull/${number}#`));

    world.push(number, { "stack.yml": redis(["a", "b"]) });
    const second = await world.run(number, { env });
    world.push(number, { "stack.yml": GOOD });
    const third = await world.run(number, { env });
    expect([second.code, third.code]).toEqual([1, 0]);
    expect(world.github.takeRequests()).toEqual([
      ...["compare", "contents", "standing", "review", "update"],
      ...["compare", "contents", "standing", "update", "hide"],
    ]);
  });

  it("every link leads to the server or to the pages about the rules", async () => {
    world.pull(3, {}, { "stack.yml": redis(["a"]), "long.yml": `${"#\n".repeat(9)}${redis(["c"])}` });
    const first = await world.run(3);
    world.push(3, { "stack.yml": redis(["a", "b"]) });
    const second = await world.run(3);
    const texts = [
      first.summary,
      second.summary,
      ...[...world.reviews(3), ...world.visible(3)].map(({ body }) => body),
    ];
    const all = texts.flatMap(addresses).filter((address) => !address.startsWith(OWN_PAGES));
    expect(texts.join("\n")).toContain(STAYS_BEHIND);
    expect(all).toEqual([expect.stringMatching(new RegExp(`^${SITE}/${OWNER}/${NAME}/pull/3#pullrequestreview-`))]);
  });

  it("a page after the first and a large file come from there too", async () => {
    const docs = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`docs/${index}.md`, `${index}\n`]));
    world.pull(4, {}, { ...docs, "stack.yml": `${redis(["a"])}${"# padding\n".repeat(60_000)}` });
    world.github.takeRequests();
    expect((await world.run(4)).code).toBe(1);
    const files = ["files", "files", "files", "files"];
    expect(world.github.takeRequests()).toEqual(["compare", ...files, "contents", "blob", "standing", "review"]);
  });
});
