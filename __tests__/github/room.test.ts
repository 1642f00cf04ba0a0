import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readChanges } from "../../src/github/changes.ts";
import { createClient, type GitHubClient } from "../../src/github/client.ts";
import { readFiles } from "../../src/github/contents.ts";
import { deliver, type Planner, type Target } from "../../src/github/deliver.ts";
import { GitHubFailure } from "../../src/github/failure.ts";
import { readStanding } from "../../src/github/posted.ts";
import { changedInTrees, readTree } from "../../src/github/trees.ts";
import type { DiffFile, ReviewPlan } from "../../src/review/model.ts";
import { silent, stubWaits } from "../support/clock.ts";
import { FakeGitHub, type Fault } from "../support/fake-github.ts";
import { NAME, OWNER } from "../support/github-values.ts";

let github: FakeGitHub;
let client: GitHubClient;
let logged: string[];

beforeEach(async () => {
  github = new FakeGitHub();
  const url = await github.start();
  logged = [];
  stubWaits(() => silent(github));
  client = createClient({
    token: github.token,
    apiUrl: url,
    owner: OWNER,
    repo: NAME,
    userAgent: "test",
    log: (message) => logged.push(message),
    debug: () => {},
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await github.stop();
  expect(github.problems).toEqual([]);
});

const LIMIT = 2 * 1024 * 1024;
const lines = (count: number, word = "line") =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`).join("");

/** A pull request, number 7, with what base has and what head changes. */
function pull(base: Parameters<FakeGitHub["repository"]["commit"]>[1], head: typeof base) {
  const baseSha = github.repository.commit("main", base);
  const headSha = github.repository.commit("feature", head, { from: baseSha });
  github.pulls.set(7, { base: "main", head: "feature" });
  return { base: baseSha, head: headSha };
}

describe("changed files", () => {
  it("come with the lines that may carry comments, from where head left base", async () => {
    const { base, head } = pull(
      { "a.yml": lines(30), "gone.yml": "x\n", "old.yml": lines(20, "r"), "pic.bin": new Uint8Array([0, 1, 2]) },
      {
        "a.yml": lines(30).replace("line 15\n", "changed\n"),
        "gone.yml": null,
        "old.yml": null,
        "new.yml": lines(20, "r"),
        "added.yml": "y\n",
        "pic.bin": new Uint8Array([0, 9]),
        sub: { submodule: "1".repeat(40) },
      },
    );
    github.repository.commit("main", { "later.yml": "not of this pull request\n" });
    const now = github.repository.find("main") as string;
    const changes = await readChanges(client, now, head, 7);
    expect(changes.mergeBase).toBe(base);
    expect(changes.cutAt).toBeUndefined();
    expect(changes.files).toEqual([
      { path: "a.yml", status: "modified", hunks: [{ start: 12, end: 18 }] },
      { path: "added.yml", status: "added", hunks: [{ start: 1, end: 1 }] },
      { path: "gone.yml", status: "removed", hunks: [] },
      { path: "new.yml", previousPath: "old.yml", status: "renamed", hunks: undefined },
      { path: "pic.bin", status: "modified", hunks: undefined },
      { path: "sub", status: "added", hunks: [{ start: 1, end: 1 }] },
    ]);
    expect(github.takeRequests()).toEqual(["compare"]);
  });

  it("are paged when a comparison cannot hold them", async () => {
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, index) => [`f/${index}.yml`, `${index}\n`]));
    const { base, head } = pull({ a: "1\n" }, many);
    const changes = await readChanges(client, base, head, 7);
    expect(changes.files).toHaveLength(450);
    expect(github.takeRequests()).toEqual(["compare", "files", "files", "files", "files", "files"]);
  });

  it("are found by comparing trees when GitHub lists no more", async () => {
    const many = Object.fromEntries(Array.from({ length: 3100 }, (_, index) => [`f/${index}.yml`, `${index}\n`]));
    const { base, head } = pull({ a: "1\n", b: "only here\n" }, { ...many, b: null, a: "changed\n" });
    const changes = await readChanges(client, base, head, 7);
    expect(changes.cutAt).toBe(3000);
    expect(new Set(changes.files.map(({ path }) => path)).size).toBe(3102);
    expect(changes.files.filter(({ hunks }) => hunks === undefined)).toHaveLength(102);
    expect(github.takeRequests()).toHaveLength(1 + 30 + 2);
    expect((await readChanges(client, base, head, undefined)).cutAt).toBe(300);
    github.mostTreeEntries = 50;
    await expect(changedInTrees(client, base, head)).rejects.toThrow("GitHub lists only 50 of them");
  });

  it("that only got another name are renamed in trees too", async () => {
    const { base, head } = pull(
      { "a.yml": "1\n", "b.yml": "2\n", "c.yml": "3\n" },
      { "a.yml": null, "d/a.yml": "1\n", "copy.yml": "2\n", "c.yml": null, "e.yml": "4\n" },
    );
    expect(await changedInTrees(client, base, head)).toEqual([
      { path: "copy.yml", status: "added", hunks: undefined },
      { path: "d/a.yml", previousPath: "a.yml", status: "renamed", hunks: undefined },
      { path: "e.yml", status: "added", hunks: undefined },
      { path: "c.yml", status: "removed", hunks: undefined },
    ]);
  });

  it("may lack their patches", async () => {
    github.withoutPatches = true;
    const { base, head } = pull({ "a.yml": "1\n" }, { "a.yml": "2\n" });
    expect((await readChanges(client, base, head, 7)).files).toEqual([
      { path: "a.yml", status: "modified", hunks: undefined },
    ]);
  });
});

describe("contents", () => {
  it("of all kinds are read letter by letter, at base and head with one query", async () => {
    const long = `${"x".repeat(99)}\n`.repeat(6000);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("services:\n", "utf16le")]);
    const { base, head } = pull(
      { "a.yml": "before\n", "dir/b.yml": "b\n" },
      {
        "a.yml": "after\r\n",
        "bom.yml": "\uFEFFservices:\n",
        "long.yml": long,
        "wide.yml": utf16,
        "wrong.yml": new Uint8Array([0x61, 0xff, 0x0a]),
        "question.yml": "a: \uFFFD\n",
        "huge.yml": new Uint8Array(3_000_000).fill(0x61),
        "link.yml": { link: "a.yml" },
        sub: { submodule: "1".repeat(40) },
        "run.yml": { executable: "x\n" },
      },
    );
    const at = (path: string, commit = head) => ({ commit, path });
    const read = await readFiles(
      client,
      [
        at("a.yml", base),
        at("a.yml"),
        at("bom.yml"),
        at("long.yml"),
        at("wide.yml"),
        at("wrong.yml"),
        at("question.yml"),
        at("huge.yml"),
        at("link.yml"),
        at("sub"),
        at("dir"),
        at("none.yml"),
        at("none.yml", base),
        at("run.yml"),
      ],
      LIMIT,
    );
    expect(read).toEqual([
      { kind: "text", text: "before\n" },
      { kind: "text", text: "after\r\n" },
      { kind: "text", text: "\uFEFFservices:\n" },
      { kind: "bytes", bytes: Buffer.from(long) },
      { kind: "bytes", bytes: utf16 },
      { kind: "bytes", bytes: Buffer.from([0x61, 0xff, 0x0a]) },
      { kind: "bytes", bytes: Buffer.from("a: \uFFFD\n") },
      { kind: "too-large", size: 3_000_000 },
      { kind: "symlink" },
      { kind: "submodule" },
      { kind: "folder" },
      { kind: "missing" },
      { kind: "missing" },
      { kind: "text", text: "x\n" },
    ]);
    expect(github.takeRequests()).toEqual(["contents", "blob", "blob", "blob", "blob"]);
  });

  const textsOf = (head: string, many: Readonly<Record<string, string>>) =>
    readFiles(
      client,
      Object.keys(many).map((path) => ({ commit: head, path })),
      LIMIT,
    );
  const filled = (count: number, text: (index: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f/${index}.yml`, text(index)]));

  it.each([
    [20, ["contents"]],
    [29, ["sizes", "contents"]],
    [150, ["sizes", "sizes", "contents", "contents"]],
  ])("take one query for a few, and queries for sizes before those for 120: %i", async (count, requests) => {
    const many = filled(count, (index) => `${index}\n`);
    const { head } = pull({ a: "1\n" }, many);
    expect(await textsOf(head, many)).toEqual(Object.values(many).map((text) => ({ kind: "text", text })));
    expect(github.takeRequests()).toEqual(requests);
  });

  it("are asked for by size, so that no query asks for tens of megabytes", async () => {
    const many = filled(60, (index) => `${index} ${"x".repeat(index % 3 === 0 ? 600_000 : 400_000)}\n`);
    const { head } = pull({ a: "1\n" }, { ...many, link: { link: "a" } });
    const read = await textsOf(head, many);
    expect(
      read.map((one) => (one.kind === "text" ? one.text : one.kind === "bytes" && `${Buffer.from(one.bytes)}`)),
    ).toEqual(Object.values(many));
    const texts = github.requests.filter(({ operation }) => operation === "contents");
    const bytesOf = ({ body }: (typeof texts)[number]) =>
      Object.entries((body as { variables: Record<string, string> }).variables)
        .filter(([name]) => /^f\d/.test(name))
        .reduce((sum, [, path]) => sum + (many[path]?.length ?? 0), 0);
    expect(texts).toHaveLength(3);
    for (const one of texts) expect(bytesOf(one)).toBeLessThanOrEqual(8_000_000);
    expect(github.takeRequests().filter((name) => name === "blob")).toHaveLength(20);
  });

  it.each<readonly [name: string, fault: Fault]>([
    ["502", { status: 502, message: "We couldn't respond to your request in time" }],
    ["504", { status: 504 }],
    ["a time-out", "time-out"],
  ])("of a query that GitHub ends are asked for by halves, not again: %s", async (_, fault) => {
    const many = filled(8, (index) => `${index}\n`);
    const { head } = pull({ a: "1\n" }, many);
    github.fail("contents", fault, 2);
    expect(await textsOf(head, many)).toEqual(Object.values(many).map((text) => ({ kind: "text", text })));
    const counts = github.requests.map(({ body }) => (body as { query: string }).query.match(/\.\.\.Entry/g)?.length);
    expect(counts).toEqual([8, 4, 2, 2, 4]);
  });

  it("that lack a part are asked for again, and then refused", async () => {
    const { head } = pull({ "a.yml": "1\n" }, { "b.yml": "2\n" });
    github.fail("contents", "partial", 1);
    expect(await readFiles(client, [{ commit: head, path: "b.yml" }], LIMIT)).toEqual([{ kind: "text", text: "2\n" }]);
    github.fail("contents", "partial");
    await expect(readFiles(client, [{ commit: head, path: "b.yml" }], LIMIT)).rejects.toThrow("reading files failed");
    github.heal();
    const nowhere = [{ commit: "1".repeat(40), path: "b.yml" }];
    await expect(readFiles(client, nowhere, LIMIT)).rejects.toThrow("a commit is not there");
  });

  it("are listed whole", async () => {
    const { head } = pull(
      { "a.yml": "1\n" },
      { "d/b.yml": "2\n", "l.yml": { link: "a.yml" }, s: { submodule: "1".repeat(40) } },
    );
    expect((await readTree(client, head)).map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      "a.yml file",
      "d/b.yml file",
      "l.yml symlink",
      "s submodule",
    ]);
  });
});

/** Name, what happens, how often, and how many requests it takes. */
type Trouble = readonly [name: string, fault: Fault, times: number, requests: number];

describe("a failing GitHub", () => {
  const read = () => readTree(client, github.repository.find("main") as string);

  beforeEach(() => void pull({ a: "1\n" }, { b: "2\n" }));

  it.each<Trouble>([
    ["500 twice", { status: 500 }, 2, 3],
    ["a time-out", "time-out", 1, 2],
    ["a body cut off", "cut-off", 1, 2],
    ["a limit with a time to wait", { status: 429, headers: { "retry-after": "3" } }, 1, 2],
    ["a secondary limit", { status: 403, headers: { "retry-after": "3" }, message: "slow down" }, 1, 2],
    [
      "a used-up limit",
      {
        status: 403,
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 2) },
      },
      1,
      2,
    ],
  ])("is asked again after %s", async (_, fault, times, requests) => {
    github.fail("tree", fault, times);
    await expect(read()).resolves.toHaveLength(1);
    expect(github.takeRequests()).toHaveLength(requests);
    if (typeof fault === "object" && "headers" in fault)
      expect(logged).toEqual([expect.stringMatching(/^GitHub asks to wait \d+ seconds$/)]);
  });

  it.each([
    [{ status: 401 }, 1, "GitHub answers 401", "The token is not valid any more"],
    [{ status: 403 }, 1, "GitHub answers 403", "give the job the permissions"],
    [{ status: 404 }, 1, "GitHub answers 404", "`contents: read`"],
    [{ status: 422 }, 1, "GitHub answers 422", "Run the job again"],
    [{ status: 500 }, 4, "GitHub answers 500", "Run the job again"],
    [{ status: 429, headers: { "retry-after": "2" } }, 3, "GitHub answers 429", "run the job again after"],
    [{ status: 429, headers: { "retry-after": "900" } }, 1, "GitHub answers 429", "run the job again after"],
    ["cut-off", 4, "", "Run the job again"],
    ["time-out", 4, "no answer within 30 seconds", "Run the job again"],
  ] as const)("says so in the end: %o", async (fault, requests, message, help) => {
    github.fail("tree", fault);
    const failure = await read().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GitHubFailure);
    expect((failure as GitHubFailure).message).toContain(`reading the list of all files failed: `);
    expect((failure as GitHubFailure).message).toContain(message);
    expect((failure as GitHubFailure).help).toContain(help);
    expect(github.takeRequests()).toHaveLength(requests);
  });
});

const EMPTY: ReviewPlan = { dismiss: [], minimize: [], remove: [], offLine: [] };

describe("a plan", () => {
  let head: string;
  let diff: readonly DiffFile[];
  const waits: number[] = [];

  beforeEach(async () => {
    const commits = pull({ "a.yml": lines(30) }, { "a.yml": lines(30).replace("line 15\n", "changed\n") });
    head = commits.head;
    diff = (await readChanges(client, commits.base, head, 7)).files;
    github.takeRequests();
    waits.length = 0;
  });

  const target = (): Target => ({
    pull: 7,
    head,
    diff,
    summaryUrl: ({ reviews }) => reviews[0]?.url,
    diffAt: async (now) => (await readChanges(client, "main", now, 7)).files,
    wait: async (milliseconds) => void waits.push(milliseconds),
  });

  /** Comments on line 15 where the diff shows it, unless a review is there already. */
  const onLine15: Planner = ({ reviews }, files) => {
    if (reviews.length > 0) return EMPTY;
    const shown = files.some(({ hunks = [] }) => hunks?.some(({ start, end }) => start <= 15 && 15 <= end));
    const comments = shown ? [{ path: "a.yml", startLine: 14, line: 15, body: "c", fingerprints: ["f"] }] : [];
    return { ...EMPTY, create: { event: "COMMENT", body: shown ? "with" : "without", comments } };
  };

  it("is posted at once, and not twice", async () => {
    const first = await deliver(client, target(), onLine15);
    expect(first).toEqual({ url: expect.stringContaining("/pull/7#pullrequestreview-"), failures: [], complete: true });
    expect(github.takeRequests()).toEqual(["standing", "review"]);
    expect(github.comments).toMatchObject([{ path: "a.yml", line: 15, startLine: 14, body: "c" }]);
    expect(await deliver(client, target(), onLine15)).toEqual(first);
    expect(github.takeRequests()).toEqual(["standing"]);
  });

  it("is planned again for the diff as it is now when GitHub refuses a line", async () => {
    github.meanwhile = (operation) => {
      if (operation !== "review") return;
      github.repository.commit("feature", { "a.yml": lines(30).replace("line 29\n", "changed\n") });
      github.meanwhile = () => {};
    };
    expect((await deliver(client, target(), onLine15)).complete).toBe(true);
    expect(github.takeRequests()).toEqual(["standing", "review", "standing", "compare", "review"]);
    expect(github.reviews.map(({ body }) => body)).toEqual(["without"]);
  });

  it("goes to the body when GitHub refuses it a second time", async () => {
    github.fail("review", { status: 422 }, 2);
    expect((await deliver(client, target(), onLine15)).complete).toBe(true);
    expect(github.reviews.map(({ body }) => body)).toEqual(["without"]);
    github.reviews.length = 0;
    github.fail("review", { status: 422 }, 3);
    expect(await deliver(client, target(), onLine15)).toMatchObject({ complete: false, failures: [{ status: 422 }] });
  });

  it.each<readonly [name: string, fault: Fault, times: number]>([
    ["500 twice", { status: 500 }, 2],
    ["a time-out", "time-out", 1],
    ["an answer cut off, though the review is there", "cut-off", 1],
  ])("is posted once after %s", async (_, fault, times) => {
    github.fail("review", fault, times);
    expect(await deliver(client, target(), onLine15)).toMatchObject({ complete: true, url: expect.any(String) });
    expect(github.reviews).toHaveLength(1);
    expect(waits).toEqual(times === 2 ? [2000, 4000] : [2000]);
  });

  it("that may not be posted is not tried again", async () => {
    github.mayWrite = false;
    const delivery = await deliver(client, target(), onLine15);
    expect(delivery).toMatchObject({ complete: false, failures: [{ status: 403, what: "posting the review" }] });
    expect(github.takeRequests()).toEqual(["standing", "review"]);
    github.mayReadPulls = false;
    expect(await deliver(client, target(), onLine15)).toMatchObject({
      failures: [{ status: 403, what: "reading earlier reviews" }],
    });
  });

  it("updates, lifts, hides and removes; what fails is told and the rest is done", async () => {
    const mine = github.addReview({
      author: github.viewer,
      pull: 7,
      body: "old",
      commit: head,
      event: "REQUEST_CHANGES",
    });
    const other = github.addReview({ author: "alice", pull: 7, body: "hers", commit: head, event: "COMMENT" });
    const comment = (author: string) =>
      github.addComment({ author, pull: 7, review: mine.id, path: "a.yml", line: 15, startLine: undefined, body: "b" });
    const [settled, double, answered] = [comment(github.viewer), comment(github.viewer), comment(github.viewer)];
    comment("alice");
    github.reply(answered, "alice", "why?");
    const { posted } = await readStanding(client, 7);
    expect(posted.reviews).toEqual([
      {
        id: mine.id,
        nodeId: `PRR_${mine.id}`,
        url: expect.any(String),
        body: "old",
        state: "CHANGES_REQUESTED",
        minimized: false,
        commit: head,
      },
    ]);
    expect(posted.comments.map(({ id, answered }) => [id, answered])).toEqual([
      [settled.id, false],
      [double.id, false],
      [answered.id, true],
    ]);
    const plan: ReviewPlan = {
      updateReview: { id: mine.id, body: "new" },
      dismiss: [{ id: mine.id, message: "All is well." }],
      minimize: [{ nodeId: `PRRC_${settled.id}`, why: "RESOLVED" }],
      remove: [{ commentId: double.id }, { commentId: 1 }],
      offLine: [],
    };
    github.takeRequests();
    github.fail("dismiss", { status: 403 }, 1);
    const delivery = await deliver(client, target(), () => plan);
    expect(delivery).toMatchObject({ complete: false, failures: [{ what: "lifting an earlier block", status: 403 }] });
    expect(github.takeRequests()).toEqual(["standing", "update", "dismiss", "hide", "delete", "delete"]);
    expect(mine).toMatchObject({ body: "new", state: "CHANGES_REQUESTED" });
    expect((await deliver(client, target(), () => plan)).complete).toBe(true);
    expect(mine.state).toBe("DISMISSED");
    expect(other.body).toBe("hers");
    expect(settled.minimized).toBe("RESOLVED");
    expect(github.comments.map(({ id }) => id)).not.toContain(double.id);
  });

  it("counts on everything that was posted, however much", async () => {
    for (let index = 0; index < 130; index++) {
      const { id } = github.addReview({
        author: index % 2 ? "bob" : github.viewer,
        pull: 7,
        body: `${index}`,
        commit: head,
        event: "COMMENT",
      });
      github.addComment({
        author: github.viewer,
        pull: 7,
        review: id,
        path: "a.yml",
        line: 15,
        startLine: undefined,
        body: "c",
      });
    }
    const { posted } = await readStanding(client, 7);
    expect([posted.reviews.length, posted.comments.length]).toEqual([65, 130]);
    expect(github.takeRequests()).toEqual(["standing", "standing"]);
    github.fail("standing", { status: 502 }, 1);
    expect((await readStanding(client, 7)).posted).toEqual(posted);
    const sizes = github.requests.map(({ body }) => (body as { variables: { size: number } }).variables.size);
    expect(sizes).toEqual([100, 50, 50, 50]);
  });
});

describe("requests that change something", () => {
  it("keep a second between them", async () => {
    vi.unstubAllGlobals();
    const times: number[] = [];
    github.meanwhile = (operation) => void (operation === "delete" && times.push(performance.now()));
    pull({ a: "1\n" }, { b: "2\n" });
    const remove = () =>
      client.rest("x", "DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}", { comment_id: 1 }).catch(() => {});
    await Promise.all([remove(), remove()]);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(900);
  });
});

describe("an own server", () => {
  it("is told what GitHub's own schema does not know by the fake", async () => {
    pull({ a: "1\n" }, { b: "2\n" });
    await client.graphql("x", "query Wrong { repository { nonsense } }", {});
    await client.rest("x", "GET /repos/{owner}/{repo}/compare/{basehead}", { basehead: "main...feature", nonsense: 1 });
    await client.rest("x", "GET /repos/{owner}/{repo}/nonsense", {}).catch(() => {});
    await client.rest("x", "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      pull_number: 7,
      body: "b",
      evnt: 1,
      event: "COMMENT",
    });
    await client
      .rest("x", "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", { pull_number: 7, body: 1, event: "NO" })
      .catch(() => {});
    expect([...new Set(github.problems.splice(0))]).toEqual([
      expect.stringContaining('Cannot query field "nonsense"'),
      expect.stringContaining('argument "name" of type "String!" is required'),
      expect.stringContaining('argument "owner" of type "String!" is required'),
      "compare: unknown query parameter nonsense",
      `no slice of GitHub's description has GET /repos/${OWNER}/${NAME}/nonsense`,
      "review: unknown key body/evnt",
      "review: body/body must be string",
      "review: body/event must be equal to one of the allowed values",
    ]);
  });
});
