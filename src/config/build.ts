import { join } from "node:path/posix";
import type { ClusterNode } from "../model/cluster.ts";
import type { Severity } from "../model/finding.ts";
import type { RuleOptions } from "../model/rule-options.ts";
import type { StoragePolicy } from "../model/storage-policy.ts";
import { type Place, type Position, positionAt } from "../model/text.ts";
import { child, entriesOf, itemsOf, type Mapping, printScalar, type Tree, useOf } from "../yaml/tree.ts";
import { pathPattern } from "./globs.ts";
import type { Path } from "./messages.ts";
import type { BudgetLimit, Config, IgnoreEntry, StackFiles, VolumeSettings } from "./model.ts";
import type { RawConfig, RawLimit } from "./shape.ts";

/** Where something stands, by its keys. */
type Positions = (...keys: readonly (string | number)[]) => Position;

/** The configuration of a file without mistakes. */
export function buildConfig(root: Mapping, plain: unknown, folder: string): Config {
  const raw = plain as RawConfig;
  const position: Positions = (...keys) => positionOf(placeAt(root, keys, "value"));
  const patterns = (globs: readonly string[] = []) => globs.map((glob) => pathPattern(glob, folder));
  return {
    path: root.file.path,
    files: { include: patterns(raw.files?.include), exclude: patterns(raw.files?.exclude) },
    stacks: (raw.stacks ?? []).map((stack) => stackFiles(stack, folder)),
    target: raw.target,
    cluster: cluster(raw, root),
    storage: storage(raw, root),
    volumes: volumes(raw, position),
    budget: {
      monthly: budgetLimit(raw.budget?.monthly, position("budget", "monthly")),
      increase: budgetLimit(raw.budget?.increase, position("budget", "increase")),
      increasePercent: budgetLimit(raw.budget?.["increase-percent"], position("budget", "increase-percent")),
    },
    rules: new Map(Object.entries(raw.rules ?? {}).map(([id, given]) => [id, ruleOptions(given)])),
    ignore: (raw.ignore ?? []).map((entry, index) => ignoreEntry(entry, folder, position("ignore", index).line)),
    failOn: raw["fail-on"],
    position,
  };
}

type Entry<Key extends keyof RawConfig> = NonNullable<RawConfig[Key]> extends readonly (infer Item)[] ? Item : never;

function stackFiles({ name, files, "env-files": envFiles = [], target }: Entry<"stacks">, folder: string): StackFiles {
  const placed = (paths: readonly string[]) => paths.map((path) => join(folder, path));
  return { name, files: placed(files), envFiles: placed(envFiles), target, named: target !== "auto" };
}

function cluster({ cluster: raw = {} }: RawConfig, root: Mapping): Config["cluster"] {
  const { nodes } = raw;
  const zoneLabel = raw["zone-label"];
  const trees = itemsOf(child(child(root, "cluster"), "nodes"));
  const labelled = typeof nodes === "object" && nodes.some(({ labels }) => labels !== undefined);
  const list =
    typeof nodes === "object"
      ? nodes.map(({ hostname, role, zone }, index): ClusterNode => {
          const labels = labelled ? textsOf(child(trees[index], "labels")) : undefined;
          const ownZone = zoneLabel === undefined ? undefined : labels?.get(zoneLabel);
          return { hostname, role, labels, zone: zone ?? ownZone };
        })
      : undefined;
  return {
    nodes: list,
    nodeCount: typeof nodes === "number" ? nodes : undefined,
    sharedPaths: raw["shared-paths"] ?? [],
    externalVolumes: new Map(Object.entries(raw["external-volumes"] ?? {})),
    drivers: new Map(Object.entries(raw.drivers ?? {})),
    zoneLabel,
  };
}

/** Values as they are written, whatever YAML takes them for. */
function textsOf(tree: Tree | undefined): Map<string, string> {
  return new Map(
    Array.from(entriesOf(tree), ({ key, value }) => [key.name, value.kind === "scalar" ? printScalar(value) : ""]),
  );
}

function storage({ storage: raw = {} }: RawConfig, root: Mapping): StoragePolicy {
  const { prefer, network, block, provider, region } = raw;
  return {
    preferred: prefer,
    network: network && {
      kind: network.kind ?? "nfs",
      server: network.server,
      options: network.options,
      directory: network.directory,
    },
    sharedPath: raw["shared-path"],
    block: block && {
      driver: block.driver,
      options: textsOf(child(child(child(root, "storage"), "block"), "options")),
    },
    pinTo: raw["pin-to"],
    provider,
    region,
  };
}

function volumes({ volumes: raw = {} }: RawConfig, position: Positions): VolumeSettings[] {
  return Object.entries(raw).map(([pattern, given]) => ({
    pattern,
    size: given.size,
    infrequentAccess: given["infrequent-access"],
    archive: given.archive,
    throughput: given.throughput,
    iops: given.iops,
    read: given.read,
    write: given.write,
    line: position("volumes", pattern).line,
  }));
}

function budgetLimit(raw: RawLimit | undefined, { line }: Position): BudgetLimit | undefined {
  if (raw === undefined) return undefined;
  const { limit, action = "warn" } = typeof raw === "string" ? { limit: raw } : raw;
  return { limit, action, line };
}

function ruleOptions(given: string | Readonly<Record<string, unknown>>): RuleOptions {
  const { severity, ...options } = typeof given === "string" ? { severity: given } : given;
  return { severity: severity as Severity | "off" | undefined, options: new Map(Object.entries(options)) };
}

function ignoreEntry(raw: Entry<"ignore">, folder: string, line: number): IgnoreEntry {
  const { rule, path, service, volume, reason, expires } = raw;
  const pattern = path === undefined ? undefined : pathPattern(path, folder);
  return { rule, path: pattern, service, volume, reason: reason.trim(), expires, line };
}

/** Where a key or its value stands, or what is nearest above it. A value of several lines is shown by its key. */
export function placeAt(root: Mapping, path: Path, at: "key" | "value" | "missing"): Place {
  let tree: Tree = root;
  let place: Place = { file: root.file, start: root.start, end: root.start };
  for (const [depth, step] of path.entries()) {
    if (tree.kind === "mapping") {
      const entry = tree.entries.get(String(step));
      if (entry === undefined) break;
      const last = depth === path.length - 1;
      const written = entry.value.kind === "scalar" && entry.value.start < entry.value.end;
      place = written && !(last && at === "key") ? useOf(entry.value) : (entry.value.via?.use ?? entry.key);
      tree = entry.value;
    } else if (tree.kind === "sequence") {
      const item: Tree | undefined = tree.items[Number(step)];
      if (item === undefined) break;
      place = useOf(item);
      tree = item;
    }
  }
  return place;
}

/** The beginning of a place, for people. */
export function positionOf(place: Place): Position {
  return positionAt(place.file, place.start);
}
