import dgram from "node:dgram";
import dns from "node:dns";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "./fake-io.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "no-network-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that opens a connection or asks for an address. */
let attempts: string[] = [];

beforeEach(() => {
  attempts = [];
  const refuse = (what: string) =>
    function refused(): never {
      attempts.push(what);
      throw new Error(`${what} while the network must not be touched`);
    };
  vi.stubGlobal("fetch", refuse("fetch"));
  vi.stubGlobal("WebSocket", refuse("WebSocket"));
  vi.spyOn(net.Socket.prototype, "connect").mockImplementation(refuse("a connection"));
  vi.spyOn(tls, "connect").mockImplementation(refuse("a TLS connection"));
  vi.spyOn(dns, "lookup").mockImplementation(refuse("a look-up") as never);
  vi.spyOn(dns.promises, "lookup").mockImplementation(refuse("a look-up") as never);
  vi.spyOn(dgram, "createSocket").mockImplementation(refuse("a datagram") as never);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const EXAMPLE = "examples/storage-prices/docker-compose.yml";
const AWS = ["--provider", "aws", "--region", "eu-west-1"];
const COMMANDS: readonly (readonly string[])[] = [
  ["check", EXAMPLE],
  ["check", ...AWS, EXAMPLE, "examples/redis-local/docker-compose.yml"],
  ["check", ...AWS, "--format", "json", EXAMPLE],
  ["cost", ...AWS, EXAMPLE],
  ["cost", "--provider", "hetzner", "--format", "json", EXAMPLE],
  ["prices"],
  ["prices", ...AWS],
  ["normalize", EXAMPLE],
  ["explain", "budget-monthly"],
  ["rules"],
];

describe("without refresh", () => {
  it.each(COMMANDS.map((args) => [args.join(" "), args] as const))("%s touches no network", async (_, args) => {
    const { stderr, code } = await run(args, { cwd: ROOT });
    expect([attempts, stderr]).toEqual([[], ""]);
    expect(code).toBeLessThan(2);
  });

  it("nor does a run with a configuration that names a provider", async () => {
    writeFileSync(join(folder, ".swarm-volume-check.yml"), "storage: {provider: aws, region: eu-west-1}\n");
    writeFileSync(
      join(folder, "stack.yml"),
      "services:\n  a: {image: 'example/a:1', volumes: ['d:/d']}\nvolumes:\n  d:\n",
    );
    const { stderr } = await run(["check", "stack.yml"], { cwd: folder });
    expect([attempts, stderr]).toEqual([[], ""]);
  });
});

describe("with refresh", () => {
  it("the watch over the network sees it", async () => {
    const { code, stderr } = await run(
      ["prices", "refresh", "--region", "eu-west-1", "--output", join(folder, "p.json")],
      {
        cwd: folder,
      },
    );
    expect(attempts).toContain("fetch");
    expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be reached")]);
  });

  it.each(["net", "tls", "dns"])("and would see a connection through %s", (way) => {
    const open = {
      net: () => net.connect(80, "127.0.0.1"),
      tls: () => tls.connect(443, "127.0.0.1"),
      dns: () => dns.lookup("example.org", () => {}),
    };
    expect(open[way as keyof typeof open]).toThrow("must not be touched");
    expect(attempts.length).toBe(1);
  });
});
