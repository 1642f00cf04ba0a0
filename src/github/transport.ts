import type { Agent, AgentOptions, ClientRequest, IncomingMessage, RequestOptions } from "node:http";

/** One request may take this long, with its whole answer, in milliseconds. */
const REQUEST_TIME = 30_000;
const MOST_REDIRECTS = 3;

/** What @octokit/request looks at of an answer. */
interface Answer {
  readonly status: number;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface Outgoing {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Line {
  readonly agent: Agent;
  request(url: URL, options: RequestOptions, answered: (message: IncomingMessage) => void): ClientRequest;
}

/**
 * In place of `fetch`, which takes as long to start as the rest of a run. Follows redirects with the same method, as
 * GitHub asks, on the same server alone: another one must not see the token. Throws when no whole answer comes in time.
 * Connections stay open from one request to the next, and go through the proxy that `env` names. `left` is called when
 * the last byte of a request is on its way.
 */
export function transport(
  env: NodeJS.ProcessEnv,
  left: () => void = () => {},
): (address: string, outgoing: Outgoing) => Promise<Answer> {
  const lines = new Map<string, Line>();
  const lineTo = async (protocol: string): Promise<Line> => {
    const known = lines.get(protocol);
    if (known) return known;
    const { Agent, request } = protocol === "http:" ? await import("node:http") : await import("node:https");
    const line = { agent: new Agent({ keepAlive: true, proxyEnv: env } as AgentOptions), request };
    lines.set(protocol, line);
    return line;
  };
  return async (address, outgoing) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = new AbortController();
    const late = new Promise<never>((_, fail) => {
      const giveUp = () => {
        fail(new Error(`no answer within ${REQUEST_TIME / 1000} seconds`));
        stop.abort();
      };
      // This program may have been busy all the time: an answer that is there already goes first.
      timer = setTimeout(() => setImmediate(giveUp), REQUEST_TIME);
    });
    try {
      return await Promise.race([late, follow(new URL(address), outgoing, { lineTo, left, signal: stop.signal })]);
    } finally {
      clearTimeout(timer);
    }
  };
}

interface Means {
  readonly signal: AbortSignal;
  left(): void;
  lineTo(protocol: string): Promise<Line>;
}

async function follow(start: URL, outgoing: Outgoing, means: Means): Promise<Answer> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const message = await send(url, outgoing, means);
    const body = await bodyOf(message);
    const { statusCode: status = 0, headers: given } = message;
    const next = [301, 302, 307, 308].includes(status) && given.location ? new URL(given.location, url) : undefined;
    if (next && redirects === MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
    if (next && next.origin !== start.origin) throw new Error(`a redirect to another server, ${next.host}`);
    if (next) {
      url = next;
      continue;
    }
    const headers = new Map(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const text = body.toString("utf8");
    const arrayBuffer = async () => Uint8Array.from(body).buffer;
    return { status, url: url.href, headers, body: text, text: async () => text, arrayBuffer };
  }
}

async function send(url: URL, { method, headers, body }: Outgoing, means: Means): Promise<IncomingMessage> {
  const { signal, left, lineTo } = means;
  const { agent, request } = await lineTo(url.protocol);
  return await new Promise((answered, fail) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = { method, headers: { "accept-encoding": "gzip", ...headers, ...length }, agent, signal };
    request(url, options, answered).once("error", fail).once("finish", left).end(body);
  });
}

/** An answer that ends too early throws. */
async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const body = Buffer.concat(await message.toArray());
  if (message.headers["content-encoding"] !== "gzip" || body.length === 0) return body;
  const { gunzipSync } = await import("node:zlib");
  return gunzipSync(body);
}
