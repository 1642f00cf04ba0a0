import { join } from "node:path/posix";
import type { PathPattern } from "./model.ts";

/** A glob that is written in a file of `folder`, which is relative to the root of what is checked. */
export function pathPattern(glob: string, folder: string): PathPattern {
  const text = join(folder, glob);
  const plain = !/[*?[{]/.test(text);
  return { text, plain, matches: plain ? (path) => path === text : matcher(text) };
}

/** No glob that people write comes near this. */
const LONGEST = 1000;

/** Why a text is no glob: groups of regular expressions and of shells, which other tools take. */
export function globProblem(glob: string): { readonly message: string; readonly help: string } | undefined {
  if (glob.length > LONGEST)
    return { message: `is longer than ${LONGEST} characters.`, help: "Write several globs instead." };
  if (glob.startsWith("!")) return { message: "starts with `!`.", help: "Write globs of what is meant." };
  const group = /[?*+@!]\(|\([^)]*\||\)[?*+{]/.test(glob);
  return group ? { message: "holds a group with `( )`.", help: "Write `{a,b}` for alternatives." } : undefined;
}

/**
 * A glob is walked through with all the positions that it can be at, one character of the path after the other. So the
 * time is the length of the path times that of the glob, whatever they are; a regular expression could take for ever.
 */
function matcher(glob: string): (path: string) => boolean {
  let whole: Automaton | undefined;
  return (path) => {
    whole ??= new Automaton(glob);
    return whole.matches(path);
  };
}

type Test = (character: string) => boolean;

/** Takes one character that passes the test; without a test, none. */
interface Step {
  readonly test: Test | undefined;
  readonly next: number[];
}

const NO_SLASH: Test = (character) => character !== "/";
const ANY: Test = () => true;

class Automaton {
  readonly #steps: Step[] = [];
  readonly #start: number;
  readonly #end: number;

  constructor(glob: string) {
    this.#start = this.#add(undefined);
    this.#end = this.#sequence([...glob], this.#start);
  }

  matches(path: string): boolean {
    // When each position was last reached: after so many characters.
    const reached = new Int32Array(this.#steps.length).fill(-1);
    let count = 0;
    let at = this.#reach([this.#start], reached, count);
    for (const character of path) {
      count++;
      const passed = at.filter((one) => this.#steps[one]?.test?.(character));
      at = this.#reach(
        passed.flatMap((one) => this.#steps[one]?.next ?? []),
        reached,
        count,
      );
      if (at.length === 0) return false;
    }
    return reached[this.#end] === count;
  }

  /** Positions with everything that is reached from there without a character, each once. */
  #reach(positions: readonly number[], reached: Int32Array, count: number): readonly number[] {
    const all: number[] = [];
    const pending = [...positions];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      if (reached[one] === count) continue;
      reached[one] = count;
      all.push(one);
      const { test, next } = this.#steps[one] as Step;
      if (test === undefined) pending.push(...next);
    }
    return all;
  }

  #add(test: Test | undefined): number {
    this.#steps.push({ test, next: [] });
    return this.#steps.length - 1;
  }

  #link(from: number, to: number): void {
    (this.#steps[from] as Step).next.push(to);
  }

  /** Behind a position: one character. Returns the position after it. */
  #one(from: number, test: Test): number {
    const step = this.#add(test);
    const after = this.#add(undefined);
    this.#link(from, step);
    this.#link(step, after);
    return after;
  }

  /** Any number of characters. */
  #many(from: number, test: Test): number {
    const loop = this.#add(undefined);
    const step = this.#add(test);
    this.#link(from, loop);
    this.#link(loop, step);
    this.#link(step, loop);
    return loop;
  }

  #sequence(glob: readonly string[], from: number): number {
    let position = from;
    let before = from;
    for (let at = 0; at < glob.length; ) {
      const rest = glob.slice(at);
      const folders = /^\*\*(?:\/|$)/.test(rest.slice(0, 3).join("")) && (at === 0 || glob[at - 1] === "/");
      if (folders) {
        const isLast = rest.length === 2;
        const after = this.#add(undefined);
        this.#link(this.#folders(position, !isLast), after);
        // `a/**` is `a`, too, as other tools have it; `*/**` needs a folder.
        if (isLast && at > 1 && glob[at - 2] !== "*") this.#link(before, after);
        before = position;
        position = after;
        at += 3;
        continue;
      }
      const [length, after] = this.#item(rest, position);
      before = position;
      position = after;
      at += length;
    }
    return position;
  }

  /** Any number of folders, each with its slash; at the end of a glob: everything. */
  #folders(from: number, slash: boolean): number {
    if (!slash) return this.#many(from, ANY);
    const inside = this.#many(from, ANY);
    const after = this.#one(inside, (character) => character === "/");
    this.#link(from, after);
    return after;
  }

  /** What stands at the start of a glob: how many of its characters that is, and the position after it. */
  #item(glob: readonly string[], from: number): readonly [length: number, after: number] {
    const [first = ""] = glob;
    if (first === "*") return [1, this.#many(from, NO_SLASH)];
    if (first === "?") return [1, this.#one(from, NO_SLASH)];
    if (first === "[") {
      const found = setOf(glob);
      if (found) return [found.length, this.#one(from, found.test)];
    }
    if (first === "{") {
      const found = branchesOf(glob);
      if (found) return [found.length, this.#choice(found.branches, from)];
    }
    return [1, this.#one(from, (character) => character === first)];
  }

  #choice(branches: readonly (readonly string[])[], from: number): number {
    const after = this.#add(undefined);
    for (const branch of branches) this.#link(this.#sequence(branch, from), after);
    return after;
  }
}

/** `[abc]`, `[a-z]`, `[!a]`; a bracket that nothing closes stands for itself. */
function setOf(glob: readonly string[]): { readonly length: number; readonly test: Test } | undefined {
  const inverted = glob[1] === "!" || glob[1] === "^";
  const start = inverted ? 2 : 1;
  // A bracket that stands first belongs to the set.
  const end = glob.indexOf("]", start + 1);
  if (end === -1) return undefined;
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let at = start; at < end; at++) {
    const from = glob[at] as string;
    const isRange = glob[at + 1] === "-" && at + 2 < end;
    ranges.push([from, isRange ? (glob[at + 2] as string) : from]);
    if (isRange) at += 2;
  }
  const holds = (character: string) => ranges.some(([from, to]) => from <= character && character <= to);
  return { length: end + 1, test: (character) => character !== "/" && holds(character) !== inverted };
}

/** `{a,b}`, also one in the other; braces without a comma stand for themselves. */
function branchesOf(
  glob: readonly string[],
): { readonly length: number; readonly branches: readonly (readonly string[])[] } | undefined {
  const branches: (readonly string[])[] = [];
  let depth = 0;
  let start = 1;
  for (const [at, character] of glob.entries()) {
    if (character === "{") depth++;
    if (character === "}") depth--;
    if ((character === "," && depth === 1) || depth === 0) {
      branches.push(glob.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) return branches.length > 1 ? { length: at + 1, branches } : undefined;
  }
  return undefined;
}
