import { type Key, type Tree, useOf } from "../yaml/tree.ts";
import type { Path } from "./change.ts";
import { isFlow } from "./style.ts";

/** A value on the way down a path. */
export interface Step {
  readonly tree: Tree;
  /** The key in front of the value; undefined at the top and in lists. */
  readonly key: Key | undefined;
  readonly parent: Tree | undefined;
  /** Whether the value stands inside `[ ]` or `{ }`. */
  readonly flow: boolean;
}

export interface Trail {
  readonly last: Step;
  /** What of the path does not exist below `last`. */
  readonly missing: Path;
  /** How many keys and positions lead to `last`. */
  readonly depth: number;
}

/**
 * Follows a path as far as it exists; undefined where it leads through an alias or a merge key, or into a string. Only its
 * very end may be an alias: that can be replaced without a change elsewhere.
 */
export function follow(root: Tree, path: Path): Trail | undefined {
  let last: Step = { tree: root, key: undefined, parent: undefined, flow: false };
  for (const [depth, part] of path.entries()) {
    const { tree } = last;
    if (tree.via !== undefined) return undefined;
    if (tree.kind === "scalar") return tree.value === null ? { last, missing: path.slice(depth), depth } : undefined;
    const flow = last.flow || isFlow(tree);
    if (tree.kind === "sequence") {
      const item = typeof part === "number" ? tree.items[part] : undefined;
      if (item === undefined) return undefined;
      last = { tree: item, key: undefined, parent: tree, flow };
    } else {
      const entry = tree.entries.get(String(part));
      if (entry === undefined) return { last, missing: path.slice(depth), depth };
      if (entry.value.via?.kind === "merge") return undefined;
      last = { tree: entry.value, key: entry.key, parent: tree, flow };
    }
  }
  return { last, missing: [], depth: path.length };
}

/** Where the text of a step's own value ends: after the alias when it is one. */
export function endOf({ tree }: Step): number {
  return useOf(tree).end;
}

/** Where the key, or the item, begins. */
export function startOf({ tree, key }: Step): number {
  return key?.start ?? useOf(tree).start;
}
