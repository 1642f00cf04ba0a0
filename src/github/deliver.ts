import type { DiffFile, Posted, ReviewPlan } from "../review/model.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { readStanding } from "./posted.ts";
import { createReview, tidyUp } from "./reviews.ts";

/** Makes a plan for what stands on the pull request; `diff` says which lines may carry comments. */
export type Planner = (posted: Posted, diff: readonly DiffFile[]) => ReviewPlan;

export interface Delivery {
  /** Of the review that holds the summary. */
  readonly url: string | undefined;
  /** Why nothing, or not everything, was posted. */
  readonly failures: readonly GitHubFailure[];
  /** Whether a part of the plan did not reach the pull request. */
  readonly complete: boolean;
  /** The pull request has a newer commit, and an earlier review to be kept up to date: that is for its own run. */
  readonly outdated?: true;
}

/** How often a review is posted whose fate is not known, after looking whether it is there. */
const ATTEMPTS = 3;

export interface Target {
  readonly pull: number;
  /** The commit that was checked. */
  readonly head: string;
  readonly diff: readonly DiffFile[];
  /** The address of the summary among what stands on the pull request. */
  summaryUrl(posted: Posted): string | undefined;
  /** Which lines may carry comments when the pull request ends with another commit. */
  diffAt(head: string): Promise<readonly DiffFile[]>;
  wait(milliseconds: number): Promise<void>;
}

/** Looks at what stands on the pull request, plans, and carries the plan out. Never throws a `GitHubFailure`. */
export async function deliver(client: GitHubClient, target: Target, plan: Planner): Promise<Delivery> {
  try {
    return await post(client, target, plan);
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return { url: undefined, failures: [error], complete: false };
  }
}

async function post(client: GitHubClient, target: Target, plan: Planner): Promise<Delivery> {
  const before = await readStanding(client, target.pull);
  let { posted } = before;
  let { diff } = target;
  let url = target.summaryUrl(posted);
  if (url !== undefined && before.head !== target.head) return { url, failures: [], complete: true, outdated: true };
  let planned = plan(posted, diff);
  let refusals = 0;
  for (let attempt = 1; planned.create !== undefined; attempt++) {
    try {
      const created = await createReview(client, target.pull, target.head, planned.create);
      url ??= created;
      break;
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      const refused = error.status === 422;
      if (attempt >= ATTEMPTS || !(refused || error.isOpen)) return { url, failures: [error], complete: false };
      if (error.isOpen) await target.wait(1000 * 2 ** attempt);
      const standing = await readStanding(client, target.pull);
      // One line that is not in the diff any more is enough for a refusal. The second time, no line is trusted.
      if (refused) diff = refusals++ === 0 ? await target.diffAt(standing.head) : [];
      posted = standing.posted;
      url ??= target.summaryUrl(posted);
      planned = plan(posted, diff);
    }
  }
  const failures = await tidyUp(client, target.pull, planned);
  return { url, failures, complete: failures.length === 0 };
}
