import type { Path } from "../edit/change.ts";
import type { Place, SourceFile } from "../model/text.ts";
import type { Mount, Service, Volume } from "../stack/model.ts";
import { child, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import type { FixContext } from "./model.ts";

/**
 * A value that stands in a file itself, not behind an alias or a merge key: a change there is a change nowhere else.
 * Where a function finds none, there is no fix.
 */
export interface YamlNode {
  readonly file: SourceFile;
  readonly path: Path;
  readonly tree: Tree;
}

/** The value at a path of one file; undefined when it is missing or came through an alias or a merge key. */
export function nodeAtPath(context: FixContext, file: SourceFile, path: Path): YamlNode | undefined {
  let tree: Tree | undefined = context.roots.get(file);
  for (const part of path) {
    tree = typeof part === "number" ? itemsOf(tree)[part] : child(tree, part);
    if (tree === undefined || tree.via !== undefined) return undefined;
  }
  return tree && { file, path, tree };
}

/** A value of a service, such as `deploy`, `mode`, or the service itself, in the first file (in merge order) that has it. */
export function serviceNode(context: FixContext, service: string, ...path: string[]): YamlNode | undefined {
  return Array.from(context.roots.keys(), (file) => nodeAtPath(context, file, ["services", service, ...path])).find(
    (node) => node !== undefined,
  );
}

/** The entry of a service's `volumes` that a mount was read from. */
export function mountNode(context: FixContext, service: Service, mount: Mount): YamlNode | undefined {
  if (mount.via !== undefined) return undefined;
  const { file, start } = mount.place;
  const list = nodeAtPath(context, file, ["services", service.name, "volumes"]);
  const index = itemsOf(list?.tree).findIndex((item) => item.via === undefined && item.start === start);
  return list && index >= 0 ? nodeAtPath(context, file, [...list.path, index]) : undefined;
}

/** The declaration of a volume, to set, remove or rename something in it; its value may be an alias. */
export function volumeDeclaration(
  context: FixContext,
  { key, place }: Volume,
): { readonly file: SourceFile; readonly path: Path; readonly value: Tree } | undefined {
  const { file } = place;
  const section = nodeAtPath(context, file, ["volumes"])?.tree as Mapping | undefined;
  const entry = section?.entries.get(key);
  return entry && entry.key.start === place.start ? { file, path: ["volumes", key], value: entry.value } : undefined;
}

/** What a finding points at: the value at a place, or the value of the key at a place; undefined behind an alias or a merge key. */
export function nodeAtPlace(context: FixContext, place: Place): YamlNode | undefined {
  const root = context.roots.get(place.file);
  return root && below({ file: place.file, path: [], tree: root }, place);
}

function below(node: YamlNode, place: Place): YamlNode | undefined {
  const { file, path, tree } = node;
  if (tree.via !== undefined) return undefined;
  if (tree.start === place.start && tree.end === place.end && path.length > 0) return node;
  if (tree.kind === "sequence") {
    return firstOf(tree.items, (item, index) => below({ file, path: [...path, index], tree: item }, place));
  }
  if (tree.kind === "scalar") return undefined;
  return firstOf([...tree.entries.values()], ({ key, value }) => {
    const inner = { file, path: [...path, key.name], tree: value };
    const own = value.via?.kind !== "merge";
    return own && key.start === place.start && key.end === place.end ? inner : below(inner, place);
  });
}

function firstOf<T>(all: readonly T[], of: (one: T, index: number) => YamlNode | undefined): YamlNode | undefined {
  for (const [index, one] of all.entries()) {
    const found = of(one, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The string that is written, before variables are filled in; undefined for anything else than a string. */
export function writtenString(tree: Tree | undefined): string | undefined {
  return tree?.kind === "scalar" && typeof tree.value === "string" ? tree.value : undefined;
}
