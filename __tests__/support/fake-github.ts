import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { answerGraphQL, loadSchema } from "./fake-graphql.ts";
import { HANDLERS, type RestAnswer } from "./fake-rest.ts";
import { GitRepository } from "./git-repository.ts";
import { BOT, type StoredComment, type StoredReview } from "./github-values.ts";
import { operationOf, requestProblems, responseProblems, warmUp } from "./openapi.ts";

/** What happens to a request instead of an answer. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string }
  | "time-out"
  | "cut-off"
  /** GraphQL alone: the first object below the root is missing, and an error says so. */
  | "partial";

export interface Pull {
  /** Branches of the repository, or any name of a commit. */
  readonly base: string;
  readonly head: string;
}

/** A request as it came in; `operation` is `compare`, `files`, `contents`, ... */
export interface Logged {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

const NAMES: Readonly<Record<string, string>> = {
  "get /repos/{owner}/{repo}/compare/{basehead}": "compare",
  "get /repos/{owner}/{repo}/pulls/{pull_number}/files": "files",
  "get /repos/{owner}/{repo}/git/trees/{tree_sha}": "tree",
  "get /repos/{owner}/{repo}/git/blobs/{file_sha}": "blob",
  "post /repos/{owner}/{repo}/pulls/{pull_number}/reviews": "review",
  "put /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": "update",
  "put /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": "dismiss",
  "delete /repos/{owner}/{repo}/pulls/comments/{comment_id}": "delete",
};

/**
 * GitHub with one repository, as far as this program sees it. Whatever a request or an answer has that GitHub's own
 * descriptions do not know ends up in `problems`, which every test expects to be empty.
 */
export class FakeGitHub {
  /** GitHub Enterprise Server has its REST API below `/api/v3` and GraphQL at `/api/graphql`. */
  readonly #paths: { readonly rest: string; readonly graphql: string };
  readonly repository = new GitRepository();
  readonly pulls = new Map<number, Pull>();
  readonly reviews: StoredReview[] = [];
  readonly comments: StoredComment[] = [];
  readonly requests: Logged[] = [];
  readonly problems: string[] = [];
  readonly token = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
  /** Whose token it is. */
  viewer = BOT;
  mayWrite = true;
  mayReadPulls = true;
  withoutPatches = false;
  mostTreeEntries = 100_000;
  /** How long every answer takes at least, in milliseconds. */
  latency = 0;
  /** How long requests waited for this fake, in milliseconds. */
  answering = 0;
  /** Called before a request is answered; for what others do meanwhile. */
  meanwhile: (operation: string) => void | Promise<void> = () => {};

  /** What happens to requests that are to come. */
  readonly faults: { operation: string; fault: Fault; after: number; times: number }[] = [];
  #server: Server | undefined;
  #port = 0;
  #lastId = 1000;

  constructor({ ownServer = false } = {}) {
    this.#paths = ownServer ? { rest: "/api/v3", graphql: "/api/graphql" } : { rest: "", graphql: "/graphql" };
  }

  /** Answers the next `times` requests of an operation with a fault; the first `after` of them go well. */
  fail(operation: string, fault: Fault, times = Number.POSITIVE_INFINITY, after = 0): void {
    this.faults.push({ operation, fault, after, times });
  }

  heal(): void {
    this.faults.length = 0;
  }

  /** As at the start, with what was posted; for the next test. */
  reset(): void {
    this.heal();
    this.mayWrite = true;
    this.mayReadPulls = true;
    this.withoutPatches = false;
    this.requests.length = 0;
    this.meanwhile = () => {};
  }

  /** Forgets the requests so far and returns their operations. */
  takeRequests(): string[] {
    return this.requests.splice(0).map(({ operation }) => operation);
  }

  addReview(
    given: Pick<StoredReview, "author" | "pull" | "body" | "commit"> & { readonly event: string },
  ): StoredReview {
    const { event, ...rest } = given;
    const state = event === "REQUEST_CHANGES" ? "CHANGES_REQUESTED" : "COMMENTED";
    const stored: StoredReview = { ...rest, id: ++this.#lastId, state, minimized: undefined };
    this.reviews.push(stored);
    return stored;
  }

  addComment(
    given: Omit<StoredComment, "id" | "minimized" | "replyTo"> & { readonly replyTo?: number },
  ): StoredComment {
    const stored: StoredComment = { replyTo: undefined, ...given, id: ++this.#lastId, minimized: undefined };
    this.comments.push(stored);
    return stored;
  }

  /** A person answers a comment. */
  reply(to: StoredComment, author: string, body: string): StoredComment {
    return this.addComment({ ...to, author, body, replyTo: to.id });
  }

  async start(): Promise<string> {
    warmUp(Object.keys(HANDLERS));
    await loadSchema();
    this.#server = createServer((request, response) => {
      const started = performance.now();
      response.once("finish", () => {
        this.answering += performance.now() - started;
      });
      this.#serve(request, response).catch((error: unknown) => {
        this.problems.push(`the fake itself: ${(error as Error).stack}`);
        response.destroy();
      });
    });
    const server = this.#server;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    this.#port = (server.address() as AddressInfo).port;
    return this.apiUrl;
  }

  get apiUrl(): string {
    return `${this.#origin}${this.#paths.rest}`;
  }

  get graphqlUrl(): string {
    return `${this.#origin}${this.#paths.graphql}`;
  }

  get #origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
    this.repository.remove();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    if (this.latency > 0) await pause(this.latency);
    const address = new URL(request.url as string, this.#origin);
    const body = text === "" ? undefined : JSON.parse(text);
    if (!/^(?:token|bearer) /i.test(request.headers.authorization ?? ""))
      this.problems.push(`${address.pathname}: no token`);
    if (request.method === "POST" && address.pathname === this.#paths.graphql) await this.#serveGraphQL(response, body);
    else await this.#serveRest(request.method as string, address, body, response);
  }

  async #serveGraphQL(
    response: ServerResponse,
    body: { query: string; variables?: Record<string, unknown> },
  ): Promise<void> {
    const operation = /\b(?:query|mutation)\s+(\w+)/.exec(body.query)?.[1]?.toLowerCase() ?? "graphql";
    await this.meanwhile(operation);
    const fault = this.#faultFor(operation);
    this.requests.push({ operation, status: typeof fault === "object" ? fault.status : 200, body });
    const run = () => answerGraphQL(this, body.query, body.variables ?? {});
    if (fault === "partial") send(response, { status: 200, body: withoutFirst(await run()) });
    else if (fault) misbehave(response, fault, { status: 200, body: await run() });
    else send(response, { status: 200, body: await run() });
  }

  async #serveRest(method: string, address: URL, body: unknown, response: ServerResponse): Promise<void> {
    const { rest } = this.#paths;
    const match = address.pathname.startsWith(`${rest}/`)
      ? operationOf(method, address.pathname.slice(rest.length))
      : undefined;
    const key = match ? `${match.method} ${match.template}` : "";
    const handler = HANDLERS[key];
    if (!match || !handler) {
      this.problems.push(
        `${match ? "the fake has not" : "no slice of GitHub's description has"} ${method} ${address.pathname}`,
      );
      send(response, { status: 404, body: { message: "Not Found" } });
      return;
    }
    const operation = NAMES[key] ?? key;
    const name = (problem: string) => `${operation}: ${problem}`;
    this.problems.push(...requestProblems(match, address.searchParams, body).map(name));
    await this.meanwhile(operation);
    const fault = this.#faultFor(operation);
    const answer = (): RestAnswer => {
      const given = handler(this, {
        match,
        query: address.searchParams,
        body: (body ?? {}) as Record<string, unknown>,
        address: `${this.#origin}${address.pathname}`,
      });
      this.problems.push(...responseProblems(match, given.status, given.body).map(name));
      return given;
    };
    if (fault && fault !== "partial") {
      this.requests.push({ operation, status: typeof fault === "object" ? fault.status : 0, body });
      misbehave(response, fault, fault === "cut-off" ? answer() : undefined);
      return;
    }
    const given = answer();
    this.requests.push({ operation, status: given.status, body });
    send(response, given);
  }

  #faultFor(operation: string): Fault | undefined {
    const found = this.faults.find((one) => one.operation === operation && one.times > 0);
    if (!found || found.after-- > 0) return undefined;
    found.times--;
    return found.fault;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, body, headers = {} }: RestAnswer): void {
  const limits = {
    "x-ratelimit-limit": "1000",
    "x-ratelimit-remaining": "900",
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
  };
  response.writeHead(status, {
    ...limits,
    ...headers,
    ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function misbehave(response: ServerResponse, fault: Exclude<Fault, "partial">, whole: RestAnswer | undefined): void {
  if (fault === "time-out") return;
  if (fault === "cut-off") {
    const text = JSON.stringify(whole?.body ?? { message: "cut" });
    response.writeHead(whole?.status ?? 200, {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(text.length),
    });
    response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
    return;
  }
  const message = fault.message ?? "The fake was told to answer so";
  send(response, {
    status: fault.status,
    body: { message, documentation_url: "https://docs.github.test" },
    headers: fault.headers ?? {},
  });
}

/** Takes the first thing below `repository` away, as GitHub does when a part of a query fails. */
function withoutFirst(answer: { readonly data?: Record<string, unknown> | null }): unknown {
  const data = structuredClone(answer.data ?? {});
  const [root, below] = Object.entries(data)[0] ?? ["data", null];
  const first = below && typeof below === "object" ? Object.keys(below)[0] : undefined;
  if (first === undefined) data[root] = null;
  else (below as Record<string, unknown>)[first] = null;
  const path = first === undefined ? [root] : [root, first];
  return { data, errors: [{ message: "Something went wrong in a part of this query", path, type: "INTERNAL" }] };
}
