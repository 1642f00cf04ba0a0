import { readChanges } from "../github/changes.ts";
import type { GitHubClient } from "../github/client.ts";
import { type Delivery, deliver } from "../github/deliver.ts";
import { GitHubFailure } from "../github/failure.ts";
import type { Posted } from "../review/model.ts";
import { markerOf } from "../review/posted.ts";
import type { Result } from "../session/run.ts";
import type { Task } from "./event.ts";

interface Posting {
  readonly client: GitHubClient;
  readonly task: Task & { readonly kind: "pull" };
  /** When this is settled, nothing more is waited for. */
  readonly late: Promise<void>;
  readonly result: Result;
}

/** Brings the review of the pull request up to date. */
export async function post({ client, task, late, result }: Posting): Promise<Delivery> {
  const target = {
    pull: task.number,
    head: task.head,
    diff: result.diff,
    summaryUrl,
    diffAt: async (head: string) => (await readChanges(client, task.base, head, task.number)).files,
    wait: (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)),
  };
  const delivery = deliver(client, target, (posted, lines) => result.plan(task.head, posted, lines));
  return await Promise.race([delivery, late.then(() => TOO_LATE)]);
}

const TOO_LATE: Delivery = {
  url: undefined,
  failures: [new GitHubFailure("posting the review", undefined, "it was not done after ten minutes")],
  complete: false,
};

function summaryUrl({ reviews }: Posted): string | undefined {
  return reviews.find(({ body }) => ["summary", "clean"].includes(markerOf(body)?.kind ?? ""))?.url;
}

/** What a reader of the summary must know about the review. */
export function notesOn({ failures, outdated }: Delivery): string[] {
  if (outdated) return ["The pull request has a newer commit, whose own run tells what it finds."];
  return failures.map((failure) => {
    if (failure.status !== 403 || failure.limitedUntil)
      return `${failure.message}. The result of the check is the same; all of it is here. ${failure.help}`;
    return `There is no review, because the token may not write (${failure.what}): pull requests from forks and from Dependabot get such a token. All of it is here, and the result of the check is the same.`;
  });
}
