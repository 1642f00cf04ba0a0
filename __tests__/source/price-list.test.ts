import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { SERVICES, tableFrom } from "../../src/cost/price-list.ts";
import { DownloadError, type DownloadOptions, downloadPriceList } from "../../src/source/price-list.ts";
import { documentOf, neighboursOf, REGION, skusOf } from "../cost/documents.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on this machine that stands in for AWS's. */
async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/offers/v1.0/aws/`;
}

const options = (base: string, more: Partial<DownloadOptions> = {}): DownloadOptions => ({
  base,
  attempts: 3,
  timeout: 5_000,
  pause: 1,
  progress: () => {},
  ...more,
});

async function failure(download: Promise<unknown>): Promise<DownloadError> {
  const error = await download.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DownloadError)) throw new Error(`expected a DownloadError, got ${error}`);
  return error;
}

const EC2 = documentOf("AmazonEC2", [...neighboursOf("AmazonEC2"), ...skusOf("AmazonEC2")]);

describe("a price list", () => {
  it.each(SERVICES)("of %s is read from where AWS has it", async (service) => {
    const asked: (string | undefined)[] = [];
    const document = documentOf(service, [...neighboursOf(service), ...skusOf(service)]);
    const base = await served((request, response) => {
      asked.push(request.url);
      response.end(document);
    });
    const list = await downloadPriceList(service, REGION, options(base));
    expect(asked).toEqual([`/offers/v1.0/aws/${service}/current/eu-west-1/index.json`]);
    expect(list.products.size).toBe(skusOf(service).length);
    expect(list.terms.size).toBe(list.products.size);
    expect(tableFrom(service, REGION, list)).toHaveProperty("table");
  });

  it("is read no further than its prices on demand", async () => {
    const [needed = ""] = EC2.split('"Reserved"');
    const base = await served((_, response) => {
      // What follows never comes: a reader that waits for it would run into the time limit.
      response.write(`${needed}"Reserved"`);
    });
    const list = await downloadPriceList("AmazonEC2", REGION, options(base, { attempts: 1 }));
    expect(tableFrom("AmazonEC2", REGION, list)).toHaveProperty("table");
  });

  it("may have its terms before its products", async () => {
    const { terms, ...before } = JSON.parse(EC2);
    const base = await served((_, response) => response.end(JSON.stringify({ terms, ...before })));
    const list = await downloadPriceList("AmazonEC2", REGION, options(base));
    expect(tableFrom("AmazonEC2", REGION, list)).toHaveProperty("table");
  });

  it("tells how far it has come", async () => {
    const seen: (readonly [number, number | undefined])[] = [];
    const base = await served((_, response) => {
      response.setHeader("content-length", Buffer.byteLength(EC2));
      response.end(EC2);
    });
    await downloadPriceList("AmazonEC2", REGION, options(base, { progress: (...step) => seen.push(step) }));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(([received, total]) => received > 0 && total === Buffer.byteLength(EC2))).toBe(true);
  });

  it("is asked for again when the server fails", async () => {
    let asked = 0;
    const base = await served((_, response) => {
      asked++;
      if (asked === 1) response.writeHead(503).end();
      else if (asked === 2) response.writeHead(429).end();
      else response.end(EC2);
    });
    await downloadPriceList("AmazonEC2", REGION, options(base));
    expect(asked).toBe(3);
  });

  it("is asked for again when the connection breaks in the middle", async () => {
    let asked = 0;
    const base = await served((request, response) => {
      asked++;
      if (asked > 1) {
        response.end(EC2);
        return;
      }
      response.write(EC2.slice(0, 500));
      setTimeout(() => request.socket.destroy(), 20);
    });
    await downloadPriceList("AmazonEC2", REGION, options(base));
    expect(asked).toBe(2);
  });

  it("is given up after so many attempts", async () => {
    let asked = 0;
    const base = await served((_, response) => {
      asked++;
      response.writeHead(500).end();
    });
    const error = await failure(downloadPriceList("AmazonEC2", REGION, options(base)));
    expect([asked, error.message]).toEqual([3, expect.stringMatching(/^127\.0\.0\.1:\d+ answers with HTTP 500$/)]);
  });

  it("is asked for once when it is not there", async () => {
    let asked = 0;
    const base = await served((_, response) => {
      asked++;
      response.writeHead(404).end();
    });
    const error = await failure(downloadPriceList("AmazonEC2", "mars-1", options(base)));
    expect([asked, error.message, error.help]).toEqual([
      1,
      expect.stringContaining("/AmazonEC2/current/mars-1/index.json is not there (HTTP 404)"),
      "is the region right?",
    ]);
  });

  it("is not waited for for ever", async () => {
    const base = await served((_, response) => {
      response.write("{");
    });
    const error = await failure(downloadPriceList("AmazonEC2", REGION, options(base, { attempts: 1, timeout: 100 })));
    expect(error.message).toMatch(/has sent nothing for 0\.1 seconds$/);
  });

  it("that ends early is refused", async () => {
    const base = await served((_, response) => response.end(EC2.slice(0, 800)));
    const error = await failure(downloadPriceList("AmazonEC2", REGION, options(base, { attempts: 1 })));
    expect(error.message).toMatch(/ends early$/);
  });

  it("that is something else is refused", async () => {
    for (const text of [
      "<html>log in first</html>",
      "[]",
      '{"products": {}}',
      '{"products": {"A": {broken}}, "terms": {}}',
    ]) {
      const base = await served((_, response) => response.end(text));
      const result = downloadPriceList("AmazonEC2", REGION, options(base, { attempts: 1 }));
      const list = await result.catch((reason: unknown) => reason);
      if (list instanceof Error) expect(list).toBeInstanceOf(DownloadError);
      else expect(tableFrom("AmazonEC2", REGION, list as never)).toHaveProperty("problems");
    }
  });

  it("from a machine without a network fails with a plain sentence", async () => {
    const base = await served(() => {});
    for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
    const error = await failure(downloadPriceList("AmazonEC2", REGION, options(base, { attempts: 2 })));
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)$/);
    expect(error.help).toMatch(/offline/);
  });
});
