const AGAIN = "Run the job again; https://www.githubstatus.com says whether GitHub has a problem.";

/** Something that GitHub did not do, after every attempt that made sense. */
export class GitHubFailure extends Error {
  /** What was being done: `reading the changed files`. */
  readonly what: string;
  /** undefined: there was no answer, or it was cut off. */
  readonly status: number | undefined;
  /** What GitHub or the network said; untrusted text. */
  readonly reason: string;
  /** When GitHub takes requests again, where it limits them, which it may say with 403 too. */
  readonly limitedUntil: Date | undefined;

  constructor(what: string, status: number | undefined, reason: string, limitedUntil?: Date) {
    super(`${what} failed: ${status === undefined ? "" : `GitHub answers ${status}: `}${reason}`);
    this.what = what;
    this.status = status;
    this.reason = reason;
    this.limitedUntil = limitedUntil;
  }

  /** Whether nobody knows what GitHub did: it failed, or said nothing in time. */
  get isOpen(): boolean {
    return this.status === undefined || this.status >= 500;
  }

  /** What to do about it. */
  get help(): string {
    if (this.limitedUntil) {
      const time = this.limitedUntil.toISOString().slice(11, 16);
      return `GitHub limits the requests of this repository: run the job again after ${time} UTC.`;
    }
    switch (this.status) {
      case 401:
        return "The token is not valid any more: leave the input `github-token` away, or renew the secret it comes from.";
      case 403:
        return "The token may not do this: give the job the permissions that the README lists.";
      case 404:
        return "The token does not see this: give the job `contents: read`, and check that the commits still exist.";
      case undefined:
        if (/certificate/i.test(this.reason))
          return "Name the file with its authority's certificate in `NODE_EXTRA_CA_CERTS`, in the `env` of the step.";
        return AGAIN;
      default:
        return AGAIN;
    }
  }
}
