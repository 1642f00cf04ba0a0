import { unreadable } from "../check/check.ts";
import { pathPattern } from "../config/globs.ts";
import { NEAR_CONFIG_NAMES } from "../config/read.ts";
import { stacksOf, stacksWith } from "../config/stacks.ts";
import { ChangedFiles, Contents, hasServices, lookOf, MOST_BYTES } from "./contents.ts";
import { included, type Material, passedOver, readStacks, type Selected } from "./material.ts";
import { policyFiles, readPolicy } from "./policy.ts";
import { remarksOn } from "./remarks.ts";
import type { ChangedStacks, Observer, Request } from "./request.ts";
import { variablesFor } from "./variables.ts";
import type { FileAt, Workspace } from "./workspace.ts";

/**
 * Reads the stacks that a change touches, or all of a commit: one request for all changed files and the policy, one more
 * for the rest of their stacks.
 */
export async function changedStacks(
  request: Request & { readonly what: ChangedStacks },
  workspace: Workspace,
  observer: Observer,
): Promise<Material> {
  const { head, policyAt, changes, everything, files } = request.what;
  const { variableFiles } = request;
  const contents = new Contents(workspace);
  const filter = pathFilter(files);
  const changed = new ChangedFiles(head, changes);
  const found = everything ? await workspace.list(head, { lookOf, isStack: hasServices, maxBytes: MOST_BYTES }) : [];
  const all = [...found, ...(everything && !changes ? filter.plain : [])];
  const looks = (path: string) => filter.accepts(path) && (filter.names(path) || lookOf(path) !== undefined);
  const candidates = [...changed.all.values()].filter(
    ({ path, previousPath }) => looks(path) || looks(previousPath ?? path),
  );
  const place = {
    active: policyAt,
    proposed: (path: string) => (changed.touched.has(path) && policyAt !== head ? head : undefined),
  };
  const ofPolicy = policyFiles(request.what.policy, place);
  await contents.load([
    ...ofPolicy,
    ...candidates.flatMap(({ path }) => changed.both(path)),
    ...all.filter(looks).map((path) => changed.now(path)),
    ...variableFiles.flatMap((path) => changed.both(path)),
  ]);
  tracePolicy(ofPolicy, contents, observer);
  const policy = readPolicy(contents, request.what.policy, place);
  // A wrong input is told also where there is no stack.
  variablesFor([], request, contents, changed).now();
  const isStackAt = (at: FileAt) => (filter.names(at.path) || contents.isStack(at)) && included(policy.config, at.path);

  const paths = [...new Set([...candidates.map(({ path }) => path), ...all.filter(looks)])].filter(
    (path) => !changed.isGone(path) && contents.at(changed.now(path)).kind !== "folder",
  );
  const single = paths.filter((path) => isStackAt(changed.now(path)) || stacksWith(policy.config, path).length > 0);
  const configured = (policy.config?.stacks ?? [])
    .filter((stack) => everything || [...stack.files, ...stack.envFiles].some((path) => changed.touched.has(path)))
    // The configuration names files as they were called before the change.
    .map((stack) => ({ ...stack, files: stack.files.map((path) => changed.pathNow(path)) }));
  const inConfigured = new Set(configured.flatMap((stack) => stack.files));
  const others = stacksOf(
    policy.config,
    single.filter((path) => !inConfigured.has(path)),
  );
  const stacks = [...configured, ...others].map((stack) => {
    return { ...stack, named: stack.named === true || stack.files.some(filter.names) };
  });
  await contents.load(
    stacks.flatMap((stack) => [...stack.files, ...stack.envFiles].flatMap((path) => changed.both(path))),
  );

  const compared = changes !== undefined;
  const missing = (path: string) => [unreadable(path, "there is no such file", "check the path")];
  const selected: Selected = {
    ...{ request, observer, contents, changed, compared, stacks, candidates, isStackAt, missing },
    maxBytes: undefined,
  };
  const read = readStacks(selected);
  const inStacks = new Set(stacks.flatMap((stack) => stack.files));
  const told = new Set(read.unread.flatMap(({ skipped }) => skipped.map(({ path }) => path)));
  const left = paths.filter((path) => !inStacks.has(path) && !told.has(path) && included(policy.config, path));
  return {
    stacks: read.stacks,
    removed: read.removed,
    unread: [...read.unread, ...left.flatMap((path) => passedOver(path, contents.source(changed.now(path))))],
    policy,
    label: changes?.mergeBase.slice(0, 12),
    diff: [...changed.all.values()],
    remarks: remarksOn(request, changed, read.stacks),
    complete: everything && files.length === 0,
    rootPath: (path) => path,
    isFile: () => undefined,
  };
}

/** Which files a workflow asks for. */
interface PathFilter {
  /** Whether a path is among them. */
  accepts(path: string): boolean;
  /** Whether a path is named itself: then it is a stack file whatever its name. */
  names(path: string): boolean;
  /** Plain paths, which may be files or folders. */
  readonly plain: readonly string[];
}

/** Files, folders and patterns; without any, everything is asked for. */
function pathFilter(given: readonly string[]): PathFilter {
  const patterns = given.map((text) => pathPattern(text, ""));
  return {
    accepts: (path) =>
      patterns.length === 0 ||
      patterns.some(({ text, plain, matches }) =>
        plain ? path === text || path.startsWith(`${text}/`) : matches(path),
      ),
    names: (path) => patterns.some(({ text, plain }) => plain && path === text),
    plain: patterns.filter(({ plain }) => plain).map(({ text }) => text),
  };
}

/** The files of the policy, at which commits; a name that is nearly its own only where a file has it. */
function tracePolicy(files: readonly FileAt[], contents: Contents, { trace }: Observer): void {
  for (const { commit, path } of files) {
    const { kind } = contents.at({ commit, path });
    if (kind === "missing" && NEAR_CONFIG_NAMES.includes(path)) continue;
    trace?.(`Policy: ${path} at ${commit || "the workspace"}: ${kind}`);
  }
}
