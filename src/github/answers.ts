import type { getOctokit } from "@actions/github";

/** Nobody waits longer than this for a limit to be lifted, in seconds; and no more often for one request. */
export const LONGEST_WAIT = 300;
export const MOST_WAITS = 2;
/** What GitHub advises after a limit that names no time, in seconds. */
const UNNAMED_WAIT = 60;

type Headers = Record<string, string | number | undefined>;

/** A failure as Octokit throws it. */
export interface Thrown {
  readonly message: string;
  readonly status?: number;
  /** Absent when nothing came, or when it was cut off. */
  readonly response?: { readonly headers: Headers };
}

/**
 * What GitHub's plugins do not see for themselves. An answer without JSON is a failure. A limit gets the headers by which
 * @octokit/plugin-throttling knows one: on its own it knows no 429 without the words of GitHub, no GraphQL on a server of
 * one's own, and no error of GraphQL but `RATE_LIMITED`.
 */
export function understandAnswers({ hook }: Pick<ReturnType<typeof getOctokit>, "hook">): void {
  hook.wrap("request", async (request, options) => {
    try {
      const response = await request(options);
      const { status, data } = response;
      if (status !== 204 && (typeof data !== "object" || data === null))
        throw Object.assign(new Error("the answer is no JSON"), { status: 500, request: options });
      const message = graphqlLimit(data);
      if (message === undefined) return response;
      throw Object.assign(new Error(message), { status: 429, request: options, response });
    } catch (error) {
      const { response } = error as Thrown;
      const wait = waitOf(error as Thrown);
      if (response && wait !== undefined) {
        response.headers["retry-after"] = wait;
        response.headers["x-ratelimit-remaining"] = "0";
        // The plugin adds a second.
        response.headers["x-ratelimit-reset"] = Math.ceil(Date.now() / 1000) + wait - 1;
      }
      throw error;
    }
  });
}

/** When the limit is lifted that a failure tells of; undefined when it tells of none. */
export function limitedUntil(thrown: Thrown): Date | undefined {
  const wait = waitOf(thrown);
  return wait === undefined ? undefined : new Date(Date.now() + wait * 1000);
}

/** How long a limit lasts, in seconds; undefined when it is none. */
function waitOf({ status, response, message }: Thrown): number | undefined {
  if (response === undefined || (status !== 403 && status !== 429)) return undefined;
  const { "retry-after": after, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset } = response.headers;
  if (after !== undefined && Number.isFinite(Number(after))) return Math.max(1, Number(after));
  if (String(remaining) === "0" && reset !== undefined)
    return Math.max(1, Math.ceil(Number(reset) - Date.now() / 1000) + 1);
  return status === 429 || after !== undefined || /secondary rate/i.test(message) ? UNNAMED_WAIT : undefined;
}

interface GraphQLError {
  readonly message?: string;
  readonly type?: string;
  readonly code?: string;
  readonly extensions?: { readonly code?: string };
}

/** GraphQL tells a used-up limit in an answer that is otherwise well, by one of several names. */
function graphqlLimit(data: unknown): string | undefined {
  const { errors } = (data ?? {}) as { readonly errors?: unknown };
  if (!Array.isArray(errors)) return undefined;
  const limit = (errors as (GraphQLError | null)[]).find((error) =>
    [error?.type, error?.code, error?.extensions?.code].some((name) =>
      /^(?:graphql_)?rate_limit(?:ed)?$/i.test(name ?? ""),
    ),
  );
  return limit ? (limit.message ?? "API rate limit exceeded") : undefined;
}
