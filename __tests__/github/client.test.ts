import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/github/client.ts";
import type { GitHubFailure } from "../../src/github/failure.ts";
import { createReview } from "../../src/github/reviews.ts";
import { realTimeout, stubWaits } from "../support/clock.ts";

/** A server that answers whatever a test wants, also what GitHub would not. */
let server: Server;
let url: string;
let other: Server;
let otherUrl: string;
let asked: { method: string; path: string; authorization: string; body: string }[];
let strangers: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let logged: string[];
let debugged: string[];
const TOKEN = "ghs_secret0123456789";
const JSON_TYPE = { "content-type": "application/json" };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { method = "", url: path = "", headers } = request;
    asked.push({ method, path, authorization: headers.authorization ?? "", body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  other = createServer((request, response) => {
    strangers.push(request.headers.authorization ?? "");
    response.writeHead(200, JSON_TYPE).end("{}");
  });
  for (const one of [server, other]) await new Promise<void>((done) => one.listen(0, "127.0.0.1", done));
  const addressOf = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
  url = addressOf(server);
  // Another port of the same name is another server.
  otherUrl = addressOf(other);
});
afterAll(() => {
  for (const one of [server, other]) {
    one.closeAllConnections();
    one.close();
  }
});
beforeEach(() => {
  asked = [];
  strangers = [];
  logged = [];
  debugged = [];
  stubWaits(() => false);
});
afterEach(() => void vi.unstubAllGlobals());

const client = (apiUrl = url) =>
  createClient({
    token: TOKEN,
    apiUrl,
    owner: "o",
    repo: "r",
    userAgent: "test",
    log: (message) => logged.push(message),
    debug: (message) => debugged.push(message),
  });
const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) =>
  response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify(body));
const ask = () => client().rest("reading", "GET /{owner}/{repo}", {});
const post = () => client().rest("posting", "POST /{owner}/{repo}", { a: "ä" }, { once: true });
const failure = (work: Promise<unknown>) => work.then(() => undefined).catch((error: GitHubFailure) => error);

describe("an answer", () => {
  it("comes with what it says of further pages", async () => {
    answer = (_, response) => json(response, [1], 200, { link: '<x>; rel="next"' });
    expect(await ask()).toEqual({ data: [1], more: true });
    expect(asked).toMatchObject([{ method: "GET", path: "/o/r", authorization: `token ${TOKEN}` }]);
  });

  it("may be compressed", async () => {
    answer = (_, response) =>
      response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(gzipSync('{"a":1}'));
    expect((await ask()).data).toEqual({ a: 1 });
  });

  it("may hold a very long text with many escapes", async () => {
    const content = `${"A".repeat(60)}\n`.repeat(50_000);
    answer = (_, response) => json(response, { content });
    expect(((await ask()).data as { content: string }).content === content).toBe(true);
  });

  it("may be empty", async () => {
    answer = (_, response) => response.writeHead(204).end();
    expect(await client().rest("removing", "DELETE /x", {})).toEqual({ data: undefined, more: false });
  });

  it.each([
    [
      "that is no JSON",
      (response: ServerResponse) => response.writeHead(200, JSON_TYPE).end("{"),
      "the answer is no JSON",
    ],
    [
      "that is a page",
      (response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
      "the answer is no JSON",
    ],
    [
      "that is cut off",
      (response: ServerResponse) => {
        response.writeHead(200, { ...JSON_TYPE, "content-length": "100" });
        response.write("[1,", () => response.destroy());
      },
      "",
    ],
    ["that never comes", (response: ServerResponse) => response.destroy(), ""],
  ])("%s is asked for again, and what is posted is not", async (_, misbehave, message) => {
    answer = (_request, response) => void misbehave(response);
    expect(await failure(ask())).toMatchObject({
      status: undefined,
      isOpen: true,
      message: expect.stringContaining(message),
    });
    expect(asked).toHaveLength(4);
    asked.length = 0;
    expect(await failure(post())).toMatchObject({ isOpen: true });
    expect(asked).toMatchObject([{ method: "POST", body: '{"a":"ä"}' }]);
  });

  it.each([
    ["none", () => {}],
    ["half a one", (response: ServerResponse) => response.writeHead(200, { "content-length": "9" }).write("half")],
  ])("is waited for half a minute: %s", async (_, begin) => {
    vi.stubGlobal("setTimeout", (callback: () => void, milliseconds = 0) =>
      realTimeout(callback, milliseconds === 30_000 ? 200 : milliseconds),
    );
    answer = (_request, response) => void begin(response);
    await expect(post()).rejects.toThrow("posting failed: no answer within 30 seconds");
    expect(asked).toHaveLength(1);
  });
});

describe("a redirect", () => {
  it.each([301, 302, 307, 308])("of a question is followed, with the token: %i", async (status) => {
    answer = ({ url: path }, response) =>
      path === "/o/r" ? response.writeHead(status, { location: "/new" }).end() : json(response, { a: 1 });
    expect((await ask()).data).toEqual({ a: 1 });
    expect(asked[1]).toMatchObject({ method: "GET", path: "/new", authorization: `token ${TOKEN}` });
  });

  it.each([307, 308])("of a change keeps method and body: %i", async (status) => {
    answer = ({ url: path }, response) =>
      path === "/o/r" ? response.writeHead(status, { location: "/new" }).end() : json(response, { a: 1 });
    await post();
    expect(asked[1]).toMatchObject({ method: "POST", path: "/new", body: '{"a":"ä"}' });
  });

  it("that makes a question of a review is no review", async () => {
    answer = ({ method }, response) =>
      method === "POST" ? response.writeHead(301, { location: "/new" }).end() : json(response, []);
    const plan = { event: "COMMENT", body: "b", comments: [] } as const;
    const refused = await failure(createReview(client(), 7, "head", plan));
    expect(refused).toMatchObject({ isOpen: true, reason: "the answer is not what GitHub documents" });
  });

  it("to another server does not take the token along", async () => {
    answer = (_, response) => response.writeHead(302, { location: otherUrl }).end();
    await ask();
    expect(strangers).toEqual([""]);
  });

  it("is not followed for ever", async () => {
    answer = (_, response) => response.writeHead(302, { location: "/o/r" }).end();
    expect(await failure(post())).toMatchObject({ isOpen: true });
    expect(asked.length).toBeLessThan(30);
  });
});

describe("a limit", () => {
  const now = () => Math.floor(Date.now() / 1000);
  const reset = (seconds: number) => ({
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(now() + seconds),
  });
  type Limit = readonly [status: number, headers: () => Record<string, string>, message: string];
  const secondary = "You have exceeded a secondary rate limit";

  it.each<readonly [name: string, ...Limit, seconds: readonly number[]]>([
    ["that names a time", 429, () => ({ "retry-after": "7" }), "no", [7, 8]],
    ["that names a time with 403", 403, () => ({ "retry-after": "7" }), "no", [7, 8]],
    [
      "that names a time, with requests left",
      403,
      () => ({ "retry-after": "7", "x-ratelimit-remaining": "9" }),
      "no",
      [7, 8],
    ],
    ["of the second kind that names a time", 403, () => ({ "retry-after": "7" }), secondary, [7, 8]],
    ["that is used up", 403, () => reset(20), "no", [20, 21, 22]],
    ["that was used up before", 429, () => reset(-5), "no", [1, 2]],
    ["that names nothing", 429, () => ({}), "no", [60, 61]],
    ["whose time is no number", 429, () => ({ "retry-after": "Fri, 01 Jan 2027 00:00:00 GMT" }), "no", [60, 61]],
    ["of the second kind that names nothing", 403, () => ({}), secondary, [60, 61]],
    [
      "with requests left",
      429,
      () => ({ "x-ratelimit-remaining": "3", "x-ratelimit-reset": "9999999999" }),
      "no",
      [60, 61],
    ],
    ["of five minutes", 429, () => ({ "retry-after": "300" }), "no", [300, 301]],
  ])("%s is waited for, also with what is not sent again otherwise", async (_, status, headers, message, seconds) => {
    for (const send of [ask, post]) {
      let limited = 1;
      asked.length = 0;
      logged.length = 0;
      answer = (_request, response) =>
        limited-- > 0 ? json(response, { message }, status, headers()) : json(response, { a: 1 });
      expect((await send()).data).toEqual({ a: 1 });
      expect(asked).toHaveLength(2);
      expect(seconds.map((wait) => [`GitHub asks to wait ${wait} seconds`])).toContainEqual(logged);
    }
  });

  it("is waited for twice", async () => {
    answer = (_, response) => json(response, { message: "no" }, 429, { "retry-after": "2" });
    expect(await failure(ask())).toMatchObject({ status: 429, limitedUntil: expect.any(Date) });
    expect(asked).toHaveLength(3);
  });

  it("of more than five minutes is not waited for, and the message says until when it lasts", async () => {
    for (const headers of [{ "retry-after": "302" }, reset(3000)]) {
      asked.length = 0;
      answer = (_, response) => json(response, { message: "no" }, 403, headers);
      const { help } = (await failure(ask())) as GitHubFailure;
      expect(help).toMatch(/^GitHub limits the requests of this repository: run the job again after \d\d:\d\d UTC\.$/);
      expect(asked).toHaveLength(1);
    }
    expect(logged).toEqual([]);
  });

  it("is no limit when a request is forbidden", async () => {
    answer = (_, response) => json(response, { message: "no" }, 403, { "x-ratelimit-remaining": "99" });
    expect(await failure(ask())).toMatchObject({ status: 403, limitedUntil: undefined });
    expect(asked).toHaveLength(1);
  });

  const GRAPHQL = [
    { type: "RATE_LIMITED", message: "API rate limit exceeded" },
    { type: "RATE_LIMIT", code: "graphql_rate_limit", message: "API rate limit already exceeded" },
    { message: "API rate limit exceeded", extensions: { code: "graphql_rate_limit" } },
  ];

  it.each(GRAPHQL.flatMap((error) => ["", "/api/v3"].map((path) => [error, path] as const)))(
    "of GraphQL in an answer that is otherwise well: %o, below %j",
    async (error, path) => {
      for (const [query, waits] of [
        ["query A { x }", 1],
        ["mutation A { x }", 2],
      ] as const) {
        let limited = waits;
        asked.length = 0;
        logged.length = 0;
        answer = (_, response) =>
          limited-- > 0
            ? json(response, { errors: [error] }, 200, { "retry-after": "4" })
            : json(response, { data: { x: 1 } });
        expect(await client(url + path).graphql("reading", query, {})).toEqual({ data: { x: 1 }, errors: [] });
        expect(asked.map((one) => one.path)).toEqual(
          Array.from({ length: waits + 1 }, () => (path ? "/api/graphql" : "/graphql")),
        );
        expect(logged).toEqual(
          Array.from({ length: waits }, () => expect.stringMatching(/^GitHub asks to wait [45] seconds$/)),
        );
      }
      answer = (_, response) => json(response, { errors: [error] }, 200, reset(3000));
      const refused = await failure(client(url + path).graphql("reading", "query A { x }", {}));
      expect(refused).toMatchObject({ status: 429, limitedUntil: expect.any(Date) });
    },
  );
});

describe("what is told of requests", () => {
  it("is each of them, with its path, outcome and time, without a body or the token", async () => {
    let times = 0;
    answer = (_, response) => (times++ === 0 ? json(response, {}, 500) : json(response, { data: { x: 1 } }));
    await client().rest("reading the list", "GET /repos/{owner}/{repo}/x", { page: 2 });
    await client().graphql("looking", "query A($secret: String) { x(a: $secret) }", { secret: "hunter2" });
    expect(debugged.map((line) => line.replace(/\d+ ms$/, "N ms"))).toEqual([
      "GitHub: reading the list",
      "GET /repos/o/r/x?page=2 500 N ms",
      "GET /repos/o/r/x?page=2 200 N ms",
      "GitHub: looking",
      "POST /graphql 200 N ms",
    ]);
    expect(debugged.join("\n")).not.toMatch(/hunter2|ghs_/);
  });

  it("goes to the log of the run, whatever a package wants to say", async () => {
    const printed = [vi.spyOn(console, "warn"), vi.spyOn(console, "error"), vi.spyOn(process.stderr, "write")];
    const headers = { deprecation: "1", link: '<https://x/##[add-mask]a>; rel="deprecation"', sunset: "##[error]x" };
    answer = (_, response) => json(response, { a: 1 }, 200, headers);
    await ask();
    expect(logged).toEqual([expect.stringContaining("is deprecated")]);
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});
