import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { ReadProblem } from "../session/workspace.ts";
import { lookAround } from "./surroundings.ts";

/** A file of a checkout that would be read through a link. */
export const LINK_OUT: ReadProblem = {
  message: "a link leads out of the checkout here: nothing was read",
  help: "put the file itself here, or name the file that the link leads to",
};

/**
 * What a stranger may have put there as links: everything below the root of the checkout that a folder belongs to, or
 * below the folder itself where there is no checkout. Absolute paths in and out.
 */
export function checkoutAround(folder: string): string {
  return lookAround(folder, []).root ?? folder;
}

/**
 * The checkouts that a path lies below, as it is written: the given one, else every repository that has it. Links on the
 * way to a checkout are the user's own.
 */
function checkoutsOf(checkout: string, path: string): readonly string[] {
  if (entryOf(checkout, path) !== undefined) return [checkout];
  const roots: string[] = [];
  for (let { root } = lookAround(dirname(path), []); root !== undefined; ) {
    roots.push(root);
    if (dirname(root) === root) break;
    ({ root } = lookAround(dirname(root), []));
  }
  return roots;
}

/** Whether a path lies below the given checkout, or in any repository. */
export function isWithin(checkout: string, path: string): boolean {
  return checkoutsOf(checkout, path).length > 0;
}

/** The first link on the way from a checkout to a path below it, from the checkout; the path itself counts, too. */
export function linkBelow(checkout: string, path: string): string | undefined {
  return checkoutsOf(checkout, path)
    .map((one) => linkIn(one, path))
    .find((link) => link !== undefined);
}

function linkIn(checkout: string, path: string): string | undefined {
  const entry = entryOf(checkout, path);
  if (entry === undefined) return undefined;
  let at = entry;
  for (const name of relative(entry, path).split(sep)) {
    at = join(at, name);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return relative(entry, at);
  }
  return undefined;
}

/** Whether a path below a checkout leads out of it, or to git's own files, because of links. What is not there leads nowhere. */
export function leadsOut(checkout: string, path: string): boolean {
  const target = realOf(path);
  if (target === undefined) return false;
  return checkoutsOf(checkout, path).some((one) => {
    if (linkIn(one, path) === undefined) return false;
    const [first] = relative(realpathSync(one), target).split(sep);
    return first === ".." || first === ".git";
  });
}

/** The outermost folder on the way to a path that is the checkout, whatever it is called. */
function entryOf(checkout: string, path: string): string | undefined {
  const real = realOf(checkout);
  let entry: string | undefined;
  for (let at = dirname(path); ; at = dirname(at)) {
    if (realOf(at) === real) entry = at;
    if (dirname(at) === at) return entry;
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
