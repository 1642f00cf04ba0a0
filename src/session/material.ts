import { type BaseStack, type CheckedStack, unreadable } from "../check/check.ts";
import type { Config, StackFiles } from "../config/model.ts";
import { isIncluded } from "../config/stacks.ts";
import type { SourceFile } from "../model/text.ts";
import type { DiffFile } from "../review/model.ts";
import type { ChangedFiles, Contents, Source } from "./contents.ts";
import { lookOf } from "./contents.ts";
import type { ActivePolicy } from "./policy.ts";
import type { Observer, Request } from "./request.ts";
import { VariablesError } from "./usage.ts";
import { type Variables, variablesFor } from "./variables.ts";
import type { FileAt } from "./workspace.ts";

/** A stack to check, as it is at head and as it was. */
export interface StackMaterial {
  /** In merge order. */
  readonly files: readonly SourceFile[];
  /** undefined: there is nothing to compare with. */
  readonly base: BaseStack | undefined;
  readonly variables: ReadonlyMap<string, string>;
  readonly target: StackFiles["target"];
  readonly name: string | undefined;
  /** Whether somebody named the files: in the call, or in the configuration. */
  readonly named: boolean;
}

/** A stack of which head has nothing any more. */
interface RemovedStack {
  readonly base: BaseStack;
  readonly variables: ReadonlyMap<string, string>;
}

/** Everything that a check needs. */
export interface Material {
  readonly stacks: readonly StackMaterial[];
  readonly removed: readonly RemovedStack[];
  /** Files that were not checked, and why. */
  readonly unread: readonly CheckedStack[];
  readonly policy: ActivePolicy;
  /** What the report calls that which it was compared with. */
  readonly label: string | undefined;
  readonly diff: readonly DiffFile[];
  readonly remarks: readonly string[];
  /** Whether it is about everything that the repository holds. */
  readonly complete: boolean;
  rootPath(path: string): string;
  /** Whether a path that a stack's first file names leads to a file; undefined: nobody knows. */
  isFile(file: string, path: string): boolean | undefined;
}

/** What was selected, and all that is needed to read it; every file is loaded. */
export interface Selected {
  readonly request: Request;
  readonly observer: Observer;
  readonly contents: Contents;
  readonly changed: ChangedFiles;
  readonly compared: boolean;
  readonly stacks: readonly StackFiles[];
  /** Changed files that may be, or may have been, stacks. */
  readonly candidates: readonly DiffFile[];
  /** Whether a file is a stack's at a commit, and asked for. */
  isStackAt(file: FileAt): boolean;
  readonly maxBytes: number | undefined;
  /** What becomes of a file that is not there, of a stack that is. */
  missing(path: string): readonly CheckedStack[];
}

/** The texts of stacks with what they were before: those to check, those that are gone, and those that cannot be read. */
export function readStacks(selected: Selected): Pick<Material, "removed" | "unread"> & { stacks: StackMaterial[] } {
  const { request, contents, changed, compared, stacks, maxBytes } = selected;
  const result: { stacks: StackMaterial[]; removed: RemovedStack[]; unread: CheckedStack[] } = {
    stacks: [],
    removed: [],
    unread: [],
  };
  for (const stack of stacks) {
    const sources = stack.files.map((path) => ({ path, source: contents.source(changed.now(path), maxBytes) }));
    const files = sources.flatMap(({ source }) => (source && "file" in source ? [source.file] : []));
    const variables = variablesFor(stack.envFiles, request, contents, changed);
    const base = compared ? baseOf(stack, contents, changed, variables.before, maxBytes) : undefined;
    if (files.length === sources.length) {
      const { target, name, named = false } = stack;
      const now = readable(variables, selected);
      if (now === undefined) result.unread.push(...files.map(({ path }) => notChecked(path, NO_VARIABLES)));
      else result.stacks.push({ files, base, variables: now, target, name, named });
    } else if (base && base.files.length > 0 && sources.every(({ source }) => source === undefined)) {
      // The files with its variables may be gone with it.
      const before = variables.before ?? readable(variables, selected);
      if (before !== undefined) result.removed.push({ base, variables: before });
    } else result.unread.push(...unreadOf(sources, selected));
  }
  // What was a stack and is none any more: removed, renamed to something else, or emptied.
  const inStacks = new Set(stacks.flatMap(({ files }) => files));
  const variables = variablesFor([], request, contents, changed).now();
  for (const { path } of selected.candidates) {
    const before = changed.before(path);
    if (before === undefined || inStacks.has(path) || !selected.isStackAt(before)) continue;
    const now = changed.isGone(path) ? undefined : contents.source(changed.now(path), maxBytes);
    if (now && "problem" in now) result.unread.push(unreadable(path, now.problem.message, now.problem.help));
    else {
      const source = contents.source(before, maxBytes);
      if (source && "file" in source) result.removed.push({ base: { files: [source.file] }, variables });
    }
  }
  return result;
}

const NO_VARIABLES = "a file with its variables could not be read";

/** undefined after a complaint about a file of the stack's own. */
function readable(variables: Variables, { request, observer }: Selected): ReadonlyMap<string, string> | undefined {
  try {
    return variables.now();
  } catch (error) {
    if (!(error instanceof VariablesError) || request.variableFiles.includes(error.path)) throw error;
    observer.complain(`${error.path}: ${error.problem.message}`, error.problem.help);
    return undefined;
  }
}

/** A stack before the change. */
function baseOf(
  { files }: StackFiles,
  contents: Contents,
  changed: ChangedFiles,
  variables: BaseStack["variables"],
  maxBytes: number | undefined,
): BaseStack {
  const renames = new Map<string, string>();
  const before = files.flatMap((path): SourceFile[] => {
    const at = changed.before(path);
    const source = at && contents.source(at, maxBytes);
    if (at === undefined || source === undefined || "problem" in source) return [];
    renames.set(at.path, path);
    return [source.file];
  });
  return { files: before, renames, variables };
}

/** What becomes of a stack of which a file could not be read. */
function unreadOf(
  parts: readonly { readonly path: string; readonly source: Source }[],
  { missing }: Selected,
): CheckedStack[] {
  return parts.flatMap(({ path, source }) => {
    if (source === undefined) return missing(path);
    if ("problem" in source) return unreadable(path, source.problem.message, source.problem.help);
    return notChecked(path, "another file of its stack could not be read");
  });
}

/** A file that was left out. */
function notChecked(path: string, reason: string): CheckedStack {
  return { findings: [], stack: undefined, skipped: [{ path, reason }], services: 0, mounts: 0 };
}

/**
 * What is said of a file that looks like a stack and was found to be none. One that is listed and not there has a name
 * that is no UTF-8: GitHub tells such names with other characters in them.
 */
export function passedOver(path: string, source: Source): CheckedStack[] {
  const named = lookOf(path) === "named";
  if (source === undefined) {
    const problem = "GitHub lists this file and does not give it by that name: nothing was read";
    return named ? [unreadable(path, problem, "give it a name in UTF-8")] : [notChecked(path, problem)];
  }
  return named && "problem" in source ? [notChecked(path, source.problem.message)] : [];
}

export const included = (config: Config | undefined, path: string): boolean =>
  config === undefined || isIncluded(config, path);
