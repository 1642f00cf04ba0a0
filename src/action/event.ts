import { context } from "@actions/github";
import { InputError } from "./failures.ts";

/** What a run is about. Commits are full names. */
export type Task =
  | { readonly kind: "pull"; readonly number: number; readonly base: string; readonly head: string }
  /** A group of a merge queue. */
  | { readonly kind: "queue"; readonly base: string; readonly head: string }
  /** `accepted`: to the default branch, where what is changed counts from now on. */
  | { readonly kind: "push"; readonly base: string; readonly head: string; readonly accepted: boolean }
  | { readonly kind: "tree"; readonly head: string }
  /** A branch was deleted: there is nothing to look at. */
  | { readonly kind: "nothing" };

interface Payload {
  readonly pull_request?: { readonly number?: unknown; readonly base?: Ref; readonly head?: Ref };
  readonly merge_group?: { readonly base_sha?: unknown; readonly head_sha?: unknown };
  readonly repository?: { readonly default_branch?: unknown };
  readonly ref?: unknown;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly deleted?: unknown;
}

interface Ref {
  readonly sha?: unknown;
}

/** What is not there: the commit before the first. */
const NONE = /^0+$/;

/** Finds out from the event what there is to check. */
export function readTask(): Task {
  const { eventName, sha } = context;
  const payload = context.payload as Payload;
  const { pull_request: pull, merge_group: group } = payload;
  if (pull) {
    const [base, head] = [commit(pull.base?.sha), commit(pull.head?.sha)];
    const { number } = pull;
    if (base && head && Number.isSafeInteger(number)) return { kind: "pull", number: number as number, base, head };
  }
  if (/^pull_request(?:_target)?$/.test(eventName ?? "")) {
    throw new InputError(["the event of this run (GITHUB_EVENT_PATH) names no pull request: run this in a workflow"]);
  }
  if (group) {
    const [base, head] = [commit(group.base_sha), commit(group.head_sha)];
    if (base && head) return { kind: "queue", base, head };
  }
  // What a tag was before says nothing about a change, and its object need not be a commit.
  const tag = typeof payload.ref === "string" && payload.ref.startsWith("refs/tags/");
  if (eventName === "push" && payload.deleted === true) return { kind: "nothing" };
  if (eventName === "push" && !tag) {
    const [base, head] = [commit(payload.before), commit(payload.after)];
    const accepted = payload.ref === `refs/heads/${payload.repository?.default_branch}`;
    if (base && head) return { kind: "push", base, head, accepted };
  }
  return { kind: "tree", head: sha ?? "" };
}

function commit(value: unknown): string | undefined {
  return typeof value === "string" && /^[0-9a-f]{40,64}$/.test(value) && !NONE.test(value) ? value : undefined;
}

/** Where the rule pages of this version are: in the repository and at the version that the workflow names; `uses: ./` names none. */
export function rulePages(): string | undefined {
  const { GITHUB_ACTION_REPOSITORY: repository = "", GITHUB_ACTION_REF: ref = "" } = process.env;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[\w./-]+$/.test(ref)) return undefined;
  return `${context.serverUrl}/${repository}/blob/${ref}/docs/rules`;
}
