const AGAIN = "Run the job again; https://www.githubstatus.com says whether GitHub has a problem.";

/** Something that GitHub did not do, after every attempt that made sense. */
export class GitHubFailure extends Error {
  /** What was being done: `reading the changed files`. */
  readonly what: string;
  /** undefined: there was no answer, or it was cut off. */
  readonly status: number | undefined;
  /** What GitHub or the network said; untrusted text. */
  readonly reason: string;
  /** Whether GitHub limits the requests, which it may say with 403 too. */
  readonly limited: boolean;

  constructor(what: string, status: number | undefined, reason: string, limited = false) {
    super(`${what} failed: ${status === undefined ? "" : `GitHub answers ${status}: `}${reason}`);
    this.what = what;
    this.status = status;
    this.reason = reason;
    this.limited = limited;
  }

  /** What to do about it. */
  get help(): string {
    if (this.limited) return "GitHub limits the requests of this repository: run the job again later.";
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
