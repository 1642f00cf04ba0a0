import { getOctokit } from "@actions/github";
import { defaults } from "@actions/github/lib/utils";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { LONGEST_WAIT, limitedUntil, MOST_WAITS, type Thrown, understandAnswers } from "./answers.ts";
import { GitHubFailure } from "./failure.ts";

interface ClientOptions {
  readonly token: string;
  /** `https://api.github.com`, or what a server of one's own has. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly userAgent: string;
  /** Something that a person may want to know: that a limit makes the run wait. */
  log(message: string): void;
  /** Something for a person who looks for what is wrong: each request. */
  debug(message: string): void;
}

interface Answer {
  /** JSON, not looked at yet; undefined when there is none. */
  readonly data: unknown;
  /** Whether there is another page. */
  readonly more: boolean;
}

export interface GraphQLAnswer {
  /** null when nothing came. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLProblem[];
}

interface GraphQLProblem {
  readonly message: string;
  readonly type: string | undefined;
  readonly path: readonly (string | number)[];
}

type Parameters = Readonly<Record<string, unknown>>;

/** With `once`, nothing is sent again that GitHub may have worked on. Limits are always waited for. */
interface Persistence {
  readonly once?: boolean;
}

/** What this program asks of GitHub, about one repository. Failures are `GitHubFailure`s. */
export interface GitHubClient {
  /** `what` is for messages: `reading the changed files`. */
  rest(what: string, route: string, parameters: Parameters, persistence?: Persistence): Promise<Answer>;
  /** A `query` or a `mutation`. Owner and name of the repository are among the variables. */
  graphql(what: string, query: string, variables: Parameters, persistence?: Persistence): Promise<GraphQLAnswer>;
}

/** One request may take this long, with its whole answer, in milliseconds. */
const REQUEST_TIME = 30_000;
/** Statuses that another attempt does not change; after a limit it is plugin-throttling that waits. */
const LASTING_STATUSES = [400, 401, 403, 404, 410, 422, 429, 451];
const PARTIAL_ATTEMPTS = 2;
/** Errors of GraphQL that another attempt does not change. */
const LASTING = new Set(["NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"]);

/** In place of the plugin's second between two requests: it takes every question of GraphQL for a change. */
const UNPACED = { key: () => ({ schedule: (_: unknown, work: () => Promise<void>) => work() }) };

export function createClient(options: ClientOptions): GitHubClient {
  const { token, apiUrl, owner, repo, userAgent, log, debug } = options;
  // What the plugin counts can be a second more than what GitHub asked for.
  const waits = (seconds: number, _request: unknown, _octokit: unknown, waited: number): boolean => {
    const worthwhile = waited < MOST_WAITS && seconds <= LONGEST_WAIT + 1;
    if (worthwhile) log(`GitHub asks to wait ${seconds} seconds`);
    return worthwhile;
  };
  const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
  const throttle = { onRateLimit: waits, onSecondaryRateLimit: waits };
  const common = {
    baseUrl: apiUrl,
    userAgent,
    log: logger,
    request: { fetch: wholeAnswers(debug), log: logger },
    retry: { doNotRetry: LASTING_STATUSES },
  };
  const plugins = [understandAnswers, retry, throttling] as const;
  const changing = getOctokit(token, { ...common, throttle }, ...plugins);
  const reading = getOctokit(
    token,
    { ...common, throttle: { ...throttle, id: "reading", write: UNPACED as never } },
    ...plugins,
  );
  const ask = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    debug(`GitHub: ${what}`);
    try {
      return await work();
    } catch (error) {
      throw failureOf(what, error as Thrown);
    }
  };
  return {
    async rest(what, route, parameters, persistence) {
      const octokit = route.startsWith("GET ") ? reading : changing;
      const { status, data, headers } = await ask(what, () =>
        octokit.request(route, { owner, repo, ...parameters, request: attempts(persistence) }),
      );
      return { data: status === 204 ? undefined : data, more: /rel="?next"?/.test(String(headers.link ?? "")) };
    },
    async graphql(what, query, variables, persistence) {
      const octokit = query.startsWith("query ") ? reading : changing;
      const parameters = { owner, repo, ...variables, request: attempts(persistence) };
      for (let times = 1; ; times++) {
        const answer = await ask(what, () => octokit.graphql(query, parameters).then(whole, partial));
        if (answer.data === undefined) throw new GitHubFailure(what, undefined, "the answer is not what GraphQL gives");
        // A part of a query can fail for a moment.
        if (times === PARTIAL_ATTEMPTS || answer.errors.every(({ type = "" }) => LASTING.has(type))) return answer;
      }
    },
  };
}

const attempts = ({ once = false }: Persistence = {}) => (once ? { retries: 0 } : {});

/** A failure instead of a part of an answer, and of one that takes too long; each request is told. */
function wholeAnswers(debug: ClientOptions["debug"]): typeof fetch {
  const send: typeof fetch = defaults.request?.fetch;
  return async (address, init) => {
    const started = performance.now();
    const tell = (outcome: unknown) => {
      const { pathname, search } = new URL(String(address));
      debug(`${init?.method} ${pathname}${search} ${outcome} ${Math.round(performance.now() - started)} ms`);
    };
    const stop = new AbortController();
    const giveUp = () => stop.abort(new Error(`no answer within ${REQUEST_TIME / 1000} seconds`));
    const timer = setTimeout(giveUp, REQUEST_TIME);
    try {
      const answer = await send(address, { ...init, signal: stop.signal });
      const kept = answer.clone();
      await answer.arrayBuffer();
      tell(answer.status);
      return kept;
    } catch (error) {
      tell("failed");
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

function failureOf(what: string, thrown: Thrown): GitHubFailure {
  const { message, status, response } = thrown;
  return new GitHubFailure(what, response === undefined ? undefined : status, message, limitedUntil(thrown));
}

const whole = (data: unknown) => ({ data: data as GraphQLAnswer["data"], errors: [] });

/** Octokit throws an answer with errors, which may hold data beside them. */
function partial(thrown: unknown): GraphQLAnswer {
  const { data = null, errors } = thrown as { data?: GraphQLAnswer["data"]; errors?: Partial<GraphQLProblem>[] };
  if (!Array.isArray(errors)) throw thrown;
  return {
    data,
    errors: errors.map(({ message = "no reason given", type, path = [] }) => ({ message, type, path })),
  };
}
