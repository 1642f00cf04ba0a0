import { request } from "@octokit/request";
import { limitOf, type Patience, pause, persistently, type Thrown } from "./attempts.ts";
import { GitHubFailure } from "./failure.ts";
import { transport } from "./transport.ts";

export interface ClientOptions {
  readonly token: string;
  /** `https://api.github.com`, or what a server of one's own has. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly userAgent: string;
  /** Names the proxy, where there is one. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Something that a person may want to know: that a limit makes the run wait. */
  log(message: string): void;
}

export interface Answer {
  /** JSON, not looked at yet. */
  readonly data: unknown;
  /** Whether there is another page. */
  readonly more: boolean;
}

export interface GraphQLAnswer {
  /** null when nothing came. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLProblem[];
}

export interface GraphQLProblem {
  readonly message: string;
  readonly type: string | undefined;
  readonly path: readonly (string | number)[];
}

type Parameters = Readonly<Record<string, unknown>>;

/** What this program asks of GitHub, about one repository. Failures are `GitHubFailure`s. */
export interface GitHubClient {
  /** `what` is for messages: `reading the changed files`. With `once`, nothing is tried again that may have worked. */
  rest(what: string, route: string, parameters: Parameters, options?: { readonly once?: boolean }): Promise<Answer>;
  /** A `query` or a `mutation`. Owner and name of the repository are among the variables. */
  graphql(what: string, query: string, variables: Parameters): Promise<GraphQLAnswer>;
  /** Settles when the next request has left whole, and GitHub works on the answer. */
  departure(): Promise<void>;
}

/** Between two requests that change something, in milliseconds, as GitHub asks. */
const BETWEEN_WRITES = 1000;
const PARTIAL_ATTEMPTS = 2;
/** Errors of GraphQL that another attempt does not change. */
const LASTING = new Set(["NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"]);

interface Received {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

export function createClient(options: ClientOptions): GitHubClient {
  const { token, apiUrl, graphqlUrl, owner, repo, userAgent, env, log } = options;
  const waiting: (() => void)[] = [];
  const left = () => {
    for (const done of waiting.splice(0)) done();
  };
  const configured = request.defaults({
    baseUrl: apiUrl,
    headers: { authorization: `token ${token}`, "user-agent": userAgent },
    // Its own reading of JSON looks for numbers of any length, which on Node 20 fails for a long text.
    request: { fetch: transport(env, left), parseSuccessResponseBody: false },
  });
  const send = async (route: string, parameters: Parameters): Promise<Received> => {
    const { data, headers } = await configured(route, { ...parameters });
    return { data: data ? parsed(data as string) : undefined, headers };
  };
  const waits = (seconds: number) => log(`GitHub asks to wait ${seconds} seconds`);
  let lastWrite = Number.NEGATIVE_INFINITY;
  const attempt = async (what: string, work: () => Promise<Received>, { reads, ...patience }: Kind) => {
    const paced = async () => {
      if (reads) return await work();
      const early = lastWrite + BETWEEN_WRITES - performance.now();
      if (early > 0) await pause(early);
      lastWrite = performance.now();
      return await work();
    };
    try {
      return await persistently(paced, { ...patience, waits });
    } catch (error) {
      throw failureOf(what, error as Thrown);
    }
  };
  return {
    async rest(what, route, parameters, { once = false } = {}) {
      const work = () => send(route, { owner, repo, ...parameters });
      const { data, headers } = await attempt(what, work, { reads: route.startsWith("GET "), repeatable: !once });
      return { data, more: /rel="?next"?/.test(String(headers.link ?? "")) };
    },
    async graphql(what, query, variables) {
      const body = { query, variables: { owner, repo, ...variables } };
      const work = async () => withinLimits(await send(`POST ${graphqlUrl}`, body));
      for (let times = 1; ; times++) {
        const { data } = await attempt(what, work, { reads: query.startsWith("query "), repeatable: true });
        const answer = graphqlAnswer(what, data);
        // A part of a query can fail for a moment.
        if (times === PARTIAL_ATTEMPTS || answer.errors.every(({ type = "" }) => LASTING.has(type))) return answer;
      }
    },
    departure: () => new Promise((done) => waiting.push(done)),
  };
}

/** What a request does, and whether it may be sent again. */
type Kind = Pick<Patience, "repeatable"> & { readonly reads: boolean };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the answer is no JSON");
  }
}

/** GraphQL tells a used-up limit in an answer that is otherwise well. */
function withinLimits(received: Received): Received {
  const { errors } = (received.data ?? {}) as { errors?: readonly Partial<GraphQLProblem>[] };
  const limit = errors?.find(({ type }) => type === "RATE_LIMITED");
  if (limit) throw Object.assign(new Error(limit.message), { status: 429, response: received });
  return received;
}

function failureOf(what: string, thrown: Thrown): GitHubFailure {
  const { message, status = 200, response } = thrown;
  return new GitHubFailure(what, response === undefined ? undefined : status, message, limitOf(thrown) !== undefined);
}

function graphqlAnswer(what: string, answer: unknown): GraphQLAnswer {
  if (typeof answer !== "object" || answer === null || !("data" in answer || "errors" in answer)) {
    throw new GitHubFailure(what, undefined, "the answer is not what GraphQL gives");
  }
  const { data = null, errors = [] } = answer as { data?: GraphQLAnswer["data"]; errors?: Partial<GraphQLProblem>[] };
  return {
    data,
    errors: errors.map(({ message = "no reason given", type, path = [] }) => ({ message, type, path })),
  };
}
