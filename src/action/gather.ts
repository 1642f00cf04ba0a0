import { type BaseStack, type CheckedStack, unreadable } from "../check.ts";
import type { Config, StackFiles } from "../config/model.ts";
import { isIncluded, stacksOf } from "../config/stacks.ts";
import type { Changes } from "../github/changes.ts";
import type { FileAt } from "../github/contents.ts";
import type { DiffFile } from "../review/model.ts";
import { lookOf } from "../source/walk.ts";
import type { SourceFile } from "../text.ts";
import { Contents, type Origin } from "./contents.ts";
import { variablesOf, withLocalFiles } from "./env.ts";
import type { ActionInputs } from "./inputs.ts";
import { pathFilter } from "./paths.ts";
import { type ActivePolicy, policyFiles, readPolicy } from "./policy.ts";
import { baseOf, notChecked, unreadOf } from "./stack-files.ts";

/** A stack to check, as it is at head and as it was. */
export interface StackMaterial {
  /** In merge order. */
  readonly files: readonly SourceFile[];
  /** undefined: there is nothing to compare with. */
  readonly base: BaseStack | undefined;
  readonly variables: ReadonlyMap<string, string>;
  readonly target: StackFiles["target"];
  readonly name: string | undefined;
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
  const { inputs, origin, head, changes, everything } = assignment;
  const contents = new Contents(withLocalFiles(origin, inputs.envFiles, assignment.workspace));
  const filter = pathFilter(inputs.files);
  const changed = new Map((changes?.files ?? []).map((file) => [file.path, file]));
  const listed = everything ? [...(await origin.list(head)), ...(changes ? [] : filter.plain)] : [];
  const looks = (path: string) => filter.accepts(path) && (filter.names(path) || lookOf(path) !== undefined);
  const candidates = [...changed.values()].filter(
    ({ path, previousPath }) => looks(path) || looks(previousPath ?? path),
  );
  const beforeOf = ({ path, previousPath }: DiffFile): FileAt => ({
    commit: changes?.mergeBase ?? "",
    path: previousPath ?? path,
  });
  const bothOf = (file: DiffFile): FileAt[] => [
    ...(file.status === "removed" ? [] : [{ commit: head, path: file.path }]),
    ...(file.status === "added" ? [] : [beforeOf(file)]),
  ];
  const place = {
    active: assignment.policyAt,
    proposed: (path: string) => (changed.has(path) && assignment.policyAt !== head ? head : undefined),
  };
  await contents.load([
    ...policyFiles(inputs, place),
    ...candidates.flatMap(bothOf),
    ...listed.filter(looks).map((path) => ({ commit: head, path })),
    ...inputs.envFiles.map((path) => ({ commit: head, path })),
  ]);
  const policy = readPolicy(contents, inputs, place);
  const given = variablesOf(contents, head, inputs.envFiles);
  const isGone = (path: string) => changed.get(path)?.status === "removed";
  const touched = new Set([...changed.keys(), ...candidates.flatMap(({ previousPath }) => previousPath ?? [])]);
  const isStackAt = (at: FileAt) => (filter.names(at.path) || contents.isStack(at)) && included(policy.config, at.path);

  const paths = [...new Set([...candidates.map(({ path }) => path), ...listed.filter(looks)])].filter(
    (path) => !isGone(path) && contents.at({ commit: head, path }).kind !== "folder",
  );
  const found = paths.filter((path) => isStackAt({ commit: head, path }) || isInStack(policy.config, path));
  const configured = (policy.config?.stacks ?? []).filter(
    ({ files, envFiles }) => everything || [...files, ...envFiles].some((path) => touched.has(path)),
  );
  const single = new Set(configured.flatMap(({ files }) => files));
  const stacks = [
    ...configured,
    ...stacksOf(
      policy.config,
      found.filter((path) => !single.has(path)),
    ),
  ];
  await contents.load(
    stacks.flatMap(({ files, envFiles }) =>
      [...files, ...envFiles].flatMap((path) => {
        const file = changed.get(path);
        return file ? [{ commit: head, path }, ...bothOf(file)] : [{ commit: head, path }];
      }),
    ),
  );

  const result: { stacks: StackMaterial[]; removed: BaseStack[]; unread: CheckedStack[] } = {
    stacks: [],
    removed: [],
    unread: [],
  };
  for (const stack of stacks) {
    const base = changes === undefined ? undefined : baseOf(stack, changed, contents, head, beforeOf);
    const sources = stack.files.map((path) => ({ path, source: contents.source({ commit: head, path }) }));
    const files = sources.flatMap(({ source }) => (source && "file" in source ? [source.file] : []));
    if (files.length === sources.length) {
      const variables = new Map([...variablesOf(contents, head, stack.envFiles), ...given]);
      result.stacks.push({ files, base, variables, target: stack.target, name: stack.name });
    } else if (base && base.files.length > 0 && sources.every(({ source }) => source === undefined))
      result.removed.push(base);
    else result.unread.push(...unreadOf(sources));
  }
  // What was a stack and is none any more: removed, renamed to something else, or emptied.
  const inStacks = new Set(stacks.flatMap(({ files }) => files));
  for (const file of candidates) {
    if (file.status === "added" || inStacks.has(file.path)) continue;
    const before = beforeOf(file);
    if (!isStackAt(before)) continue;
    const now = isGone(file.path) ? undefined : contents.source({ commit: head, path: file.path });
    if (now && "problem" in now) result.unread.push(unreadable(file.path, now.problem, now.help));
    else {
      const source = contents.source(before);
      if (source && "file" in source) result.removed.push({ files: [source.file] });
    }
  }
  const named = paths.filter((path) => !inStacks.has(path) && lookOf(path) === "named");
  const told = new Set(result.unread.flatMap(({ skipped }) => skipped.map(({ path }) => path)));
  for (const path of named.filter((one) => !told.has(one))) {
    const source = contents.source({ commit: head, path });
    if (source && "problem" in source) result.unread.push(notChecked(path, source.problem));
  }
  return {
    ...result,
    policy,
    diff: [...changed.values()],
    remarks: remarksOn(changes),
    whole: everything && inputs.files.length === 0,
  };
}

const included = (config: Config | undefined, path: string): boolean =>
  config === undefined || isIncluded(config, path);

const isInStack = (config: Config | undefined, path: string): boolean =>
  config?.stacks.some(({ files }) => files.includes(path)) ?? false;

function remarksOn(changes: Changes | undefined): string[] {
  if (changes?.cutAt === undefined) return [];
  return [
    `GitHub lists ${changes.cutAt} changed files and no more. The others were found by comparing the trees; their findings stand here and not on lines.`,
  ];
}
