/** An answer that is a failure, or none at all, as @octokit/request throws it. */
export interface Thrown {
  readonly message: string;
  readonly status?: number;
  /** Absent when nothing came, or when it was cut off. */
  readonly response?: { readonly headers: Headers };
}

type Headers = Readonly<Record<string, string | number | undefined>>;

export interface Patience {
  /** Whether what failed may be sent again although GitHub may have done it. Limits are always waited for. */
  readonly repeatable: boolean;
  /** Called with what is waited for a limit, in seconds. */
  waits(seconds: number): void;
}

/** Attempts after a server's or the network's failure, and after a limit. */
const MOST_RETRIES = 3;
const MOST_LIMITS = 2;
/** Nobody waits longer than this for a limit to be lifted, in seconds. */
const LONGEST_WAIT = 120;
/** What GitHub advises after a secondary limit that names no time, in seconds. */
const UNNAMED_WAIT = 60;

/**
 * Does something until it works, as long as another attempt makes sense: after 5xx and no answer it waits 1, 4 and 9
 * seconds, after a limit as long as GitHub's headers ask. Throws what the last attempt threw.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export async function persistently<T>(send: () => Promise<T>, { repeatable, waits }: Patience): Promise<T> {
  for (let retries = 0, limits = 0; ; ) {
    try {
      return await send();
    } catch (error) {
      const thrown = error as Thrown;
      const limit = limitOf(thrown);
      if (limit !== undefined) {
        if (++limits > MOST_LIMITS || limit > LONGEST_WAIT) throw error;
        waits(limit);
        await pause(limit * 1000);
      } else {
        const lasting = thrown.response !== undefined && (thrown.status ?? 0) < 500;
        if (!repeatable || lasting || ++retries > MOST_RETRIES) throw error;
        await pause(retries ** 2 * 1000);
      }
    }
  }
}

/** How long a limit lasts, in seconds; undefined when it is none. */
export function limitOf({ status, response, message }: Thrown): number | undefined {
  if (response === undefined || (status !== 403 && status !== 429)) return undefined;
  return secondsIn(response.headers) ?? (status === 429 || /secondary rate/i.test(message) ? UNNAMED_WAIT : undefined);
}

/** What the headers of a refusal ask to wait, in seconds. */
function secondsIn(headers: Headers): number | undefined {
  const { "retry-after": after, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset } = headers;
  if (after !== undefined && Number.isFinite(Number(after))) return Math.max(0, Number(after));
  if (String(remaining) !== "0" || reset === undefined) return undefined;
  return Math.max(0, Math.ceil(Number(reset) - Date.now() / 1000)) + 1;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
