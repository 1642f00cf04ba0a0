import { type BaseStack, type CheckedStack, unreadable } from "../check/check.ts";
import type { Config, StackFiles } from "../config/model.ts";
import { isIncluded, stacksOf, stacksWith } from "../config/stacks.ts";
import type { Changes } from "../github/changes.ts";
import type { FileAt } from "../github/contents.ts";
import type { SourceFile } from "../model/text.ts";
import type { DiffFile } from "../review/model.ts";
import { lookOf } from "../source/walk.ts";
import { ChangedFiles } from "./changed.ts";
import { Contents, type Origin } from "./contents.ts";
import { variablesFor, withLocalFiles } from "./env.ts";
import type { ActionInputs } from "./inputs.ts";
import { pathFilter } from "./paths.ts";
import { type ActivePolicy, policyFiles, readPolicy } from "./policy.ts";
import { remarksOn } from "./remarks.ts";
import { baseOf, passedOver, unreadOf } from "./stack-files.ts";
import { tracePolicy } from "./trace.ts";

/** A stack to check, as it is at head and as it was. */
export interface StackMaterial {
  /** In merge order. */
  readonly files: readonly SourceFile[];
  /** undefined: there is nothing to compare with. */
  readonly base: BaseStack | undefined;
  readonly variables: ReadonlyMap<string, string>;
  readonly target: StackFiles["target"];
  readonly name: string | undefined;
  /** Whether somebody named the files: in an input, or in the configuration. */
  readonly named: boolean;
}

/** Everything that a check needs. */
export interface Material {
  readonly stacks: readonly StackMaterial[];
  /** Stacks of which head has nothing any more. */
  readonly removed: readonly BaseStack[];
  /** Files that were not checked, and why. */
  readonly unread: readonly CheckedStack[];
  readonly policy: ActivePolicy;
  readonly diff: readonly DiffFile[];
  readonly remarks: readonly string[];
  /** Whether it is about everything that the repository holds. */
  readonly whole: boolean;
  /** Whether there is something to compare with. */
  readonly changed: boolean;
}

export interface Assignment {
  readonly inputs: ActionInputs;
  readonly origin: Origin;
  readonly head: string;
  /** Where the policy is read. */
  readonly policyAt: string;
  /** undefined: there is no change to compare. */
  readonly changes: Changes | undefined;
  /** Whether files that the change does not touch are checked too. */
  readonly everything: boolean;
  readonly workspace: string;
}

/** Reads what there is to check: one query for all changed files and the policy, one more for the rest of their stacks. */
export async function gather(assignment: Assignment): Promise<Material> {
  const { inputs, origin, head, policyAt, changes, everything } = assignment;
  const contents = new Contents(withLocalFiles(origin, inputs.envFiles, assignment.workspace));
  const filter = pathFilter(inputs.files);
  const changed = new ChangedFiles(head, changes);
  const listed = everything ? [...(await origin.list(head)), ...(changes ? [] : filter.plain)] : [];
  const looks = (path: string) => filter.accepts(path) && (filter.names(path) || lookOf(path) !== undefined);
  const candidates = [...changed.all.values()].filter(
    ({ path, previousPath }) => looks(path) || looks(previousPath ?? path),
  );
  const place = {
    active: policyAt,
    proposed: (path: string) => (changed.touched.has(path) && policyAt !== head ? head : undefined),
  };
  const ofPolicy = policyFiles(inputs, place);
  await contents.load([
    ...ofPolicy,
    ...candidates.flatMap(({ path }) => changed.both(path)),
    ...listed.filter(looks).map((path) => changed.now(path)),
    ...inputs.envFiles.flatMap((path) => changed.both(path)),
  ]);
  tracePolicy(ofPolicy, contents);
  const policy = readPolicy(contents, inputs, place);
  // A wrong input is told also where there is no stack.
  variablesFor({ envFiles: [] }, inputs, contents, changed).now();
  const isStackAt = (at: FileAt) => (filter.names(at.path) || contents.isStack(at)) && included(policy.config, at.path);

  const paths = [...new Set([...candidates.map(({ path }) => path), ...listed.filter(looks)])].filter(
    (path) => !changed.isGone(path) && contents.at(changed.now(path)).kind !== "folder",
  );
  const found = paths.filter((path) => isStackAt(changed.now(path)) || stacksWith(policy.config, path).length > 0);
  const configured = (policy.config?.stacks ?? [])
    .filter(({ files, envFiles }) => everything || [...files, ...envFiles].some((path) => changed.touched.has(path)))
    // The configuration names files as they were called before the change.
    .map((stack) => ({ ...stack, files: stack.files.map((path) => changed.pathNow(path)) }));
  const single = new Set(configured.flatMap(({ files }) => files));
  const stacks = [
    ...configured,
    ...stacksOf(
      policy.config,
      found.filter((path) => !single.has(path)),
    ),
  ];
  await contents.load(
    stacks.flatMap(({ files, envFiles }) => [...files, ...envFiles].flatMap((path) => changed.both(path))),
  );

  const result: { stacks: StackMaterial[]; removed: BaseStack[]; unread: CheckedStack[] } = {
    stacks: [],
    removed: [],
    unread: [],
  };
  for (const stack of stacks) {
    const variables = variablesFor(stack, inputs, contents, changed);
    const base = changes === undefined ? undefined : baseOf(stack, contents, changed, variables.before);
    const sources = stack.files.map((path) => ({ path, source: contents.source(changed.now(path)) }));
    const files = sources.flatMap(({ source }) => (source && "file" in source ? [source.file] : []));
    if (files.length === sources.length) {
      const { target, name } = stack;
      const named = stack.named === true || stack.files.some(filter.names);
      result.stacks.push({ files, base, variables: variables.now(), target, name, named });
    } else if (base && base.files.length > 0 && sources.every(({ source }) => source === undefined))
      result.removed.push(base);
    else result.unread.push(...unreadOf(sources));
  }
  // What was a stack and is none any more: removed, renamed to something else, or emptied.
  const inStacks = new Set(stacks.flatMap(({ files }) => files));
  for (const { path } of candidates) {
    const before = changed.before(path);
    if (before === undefined || inStacks.has(path) || !isStackAt(before)) continue;
    const now = changed.isGone(path) ? undefined : contents.source(changed.now(path));
    if (now && "problem" in now) result.unread.push(unreadable(path, now.problem, now.help));
    else {
      const source = contents.source(before);
      if (source && "file" in source) result.removed.push({ files: [source.file] });
    }
  }
  const told = new Set(result.unread.flatMap(({ skipped }) => skipped.map(({ path }) => path)));
  const left = paths.filter((path) => !inStacks.has(path) && !told.has(path) && included(policy.config, path));
  result.unread.push(...left.flatMap((path) => passedOver(path, contents.source(changed.now(path)))));
  return {
    ...result,
    policy,
    diff: [...changed.all.values()],
    remarks: remarksOn({ inputs, changes, changed, everything, stacks: result.stacks }),
    whole: everything && inputs.files.length === 0,
    changed: changes !== undefined,
  };
}

const included = (config: Config | undefined, path: string): boolean =>
  config === undefined || isIncluded(config, path);
