import {
  child,
  type Entry,
  entriesOf,
  itemsOf,
  type Mapping,
  printScalar,
  type Scalar,
  type Sequence,
  type Tree,
} from "../yaml/tree.ts";
import { targetOf } from "./mounts.ts";
import { textOf, wordsOf } from "./values-of.ts";

/** Sections whose entries a later file replaces as a whole. */
const REPLACED_SECTIONS = ["volumes", "networks", "secrets", "configs"] as const;
/** What a later file replaces unless it is empty; other lists are appended to. */
const COMMANDS = new Set(["command", "entrypoint"]);
/** Lists for which a single text may stand. */
const TEXTS = new Set(["tmpfs", "env_file", "dns", "dns_search"]);
/** `KEY=value` lists and mappings are one thing: merged by key. */
const PAIRS = new Set(["environment", "labels", "sysctls"]);

/** `docker stack deploy -c base -c override`: services deep, other sections entry by entry. Every value keeps its place. */
export function mergeFiles(base: Mapping, override: Mapping): Mapping {
  const entries = new Map(base.entries);
  for (const section of REPLACED_SECTIONS) {
    const later = override.entries.get(section);
    if (!later) continue;
    const earlier = entries.get(section);
    const merged = new Map(named(earlier?.value));
    for (const [name, entry] of named(later.value)) {
      const replaced = merged.get(name);
      merged.set(name, replaced ? { ...entry, replaced } : entry);
    }
    entries.set(section, { key: (earlier ?? later).key, value: { ...asMapping(later.value), entries: merged } });
  }
  const services = override.entries.get("services");
  const before = entries.get("services");
  if (services)
    entries.set("services", before ? { ...before, value: mergeServices(before.value, services.value) } : services);
  return { ...base, entries };
}

const named = (section: Tree | undefined) =>
  Array.from(entriesOf(section), (entry) => [entry.key.name, entry] as const);

function asMapping(tree: Tree): Mapping {
  if (tree.kind === "mapping") return tree;
  const { file, start, end, via } = tree;
  return { kind: "mapping", file, start, end, via, entries: new Map() };
}

function asList(tree: Tree): Sequence {
  if (tree.kind === "sequence") return tree;
  const { file, start, end, via } = tree;
  return { kind: "sequence", file, start, end, via, items: [tree] };
}

function mergeServices(base: Tree, override: Tree): Mapping {
  const merged = new Map(named(base));
  for (const entry of entriesOf(override)) {
    const earlier = merged.get(entry.key.name);
    const value = earlier ? mergeService(asMapping(earlier.value), asMapping(entry.value)) : entry.value;
    merged.set(entry.key.name, { key: (earlier ?? entry).key, value });
  }
  return { ...asMapping(base), entries: merged };
}

/**
 * Mounts are merged as soon as the earlier files have a list, even when the later one has none: they are sorted,
 * and the last of one target wins. Until then they stay as written; an empty list makes no list of none.
 */
function mergeService(base: Mapping, override: Mapping): Mapping {
  const entries = new Map(mergeMapping(base, override, true).entries);
  const [before, after] = [base.entries.get("volumes"), override.entries.get("volumes")];
  if (before?.value.kind === "sequence" && !after) {
    entries.set("volumes", { key: before.key, value: mergeMounts(before.value, undefined) });
  }
  if (!before && after?.value.kind === "sequence" && after.value.items.length === 0) entries.delete("volumes");
  return { ...base, entries };
}

function mergeTree(base: Tree, override: Tree, key: string): Tree {
  if (PAIRS.has(key)) return mergePairs(pairs(base), pairs(override), key);
  if (COMMANDS.has(key)) return wordsOf(override).length > 0 ? override : base;
  if (TEXTS.has(key)) return mergeList(asList(base), asList(override), key);
  if (override.kind === "scalar" && isZero(override, key)) return base;
  if (base.kind === "mapping" && override.kind === "mapping") return mergeMapping(base, override, true);
  if (base.kind === "sequence" && override.kind === "sequence") return mergeList(base, override, key);
  return override;
}

function mergeMapping(base: Mapping, override: Mapping, deep: boolean): Mapping {
  const entries = new Map(named(base));
  for (const [name, entry] of named(override)) {
    const earlier = entries.get(name);
    const value = earlier && deep ? mergeTree(earlier.value, entry.value, name) : entry.value;
    entries.set(name, earlier ? { key: earlier.key, value } : entry);
  }
  return { ...base, via: undefined, entries };
}

function mergeList(base: Sequence, override: Sequence, key: string): Sequence {
  if (key === "volumes") return mergeMounts(base, override);
  if (key === "secrets" || key === "configs")
    return mergeKeyed([...itemsOf(base), ...itemsOf(override)], base, sourceOf);
  return { ...base, via: undefined, items: [...itemsOf(base), ...itemsOf(override)] };
}

/** Mounts are keyed by their exact target; the result is sorted by it, as the CLI sorts. */
function mergeMounts(base: Sequence, override: Sequence | undefined): Sequence {
  return mergeKeyed([...itemsOf(base), ...itemsOf(override)], base, targetOf);
}

function mergeKeyed(items: readonly Tree[], list: Sequence, keyOf: (item: Tree) => string): Sequence {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { ...list, via: undefined, items: sorted.map(([, item]) => item) };
}

function sourceOf(item: Tree): string {
  return (textOf(child(item, "source")) ?? textOf(item))?.value ?? "";
}

/** A later environment entry without a value, or with an empty one, clears nothing; a label does. */
function mergePairs(base: Mapping, override: Mapping, key: string): Mapping {
  if (key !== "environment") return mergeMapping(base, override, false);
  const isEmpty = (value: Tree | undefined) => value?.kind !== "scalar" || printScalar(value) === "";
  const given = named(override).filter(
    ([name, { value }]) => !isEmpty(value) || isEmpty(base.entries.get(name)?.value),
  );
  return mergeMapping(base, { ...override, via: undefined, entries: new Map(given) }, false);
}

/** A later empty value clears nothing, except a number that Docker keeps behind a pointer. */
function isZero({ value }: Scalar, key: string): boolean {
  if (value === 0) return key !== "replicas" && key !== "max_attempts" && key !== "parallelism" && key !== "retries";
  return value === null || value === "" || value === false;
}

function pairs(tree: Tree): Mapping {
  if (tree.kind !== "sequence") return asMapping(tree);
  const entries = new Map<string, Entry>();
  for (const item of tree.items) {
    if (item.kind !== "scalar" || typeof item.value !== "string") continue;
    const at = item.value.indexOf("=");
    const name = at === -1 ? item.value : item.value.slice(0, at);
    const value: Scalar = { ...item, value: at === -1 ? null : item.value.slice(at + 1) };
    entries.set(name, { key: { file: item.file, start: item.start, end: item.end, name }, value });
  }
  const { file, start, end, via } = tree;
  return { kind: "mapping", file, start, end, via, entries };
}

/** The value under `services.<service>.<key>` of one file; used to find references before merging. */
export function serviceValues(root: Mapping, key: string): [service: string, value: Tree][] {
  return Array.from(entriesOf(child(root, "services"))).flatMap((service) => {
    const value = child(service.value, key);
    return value ? [[service.key.name, value] as [string, Tree]] : [];
  });
}
