import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/github/client.ts";
import { transport } from "../../src/github/transport.ts";

let server: Server;
let url: string;
let other: Server;
let otherUrl: string;
let asked: { method: string; path: string; authorization: string; body: string; socket: unknown }[];
let strangers: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const real = globalThis.setTimeout;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { method = "", url: path = "", headers, socket } = request;
    const { authorization = "" } = headers;
    asked.push({ method, path, authorization, body: Buffer.concat(chunks).toString(), socket });
    answer(request, response);
  });
  other = createServer((_, response) => {
    strangers++;
    response.end();
  });
  for (const one of [server, other]) await new Promise<void>((done) => one.listen(0, "127.0.0.1", done));
  const addressOf = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
  url = addressOf(server);
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
  strangers = 0;
});

const post = { method: "POST", headers: { authorization: "token x" }, body: '{"a":"ä"}' };

describe("a request", () => {
  it("arrives with its body, and brings status, headers and text", async () => {
    answer = (_, response) => response.writeHead(201, { "x-a": "1" }).end("grün");
    const got = await transport({})(`${url}/a?b=c`, post);
    expect(asked).toMatchObject([{ method: "POST", path: "/a?b=c", authorization: "token x", body: '{"a":"ä"}' }]);
    expect([got.status, got.url, got.headers.get("x-a"), await got.text()]).toEqual([201, `${url}/a?b=c`, "1", "grün"]);
    expect(Buffer.from(await got.arrayBuffer()).toString()).toBe("grün");
  });

  it("takes compressed answers, also empty ones", async () => {
    const send = transport({});
    answer = (request, response) => {
      expect(request.headers["accept-encoding"]).toBe("gzip");
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(100_000)));
    };
    expect(await (await send(url, { method: "GET", headers: {} })).text()).toBe("x".repeat(100_000));
    answer = (_, response) => response.writeHead(204, { "content-encoding": "gzip" }).end();
    expect(await (await send(url, { method: "DELETE", headers: {} })).text()).toBe("");
  });

  it("says when it has left whole, which is before there is an answer", async () => {
    const events: string[] = [];
    const send = transport({}, () => events.push("left"));
    let reply = () => {};
    answer = (_, response) => {
      reply = () => response.end("1");
    };
    const answered = send(url, post).then(() => events.push("answered"));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(events).toEqual(["left"]);
    reply();
    await answered;
    expect(events).toEqual(["left", "answered"]);
  });

  it("does not leave when nobody is there", async () => {
    const left = vi.fn();
    await expect(transport({}, left)("http://127.0.0.1:1/", post)).rejects.toThrow("ECONNREFUSED");
    expect(left).not.toHaveBeenCalled();
  });

  it("uses the connection of the one before", async () => {
    answer = (_, response) => response.end("1");
    const send = transport({});
    await send(url, post);
    await send(url, post);
    expect(asked[0]?.socket).toBe(asked[1]?.socket);
  });

  it.each([301, 302, 307, 308])("follows a redirect with %i, method, token and body", async (status) => {
    answer = ({ url: path }, response) =>
      path === "/old" ? response.writeHead(status, { location: "/new" }).end() : response.end("there");
    const got = await transport({})(`${url}/old`, post);
    expect([got.url, await got.text()]).toEqual([`${url}/new`, "there"]);
    expect(asked[1]).toMatchObject({ method: "POST", path: "/new", authorization: "token x", body: '{"a":"ä"}' });
  });

  it("does not follow to another server", async () => {
    answer = (_, response) => response.writeHead(302, { location: otherUrl }).end();
    await expect(transport({})(url, post)).rejects.toThrow("a redirect to another server, 127.0.0.1");
    expect(strangers).toBe(0);
  });

  it("does not follow for ever", async () => {
    answer = (_, response) => response.writeHead(302, { location: "/again" }).end();
    await expect(transport({})(url, post)).rejects.toThrow("more than 3 redirects");
    expect(asked).toHaveLength(4);
  });

  it("fails when the answer is cut off", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    };
    await expect(transport({})(url, post)).rejects.toThrow();
  });

  it("fails when there is no server", async () => {
    await expect(transport({})("http://127.0.0.1:1/", post)).rejects.toThrow("ECONNREFUSED");
  });

  it("takes an answer that came while this program was busy for longer than that", async () => {
    const script =
      "require('http').createServer((q, r) => r.end('1')).listen(0, function () { console.log(this.address().port) })";
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [port] = await once(child.stdout, "data");
      vi.stubGlobal("setTimeout", (callback: () => void, milliseconds = 0) => real(callback, milliseconds / 300));
      let leave = () => {};
      const left = new Promise<void>((done) => {
        leave = done;
      });
      const answered = transport({}, leave)(`http://127.0.0.1:${Number(port)}/`, post);
      await left;
      const until = performance.now() + 400;
      while (performance.now() < until);
      expect(await answered).toMatchObject({ status: 200, body: "1" });
    } finally {
      vi.unstubAllGlobals();
      child.kill();
    }
  });

  it.each([
    ["none", () => {}],
    ["half a one", (response: ServerResponse) => response.writeHead(200, { "content-length": "9" }).write("half")],
  ])("fails when after 30 seconds there is no answer: %s", async (_, begin) => {
    let waited = 0;
    vi.stubGlobal("setTimeout", (callback: () => void, milliseconds = 0) => {
      if (milliseconds === 30_000) waited++;
      return real(callback, milliseconds / 300);
    });
    answer = (_request, response) => void begin(response);
    await expect(transport({})(url, post)).rejects.toThrow("no answer within 30 seconds");
    vi.unstubAllGlobals();
    expect(waited).toBe(1);
  });
});

describe("an answer", () => {
  const client = () => {
    const given = { apiUrl: url, graphqlUrl: `${url}/graphql`, owner: "o", repo: "r", userAgent: "test", env: {} };
    return createClient({ ...given, token: "x", log: () => {} });
  };
  const json = { "content-type": "application/json" };

  it("may hold a very long text with many escapes", async () => {
    const content = `${"A".repeat(60)}\n`.repeat(100_000);
    answer = (_, response) => response.writeHead(200, json).end(JSON.stringify({ content }));
    const { data } = await client().rest("reading", "GET /x", {});
    expect((data as { content: string }).content === content).toBe(true);
  });

  it("may be empty", async () => {
    answer = (_, response) => response.writeHead(204).end();
    expect(await client().rest("removing", "DELETE /x", {})).toEqual({ data: undefined, more: false });
  });

  it("that is no JSON is a failure", async () => {
    answer = (_, response) => response.writeHead(200, json).end("{");
    const failed = client().rest("posting", "POST /x", {}, { once: true });
    await expect(failed).rejects.toThrow("posting failed: the answer is no JSON");
    expect(asked).toHaveLength(1);
  });
});

describe("GraphQL's own limit, in an answer that is otherwise well", () => {
  it("is waited for, twice", async () => {
    vi.stubGlobal("setTimeout", (callback: () => void, milliseconds = 0) => real(callback, milliseconds / 300));
    const logged: string[] = [];
    const client = createClient({
      token: "x",
      apiUrl: url,
      graphqlUrl: `${url}/graphql`,
      owner: "o",
      repo: "r",
      userAgent: "test",
      env: {},
      log: (message) => logged.push(message),
    });
    let limited = 2;
    answer = (_, response) => {
      const errors = [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }];
      const body = limited-- > 0 ? { errors } : { data: { repository: { name: "r" } } };
      response.writeHead(200, { "content-type": "application/json", "retry-after": "4" }).end(JSON.stringify(body));
    };
    const { data } = await client.graphql("reading", "query A { repository { name } }", {});
    expect(data).toEqual({ repository: { name: "r" } });
    expect(logged).toEqual(["GitHub asks to wait 4 seconds", "GitHub asks to wait 4 seconds"]);
    limited = 3;
    await expect(client.graphql("reading", "query A { x }", {})).rejects.toThrow("reading failed: GitHub answers 429");
    vi.unstubAllGlobals();
  });
});
