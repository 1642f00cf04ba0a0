import { isWanted, type PriceList, type PriceListProduct, type Service } from "../cost/price-list.ts";
import { JsonMembers } from "./json-members.ts";

/** Where AWS publishes its prices; the documents of every region lie below it. */
export const PRICE_LIST_URL = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/";

export interface DownloadOptions {
  /** Ends with a slash. */
  readonly base: string;
  /** How often a document is asked for, the first time included. */
  readonly attempts: number;
  /** Milliseconds without a byte after which an attempt has failed. */
  readonly timeout: number;
  /** Milliseconds before the second attempt; twice as long before each further one. */
  readonly pause: number;
  /** Bytes so far, and in all where the server says so. */
  progress(received: number, total: number | undefined): void;
}

/** Why a document could not be had, and what to do. */
export class DownloadError extends Error {
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** A failure that may pass. */
class Passing extends DownloadError {}

/** What the book needs of the document of one service and region. It is read while it arrives, and no further than needed. */
export async function downloadPriceList(
  service: Service,
  region: string,
  options: DownloadOptions,
): Promise<PriceList> {
  const url = new URL(`${service}/current/${region}/index.json`, options.base);
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, service, options);
    } catch (error) {
      if (!(error instanceof Passing) || attempt >= options.attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, options.pause * 2 ** (attempt - 1)));
    }
  }
}

async function once(url: URL, service: Service, { timeout, progress }: DownloadOptions): Promise<PriceList> {
  const abort = new AbortController();
  let waiting = setTimeout(() => abort.abort(), timeout);
  const alive = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => abort.abort(), timeout);
  };
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw refused(url, response.status);
    const length = response.headers.get("content-encoding") === null ? response.headers.get("content-length") : null;
    const total = length === null ? undefined : Number(length);
    const reader = new PriceListReader(service);
    let received = 0;
    for await (const chunk of response.body ?? []) {
      alive();
      received += chunk.length;
      progress(received, total);
      reader.push(chunk);
      // The terms that follow, of reserved instances, are most of the document and say nothing of storage.
      if (reader.complete) break;
    }
    if (!reader.complete) throw new Passing(`the answer of ${url.host} ends early`, RETRY);
    return reader.list;
  } catch (error) {
    throw error instanceof DownloadError ? error : explained(error, url, timeout, abort.signal.aborted);
  } finally {
    clearTimeout(waiting);
    abort.abort();
  }
}

const RETRY = "try again later";
const OFFLINE = "is this machine offline? The shipped prices work without a network; `--from URL` names a mirror";

function refused(url: URL, status: number): DownloadError {
  if (status === 403 || status === 404)
    return new DownloadError(`${url.href} is not there (HTTP ${status})`, "is the region right?");
  const message = `${url.host} answers with HTTP ${status}`;
  return status === 429 || status >= 500 ? new Passing(message, RETRY) : new DownloadError(message, RETRY);
}

function explained(error: unknown, url: URL, timeout: number, aborted: boolean): DownloadError {
  if (error instanceof SyntaxError) return new DownloadError(`${url.href} is not JSON as AWS writes it`, RETRY);
  if (aborted) return new Passing(`${url.host} has sent nothing for ${timeout / 1000} seconds`, OFFLINE);
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === "string" ? ` (${cause.code})` : "";
  return new Passing(`${url.host} cannot be reached${code}`, OFFLINE);
}

/** Collects the products that the book needs, and their terms. */
class PriceListReader {
  readonly #products = new Map<string, PriceListProduct>();
  readonly #terms = new Map<string, unknown>();
  readonly #header = new Map<string, string>();
  #hasProducts = false;
  #hasTerms = false;
  readonly #members: JsonMembers;

  constructor(service: Service) {
    this.#members = new JsonMembers({
      wants: (path) => this.#wants(path),
      found: ([first = "", second = "", third = ""], json) => {
        const value: unknown = JSON.parse(json);
        if (first === "terms") this.#terms.set(third, value);
        else if (first !== "products") this.#header.set(first, String(value));
        else if (isWanted(service, value as PriceListProduct)) this.#products.set(second, value as PriceListProduct);
      },
      leaves: ([first, second, third]) => {
        if (first === "products" && second === undefined) this.#hasProducts = true;
        if (first === "terms" && second === "OnDemand" && third === undefined) this.#hasTerms = true;
        if (first === undefined) this.#hasProducts = this.#hasTerms = true;
      },
    });
  }

  #wants([first, second, third, ...more]: readonly string[]): boolean {
    if (more.length > 0) return false;
    if (first === "products") return second !== undefined && third === undefined;
    // Terms that stand before the products are all kept.
    if (first === "terms" && second === "OnDemand")
      return third !== undefined && (!this.#hasProducts || this.#products.has(third));
    return second === undefined && (first === "version" || first === "publicationDate");
  }

  push(chunk: Uint8Array): void {
    this.#members.push(chunk);
  }

  /** Whether nothing that is needed can follow. */
  get complete(): boolean {
    return this.#hasProducts && this.#hasTerms;
  }

  get list(): PriceList {
    return {
      version: this.#header.get("version") ?? "",
      publicationDate: this.#header.get("publicationDate") ?? "",
      products: this.#products,
      terms: this.#terms,
    };
  }
}
