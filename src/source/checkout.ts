import { statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { tooLarge } from "../session/decode.ts";
import type { BaseCheckout, Changes, Checkout, FileAt, FileContent, ReadOptions } from "../session/workspace.ts";
import { isFile, plainProblem, readBytes } from "./disk.ts";
import type { BaseCommit, ChangedPath } from "./git.ts";
import { checkoutAround, LINK_OUT, leadsOut } from "./links.ts";
import { findStackFiles } from "./walk.ts";

interface CheckoutOptions {
  /** Absolute: paths are relative to this folder. */
  readonly folder: string;
  /** Absolute: what the configuration speaks of. */
  readonly root: string;
  /** What it is compared with, and what that is called. */
  readonly base?: { readonly commit: BaseCommit; readonly ref: string } | undefined;
  /** Standard input takes the place of the file of that name. */
  readonly stdin?: { readonly name: string; read(limit: number): Promise<Uint8Array> } | undefined;
}

const SHORT_HASH = 12;

/** Files as they lie on the disk, and as they were in the commit that is compared with. */
export function openCheckout({ folder, root, base, stdin }: CheckoutOptions): Checkout {
  const absolute = (path: string) => resolve(folder, path);
  const checkout = checkoutAround(folder);
  const readNow = async (path: string, options: ReadOptions): Promise<FileContent> => {
    if (stdin?.name !== path) return contentAt(absolute(path), checkout, options);
    const bytes = await stdin.read(options.maxBytes);
    if (bytes.length <= options.maxBytes) return { kind: "bytes", bytes };
    return { kind: "problem", problem: tooLarge(undefined, options.maxBytes) };
  };
  const readBefore = (files: readonly FileAt[], commit: BaseCommit, options: ReadOptions): Map<FileAt, FileContent> => {
    const inside = new Map(files.map((file) => [file, commit.inside(absolute(file.path)) ?? ""]));
    const old = commit.read([...new Set(inside.values())], options);
    return new Map(
      files.map((file) => {
        const bytes = old.get(inside.get(file) ?? "");
        return [file, bytes === undefined ? { kind: "missing" } : { kind: "bytes", bytes }];
      }),
    );
  };
  return {
    read: async (files, options) => {
      const older = base
        ? files.filter(({ commit }) => commit === base.commit.commit || commit === base.commit.tip)
        : [];
      const before = base ? readBefore(older, base.commit, options) : new Map<FileAt, FileContent>();
      const contents: FileContent[] = [];
      for (const file of files) contents.push(before.get(file) ?? (await readNow(file.path, options)));
      return contents;
    },
    list: async (_, look) => {
      const { files, problems } = findStackFiles(folder, look);
      // What the walk would not read is told when it is read.
      return [...files, ...problems.map(({ path }) => path)].sort();
    },
    find: (path, look) => {
      try {
        if (!statSync(absolute(path)).isDirectory()) return { kind: "file" };
      } catch (error) {
        return { kind: "problem", problem: plainProblem(error) };
      }
      return { kind: "folder", ...findStackFiles(absolute(path), look) };
    },
    rootPath: (path) => rootPathOf(root, absolute(path)),
    fromRoot: (path) => slashed(relative(folder, resolve(root, path))),
    folderOf: (file) => dirname(absolute(file)),
    isFile: (file, path) => isFile(resolve(dirname(absolute(file)), path)),
    base: base && baseCheckout(base.commit, `${base.ref} (${base.commit.commit.slice(0, SHORT_HASH)})`, folder),
  };
}

/** A path relative to the root where it lies below it, else as it is. */
export function rootPathOf(root: string, path: string): string {
  const inside = slashed(relative(root, path));
  return inside.startsWith("../") || inside === ".." ? slashed(path) : inside;
}

export function slashed(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}

function contentAt(path: string, checkout: string, { maxBytes, namedBy }: ReadOptions): FileContent {
  if (namedBy !== "user" && leadsOut(checkout, path))
    return namedBy === undefined ? { kind: "symlink" } : { kind: "problem", problem: LINK_OUT };
  if (namedBy === undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return { kind: "folder" };
  const read = readBytes(path, { maxBytes });
  if ("bytes" in read) return { kind: "bytes", bytes: read.bytes };
  if (namedBy === undefined && read.problem.missing) return { kind: "missing" };
  if (namedBy === undefined && read.problem.tooLarge) return { kind: "too-large", size: maxBytes };
  return { kind: "problem", problem: read.problem };
}

function baseCheckout(base: BaseCommit, label: string, folder: string): BaseCheckout {
  const shown = (path: string, like = "") => {
    const absolute = resolve(base.root, path);
    return slashed(isAbsolute(like) ? absolute : relative(folder, absolute));
  };
  const byPath = new Map(base.changed.map((one) => [one.path, one]));
  return {
    label,
    changes: (files, variableFiles, folders) => {
      const outside: string[] = [];
      const changed: Changes["files"][number][] = [];
      const known = new Set<string>();
      const add = (path: string, isVariables: boolean) => {
        const inside = base.inside(resolve(folder, path));
        if (inside === undefined && !isVariables) outside.push(path);
        const { status, previousPath }: Partial<ChangedPath> = byPath.get(inside ?? "") ?? {};
        if (inside !== undefined) known.add(inside);
        // What git does not know may have been there before: variables are taken as they are today.
        if (inside === undefined || (status === undefined && !base.has(inside))) {
          if (!isVariables) changed.push({ path, status: "added", hunks: undefined });
        } else if (previousPath !== undefined)
          changed.push({ path, previousPath: shown(previousPath, path), status: "renamed", hunks: undefined });
        else changed.push({ path, status: status ?? "modified", hunks: undefined });
      };
      for (const path of files) add(path, false);
      for (const path of variableFiles) add(path, true);
      const tops = folders.map((path) => base.inside(`${resolve(folder, path)}/x`)?.replace(/x$/, ""));
      for (const { path, previousPath, status } of base.changed) {
        const old = previousPath ?? path;
        if (known.has(path) || (status !== "removed" && status !== "renamed")) continue;
        if (!tops.some((top) => top !== undefined && old.startsWith(top))) continue;
        const from = previousPath === undefined ? {} : { previousPath: shown(previousPath) };
        changed.push({ path: shown(path), ...from, status, hunks: undefined });
      }
      return { mergeBase: base.commit, files: changed, cutAt: undefined, outside };
    },
  };
}
