import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { GitHubFailure } from "./failure.ts";

export interface ClientOptions {
  readonly token: string;
  /** `https://api.github.com`, or what a server of one's own has. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly userAgent: string;
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
}

/** One request may take this long, in milliseconds. */
const REQUEST_TIME = 30_000;
/** Nobody waits longer than this for a limit to be lifted, in seconds. */
const LONGEST_WAIT = 120;
const ATTEMPTS_AFTER_A_LIMIT = 2;
const PARTIAL_ATTEMPTS = 2;
/** Errors of GraphQL that another attempt does not change. */
const LASTING = new Set(["NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"]);
/** Answers that another attempt does not change; limits are for the throttling. */
const FINAL = [400, 401, 403, 404, 406, 409, 410, 413, 415, 422, 429, 451];

const GitHub = Octokit.plugin(wholeAnswers, retry, throttling);

export function createClient(options: ClientOptions): GitHubClient {
  const { graphqlUrl, owner, repo } = options;
  const reading = octokitFor(options, { write: UNPACED });
  const writing = octokitFor(options, {});
  const send = async (what: string, route: string, parameters: Parameters, reads: boolean) => {
    try {
      return await (reads ? reading : writing).request(route, { ...parameters });
    } catch (error) {
      throw failureOf(what, error);
    }
  };
  return {
    async rest(what, route, parameters, { once } = {}) {
      const request = once ? { request: { retries: 0 } } : {};
      const reads = route.startsWith("GET ");
      const { data, headers } = await send(what, route, { owner, repo, ...parameters, ...request }, reads);
      return { data, more: /rel="?next"?/.test(headers.link ?? "") };
    },
    async graphql(what, query, variables) {
      const body = { query, variables: { owner, repo, ...variables } };
      for (let attempt = 1; ; attempt++) {
        const { data } = await send(what, `POST ${graphqlUrl}`, body, query.startsWith("query "));
        const answer = graphqlAnswer(what, data);
        // A part of a query can fail for a moment.
        if (attempt === PARTIAL_ATTEMPTS || answer.errors.every(({ type = "" }) => LASTING.has(type))) return answer;
      }
    },
  };
}

/** The throttling keeps a second between any two GraphQL requests. That is meant for those that create something. */
const UNPACED = { key: () => ({ schedule: async () => {} }) } as never;

function octokitFor(
  { token, apiUrl, owner, repo, userAgent, log }: ClientOptions,
  pace: { readonly write?: never },
): Octokit {
  const waits = (seconds: number, _request: object, _octokit: object, attempts: number): boolean => {
    if (attempts >= ATTEMPTS_AFTER_A_LIMIT || seconds > LONGEST_WAIT) return false;
    log(`GitHub asks to wait ${seconds} seconds`);
    return true;
  };
  const silent = () => {};
  return new GitHub({
    auth: token,
    baseUrl: apiUrl,
    userAgent,
    request: { fetch: inTime },
    retry: { doNotRetry: FINAL },
    // The limits are those of one repository's token.
    throttle: { id: `${apiUrl}/${owner}/${repo}`, onRateLimit: waits, onSecondaryRateLimit: waits, ...pace },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** A time limit for the whole answer, with its body. */
async function inTime(url: string, init: RequestInit): Promise<Response> {
  const controller = new AbortController();
  const late = new Error(`no answer within ${REQUEST_TIME / 1000} seconds`);
  const timer = setTimeout(() => controller.abort(late), REQUEST_TIME);
  try {
    const response = await fetch(url, { ...init, signal: controller.signal });
    const body = [204, 205, 304].includes(response.status) ? null : await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return Object.defineProperty(new Response(body, { status, statusText, headers }), "url", { value: response.url });
  } finally {
    clearTimeout(timer);
  }
}

interface Thrown {
  readonly message: string;
  readonly status?: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | undefined>> };
}

/** Limits that GitHub states in a header alone are told in the words that the throttling waits for. */
function wholeAnswers(octokit: Octokit): void {
  octokit.hook.error("request", (error) => {
    const { status, response, message } = error as Thrown;
    if ((status === 403 || status === 429) && response?.headers["retry-after"] !== undefined) {
      (error as { message: string }).message = `secondary rate limit: ${message}`;
    }
    throw error;
  });
}

function failureOf(what: string, error: unknown): GitHubFailure {
  const { message, status, response } = error as Thrown;
  return new GitHubFailure(what, response === undefined ? undefined : (status ?? 200), message);
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
