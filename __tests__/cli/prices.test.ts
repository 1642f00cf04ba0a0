import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { PRICE_FILE, readPriceFile } from "../../src/cost/price-file.ts";
import type { Service } from "../../src/cost/price-list.ts";
import { shippedTables } from "../../src/cost/providers.ts";
import { documentOf, skusOf } from "../cost/documents.ts";
import { run } from "./fake-io.ts";

const open: Server[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/aws`;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "prices-"));
  folders.push(path);
  return path;
}

/** AWS's list with another price of gp3, at a later day. */
const list: RequestListener = (request, response) => {
  const service = (request.url?.split("/")[2] ?? "") as Service;
  const skus = skusOf(service).map((sku) => (sku.sku === "EBSGP3STORAGE" ? { ...sku, usd: "0.0990" } : sku));
  const text = documentOf(service, skus, "2026-11-01T00:00:00Z");
  response.setHeader("content-length", Buffer.byteLength(text));
  response.end(text);
};

const STACK = `services:
  a: {image: "example/a:1", volumes: ["data:/data"]}
volumes:
  data: {labels: {swarm-volume-check.size: 100GiB}}
`;

describe("prices", () => {
  const DAY = { SOURCE_DATE_EPOCH: String(Date.UTC(2026, 10, 24) / 1000) };

  it("gives an overview, with what is old and what is inferred", async () => {
    const { code, stdout } = await run(["prices"], { cwd: folder(), env: DAY });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^aws EBS +31 regions +372 prices, 60 inferred +as of 2024-07-18 to 2026-09-25 +\(older than a year\)$/m,
    );
    expect(stdout).toMatch(/^hetzner Volumes +all regions +1 price +as of 2026-09-22$/m);
    for (const { provider, product } of shippedTables()) expect(stdout).toContain(`${provider} ${product}`);
    expect((await run(["prices", "list"], { cwd: folder(), env: DAY })).stdout).toBe(stdout);
  });

  it("lists those of a region", async () => {
    const { stdout } = await run(["prices", "--region", "eu-west-1"], { cwd: folder() });
    expect(stdout).toMatch(/^eu-west-1 +EBS +gp3\.storage +\$0\.088 for a GiB-month +as of 2026-09-25$/m);
    expect(stdout).toMatch(/^eu-west-1 +EFS +provisioned\.throughput +\$6\.6 for a MiB\/s-month +as of 2025-09-25$/m);
    expect(stdout.match(/^eu-west-1/gm)?.length).toBe(25);
    const paris = await run(["prices", "--provider", "aws", "--region", "eu-west-3"], { cwd: folder() });
    expect(paris.stdout).toMatch(/io2\.storage +.*inferred$/m);
  });

  it("prints all with their sources as JSON", async () => {
    const all = JSON.parse((await run(["prices", "--format", "json"], { cwd: folder() })).stdout);
    expect(all.length).toBeGreaterThan(900);
    expect(all[0]).toEqual({
      provider: "aws",
      product: "EBS",
      region: "us-east-1",
      key: "gp3.storage",
      currency: "USD",
      unit: "GiB-month",
      source: "AWS Price List, AmazonEC2, version 20260720184645, SKU JG3KUJMBRGHV3N8G",
      asOf: "2026-07-20",
      inferred: false,
      amount: "0.08",
    });
  });

  it.each([
    [["prices", "reload"], "`prices` does not know `reload`"],
    [["prices", "list", "all"], "`prices` takes no `all`"],
    [["prices", "--provider", "acme"], "there are no prices of `acme`"],
    [["prices", "--region", "mars-1"], "there are no prices of aws in `mars-1`"],
    [["prices", "refresh"], "which region?"],
    [["prices", "refresh", "--provider", "gcp", "--region", "x"], "prices of gcp cannot be refreshed"],
    [["prices", "refresh", "--region", "x", "--from", "nowhere"], "`--from` needs an address"],
    [["prices", "refresh", "--region", "x", "--from", "file:///etc"], "`--from` needs an address"],
  ])("refuses %j", async (args, why) => {
    const { code, stderr } = await run(args, { cwd: folder() });
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });
});

describe("prices refresh", () => {
  const refresh = (cwd: string, from: string, more: readonly string[] = [], io = {}) =>
    run(["prices", "refresh", "--region", "eu-west-1", "--from", from, ...more], { cwd, ...io });

  it("writes what later runs read, and says what is new", async () => {
    const cwd = folder();
    const { code, stdout, stderr } = await refresh(cwd, await served(list));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      `${PRICE_FILE}: prices of eu-west-1 as of 2026-11-01 (EBS), 2026-11-01 (EFS)\n  EBS gp3.storage: 0.088 -> 0.099\n`,
    );
    writeFileSync(join(cwd, "stack.yml"), STACK);
    const priced = await run(["cost", "--provider", "aws", "--region", "eu-west-1", "stack.yml"], { cwd });
    expect(priced.stdout).toContain("100 GiB EBS gp3: 100 GiB-month x $0.099 = $9.90  (price of 2026-11-01)");
    const elsewhere = await run(["cost", "--provider", "aws", "--region", "us-east-1", "stack.yml"], { cwd });
    expect(elsewhere.stdout).toContain("$8.00");
    const named = [
      "cost",
      "--provider",
      "aws",
      "--region",
      "eu-west-1",
      "--prices",
      join(cwd, PRICE_FILE),
      join(cwd, "stack.yml"),
    ];
    expect((await run(named, { cwd: folder() })).stdout).toContain("$9.90");
  });

  it("keeps what the file has of other regions", async () => {
    const cwd = folder();
    const base = await served(list);
    await refresh(cwd, base, ["--output", "mine.json"]);
    await run(["prices", "refresh", "--region", "eu-west-2", "--from", base, "--output", "mine.json"], { cwd });
    await refresh(cwd, base, ["--output", "mine.json"]);
    const read = readPriceFile(readFileSync(join(cwd, "mine.json"), "utf8"));
    const regions =
      "tables" in read && read.tables.map((table) => [table.product, ...Object.keys(table.regions)].join(" "));
    expect(regions).toEqual(["EBS eu-west-2", "EFS eu-west-2", "EBS eu-west-1", "EFS eu-west-1"]);
  });

  it("shows a bar where somebody waits, and takes it away", async () => {
    let now = 0;
    const io = {
      stderrIsTerminal: true,
      now: () => {
        now += 1000;
        return now;
      },
    };
    const { stderr } = await refresh(folder(), await served(list), [], io);
    expect(stderr).toMatch(/\[#+\.*\] \d+\.\d MiB {2}AmazonEC2 eu-west-1/);
    expect(stderr.endsWith("\r\u001b[2K")).toBe(true);
  });

  it("changes nothing when a price is not as expected", async () => {
    const cwd = folder();
    const broken: RequestListener = (request, response) => {
      const service = (request.url?.split("/")[2] ?? "") as Service;
      response.end(documentOf(service, skusOf(service).slice(1)));
    };
    const { code, stdout, stderr } = await refresh(cwd, await served(broken));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("AmazonEC2 in eu-west-1: gp3.storage: there is no such price\n");
    expect(stderr).toContain("AmazonEFS in eu-west-1: standard.storage: there is no such price\n");
    expect(existsSync(join(cwd, PRICE_FILE))).toBe(false);
  });

  it("says plainly that there is no such region, and that a file cannot be written", async () => {
    const missing = await served((_, response) => void response.writeHead(404).end());
    expect(await refresh(folder(), missing)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is the region right?"),
    });
    const base = await served(list);
    const { code, stderr } = await refresh(folder(), base, ["--output", "no/such/folder.json"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("no/such/folder.json: ")]);
  });
});

describe("a file of prices", () => {
  const table = {
    provider: "aws",
    product: "EBS",
    currency: "USD",
    sizeUnit: "GiB",
    source: "a list",
    asOf: "2026-01-01",
    columns: "gp3.storage gp3.iops",
    regions: { r: "1 2" },
  };
  const file = (...tables: unknown[]) => JSON.stringify({ version: 1, tables });

  it("is read", () => expect(readPriceFile(file(table))).toEqual({ tables: [table] }));

  it.each([
    ["{", "it is not JSON"],
    ["[]", "it is no price file of this program"],
    ["null", "it is no price file of this program"],
    [JSON.stringify({ version: 2, tables: [] }), "it is no price file of this program"],
    [file(null), "its table 1 is no table"],
    [file(table, { ...table, product: "" }), "its table 2 has no `product`"],
    [file({ ...table, asOf: "lately" }), "its table 1 has no `asOf` such as `2026-09-25`"],
    [file({ ...table, sizeUnit: "TB" }), "its table 1 has a `sizeUnit` other than `GiB` and `GB`"],
    [file({ ...table, regions: null }), "its table 1 has no `regions`"],
    [file({ ...table, regions: { r: "1" } }), "its table 1 has 1 prices for r, and 2 columns"],
    [file({ ...table, regions: { r: 1 } }), "its table 1 has 0 prices for r, and 2 columns"],
    [file({ ...table, regions: { r: "1 free" } }), "its table 1 has a price `free` for r"],
    [file({ ...table, regions: { r: "1 0.0" } }), "its table 1 has a price `0.0` for r"],
    [file({ ...table, regions: { r: "1 -2" } }), "its table 1 has a price `-2` for r"],
  ])("is refused: %s", (text, wrong) => expect(readPriceFile(text)).toEqual({ wrong }));

  it("that is wrong is named by every command that reads it", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, PRICE_FILE), "{");
    writeFileSync(join(cwd, "stack.yml"), STACK);
    for (const args of [
      ["prices"],
      ["cost", "--provider", "hetzner", "stack.yml"],
      ["check", "--provider", "hetzner", "stack.yml"],
    ]) {
      const { code, stderr } = await run(args, { cwd });
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${PRICE_FILE}: it is not JSON`)]);
    }
    expect((await run(["check", "stack.yml"], { cwd })).code).toBe(1);
    const missing = await run(["prices", "--prices", "none.json"], { cwd });
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("none.json")]);
  });
});
