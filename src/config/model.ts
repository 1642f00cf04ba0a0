import type { ClusterNode, StatedReach } from "../model/cluster.ts";
import type { Category } from "../model/finding.ts";
import type { RuleOption, RuleOptions } from "../model/rule-options.ts";
import type { StoragePolicy } from "../model/storage-policy.ts";
import type { Position } from "../model/text.ts";

/** Something wrong in the configuration file. Nothing is checked with such a file. */
export interface ConfigError extends Position {
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
}

/** A rule that a configuration may name. */
export interface KnownRule {
  readonly id: string;
  readonly category: Category;
  readonly options?: Readonly<Record<string, RuleOption>> | undefined;
}

/** Several files that are one stack. Paths are relative to the root of what is checked. */
export interface StackFiles {
  readonly name: string | undefined;
  /** In merge order. */
  readonly files: readonly string[];
  readonly envFiles: readonly string[];
  /** undefined: not stated. */
  readonly target: Target | undefined;
  /** Whether somebody wrote the files down; undefined or false: they were found, and what they hold says what they are for. */
  readonly named?: boolean;
}

/** What files are for, as it is stated. */
export type Target = "auto" | "swarm" | "compose";

/** A glob, ready to use. */
export interface PathPattern {
  /** Relative to the root of what is checked. */
  readonly text: string;
  /** Whether it is a plain path, without wildcards. */
  readonly plain: boolean;
  matches(path: string): boolean;
}

/** "We know": findings that this matches are listed as ignored. Absent parts match everything. */
export interface IgnoreEntry {
  readonly rule: string;
  readonly path: PathPattern | undefined;
  readonly service: string | undefined;
  readonly volume: string | undefined;
  readonly reason: string;
  /** The last day (YYYY-MM-DD) on which it counts. */
  readonly expires: string | undefined;
  /** In the configuration file, counted from 1. */
  readonly line: number;
}

/** What the configuration says about volumes whose key matches a pattern; texts as written, units are parsed by `cost/`. */
export interface VolumeSettings {
  /** A key, or a pattern with `*` (`matchesName`); the first that matches counts. `*` alone is the default. */
  readonly pattern: string;
  readonly size: string | undefined;
  /** How much of it is rarely read: `50%`. */
  readonly infrequentAccess: string | undefined;
  readonly archive: string | undefined;
  readonly throughput: string | undefined;
  readonly iops: number | undefined;
  /** Read and written in a month. */
  readonly read: string | undefined;
  readonly write: string | undefined;
  readonly line: number;
}

export interface BudgetLimit {
  /** An amount as written (`100 USD`), or a percentage for `increase-percent`. */
  readonly limit: string;
  readonly action: "warn" | "fail";
  readonly line: number;
}

/** The policy file, understood and checked. Everything absent is undefined or empty. */
export interface Config {
  /** Where it was read from. */
  readonly path: string;
  readonly files: { readonly include: readonly PathPattern[]; readonly exclude: readonly PathPattern[] };
  readonly stacks: readonly StackFiles[];
  /** What all files are for that no stack says more about. */
  readonly target: Target | undefined;
  readonly cluster: {
    readonly nodes: readonly ClusterNode[] | undefined;
    /** When only the number of nodes is given. */
    readonly nodeCount: number | undefined;
    readonly sharedPaths: readonly string[];
    /** By volume name, with `*` (`matchesName`). */
    readonly externalVolumes: ReadonlyMap<string, StatedReach>;
    /** By driver name. */
    readonly drivers: ReadonlyMap<string, StatedReach>;
    /** The node label that names the zone. */
    readonly zoneLabel: string | undefined;
  };
  readonly storage: StoragePolicy;
  readonly volumes: readonly VolumeSettings[];
  readonly budget: {
    readonly monthly: BudgetLimit | undefined;
    readonly increase: BudgetLimit | undefined;
    readonly increasePercent: BudgetLimit | undefined;
  };
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleOptions>;
  readonly ignore: readonly IgnoreEntry[];
  readonly failOn: "error" | "warning" | "never" | undefined;
  /** Where the value under these keys stands, or what is nearest above it when it is not there. */
  position(...keys: readonly (string | number)[]): Position;
}
