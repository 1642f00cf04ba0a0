import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { type AddressInfo, connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { BAD } from "../support/stacks.ts";
import { World } from "../support/world.ts";

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";
const noCertificate = spawnSync("openssl", ["version"]).status === 0 ? "" : " (skipped: there is no openssl here)";

let world: World;
let servers: Server[];

beforeEach(async () => {
  servers = [];
  if (absent) return;
  world = await World.open("bundle");
  world.pull(1, {}, { "stack.yml": BAD });
});
afterEach(async () => {
  for (const server of servers) server.close();
  if (!absent) await world.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

/** A proxy, and what it was asked for. */
async function startProxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${new URL(incoming.url as string).host}`);
    const onward = request(incoming.url as string, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  proxy.on("connect", (incoming, socket, head) => {
    asked.push(`CONNECT ${incoming.url}`);
    const { port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(proxy)}`, asked };
}

/** The GitHub of the tests under a name: this machine's own address is never asked for through a proxy. */
const named = (): string => `http://github.corp.test:${new URL(world.github.apiUrl).port}`;

/** The GitHub of the tests over TLS, with a certificate that nobody knows. */
async function startTls(): Promise<{ readonly url: string; readonly certificate: string }> {
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=ghe.test", "-addext", "subjectAltName=DNS:ghe.test"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const options = { key: readFileSync(key), cert: readFileSync(certificate) };
  const server = createTlsServer(options, (socket) => {
    const onward = connect(Number(new URL(world.github.apiUrl).port), "127.0.0.1");
    onward.pipe(socket).pipe(onward);
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  server.on("close", () => rmSync(folder, { recursive: true }));
  return { url: `https://ghe.test:${await listen(server)}`, certificate };
}

const job = (apiUrl: string, env: Record<string, string>) =>
  world.job({
    event: "pull_request",
    payload: world.payload(1),
    sha: world.sha("head-1"),
    apiUrl,
    graphqlUrl: `${apiUrl}/graphql`,
    env,
  });

describe.skipIf(absent)(`the way to GitHub${absent}`, () => {
  it.each(["HTTP_PROXY", "http_proxy"])("leads through the proxy that the environment names: %s", async (variable) => {
    const proxy = await startProxy();
    const ran = await job(named(), { [variable]: proxy.url });
    expect(ran.code).toBe(1);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(named()).host}`]));
    expect(world.reviews(1)).toHaveLength(1);
  });

  it.each(["github.corp.test", "corp.test", ".corp.test", "TEST", "other.example, corp.test", "*"])(
    "leads past it where NO_PROXY names the server, or what its name ends with: %s",
    async (names) => {
      const proxy = await startProxy();
      expect((await job(named(), { HTTP_PROXY: proxy.url, NO_PROXY: names })).code).toBe(1);
      expect(proxy.asked).toEqual([]);
    },
  );

  it.each(["orp.test", "corp", "github.corp.test:1"])(
    "leads through it where NO_PROXY names another: %s",
    async (names) => {
      const proxy = await startProxy();
      expect((await job(named(), { HTTP_PROXY: proxy.url, no_proxy: names })).code).toBe(1);
      expect(proxy.asked.length).toBeGreaterThan(0);
    },
  );

  it("shows no password of the proxy", async () => {
    const proxy = await startProxy();
    const url = proxy.url.replace("//", "//me:hunter2@");
    const ran = await job(named(), { HTTP_PROXY: url, RUNNER_DEBUG: "1" });
    expect(ran.code).toBe(1);
    expect(proxy.asked.length).toBeGreaterThan(0);
    expect(ran.log).not.toContain("hunter2");
  });

  it.skipIf(noCertificate)(`is TLS, with a certificate that is known${noCertificate}`, async () => {
    const { url, certificate } = await startTls();
    expect((await job(url, { NODE_EXTRA_CA_CERTS: certificate })).code).toBe(1);
    expect(world.github.takeRequests()).toEqual(["compare", "contents", "standing", "review"]);
    const refused = await job(url, {});
    expect(refused.code).toBe(3);
    expect(refused.log).toContain(
      "::error::Nothing was checked: reading the list of changed files failed: self-signed",
    );
    expect(refused.log).toContain("Name the file with its authority's certificate in `NODE_EXTRA_CA_CERTS`");
    expect(world.github.takeRequests()).toEqual([]);
  });

  it.skipIf(noCertificate)(`is TLS through a proxy too${noCertificate}`, async () => {
    const [proxy, { url, certificate }] = [await startProxy(), await startTls()];
    expect((await job(url, { NODE_EXTRA_CA_CERTS: certificate, HTTPS_PROXY: proxy.url })).code).toBe(1);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(url).host}`]));
    expect(world.reviews(1)).toHaveLength(1);
  });
});
