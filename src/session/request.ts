import { CONFIG_NAMES } from "../config/read.ts";
import type { ClusterFacts } from "../model/cluster.ts";
import { diffFilesOf } from "../review/hunks.ts";
import type { DiffFile, ReviewSettings } from "../review/model.ts";
import type { ActivePolicy, PolicyRequest } from "./policy.ts";
import type { Changes, ReadProblem } from "./workspace.ts";

/** Everything that may differ between two runs on the same files. What is no field here is the same in every shell. */
export interface Request {
  readonly what: NamedFiles | ChangedStacks;
  /** undefined: as the configuration says. */
  readonly target: "auto" | "swarm" | "compose" | undefined;
  /** undefined: as the configuration says. */
  readonly stackName?: string | undefined;
  readonly unsetVariables: "unknown" | "empty";
  /** Values under those of the files. */
  readonly environment: ReadonlyMap<string, string>;
  /** What `NAME` alone in a file with variables takes its value from. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** Files with variables for every stack; a later one wins. */
  readonly variableFiles: readonly string[];
  readonly facts: Pick<ClusterFacts, "nodes" | "sharedPaths">;
  readonly pricing: {
    readonly provider?: string | undefined;
    readonly region?: string | undefined;
    /** Whether prices are needed though nobody names a provider; or what is wrong then. */
    readonly needed: boolean | { readonly message: string; readonly help: string };
  };
  /** YYYY-MM-DD: when entries of the policy expire. */
  readonly today: string;
  /** YYYY-MM-DD: the day on which prices are judged. */
  readonly priceDay: string;
  /** Where the rule pages of this version are, when that is known. */
  readonly pages?: string | undefined;
  /** Whether comments in the files can say that findings are known. */
  readonly inlineIgnores: boolean;
  readonly failOn: "error" | "warning" | "never" | undefined;
  /** Findings that base has too fail nothing. */
  readonly onlyNew: boolean;
  readonly review: Pick<ReviewSettings, "when" | "event" | "maxInlineComments">;
  /** `cost`: of money alone, and of files that could not be read. */
  readonly about: "everything" | "cost";
  /** Whether findings come with fixes. */
  readonly fixes: boolean;
  /** Repairs stacks before they are checked. */
  readonly repair?: { readonly level: "safe" | "unsafe"; refuses(path: string): boolean } | undefined;
  /** Whether files that a stack names must be there. */
  readonly checkFiles: boolean;
  /** Takes what is found as the new baseline. */
  readonly saveBaseline?: ((text: string, count: number) => ReadProblem | undefined) | undefined;
}

/** Files that a call names, as they lie in a checkout. */
export interface NamedFiles {
  readonly kind: "named";
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Files of one stack, in order. */
  readonly together: readonly string[];
  /** What standard input is called; undefined: it is not read. */
  readonly stdin: string | undefined;
  readonly policy: ActivePolicy;
  /** Whether it is about everything below the root. */
  readonly complete: boolean;
  readonly maxBytes: number;
  /** Whether nothing to check is fine. */
  readonly allowEmpty: boolean;
  /** What else the first path may have been meant to be. */
  readonly words: readonly string[];
}

/** Stacks that a change touches, or all of a commit. */
export interface ChangedStacks {
  readonly kind: "changed";
  /** Files, folders and patterns; empty: everything. */
  readonly files: readonly string[];
  readonly head: string;
  /** undefined: there is nothing to compare with. */
  readonly changes: Changes | undefined;
  /** Whether files that the change does not touch are checked too. */
  readonly everything: boolean;
  /** Where the policy is read. */
  readonly policyAt: string;
  readonly policy: PolicyRequest;
}

/** Who watches a session. */
export interface Observer {
  /** Something stands in the way of a complete answer. */
  complain(message: string, help: string): void;
  /** Files that are about to be read; may throw what ends the run. */
  selected?(paths: readonly string[]): void;
  /** The next stack is about to be checked. */
  step?(done: number, all: number, name: string): void;
  /** All stacks are checked. */
  end?(): void;
  /** What was looked at: names and counts, for somebody who looks for what is wrong. */
  trace?(line: string): void;
}

/** The policy that lies where it usually does, or a configuration that somebody named. */
export function usualPolicy(configPath: string | undefined): Pick<PolicyRequest, "configPaths" | "configIsNamed"> {
  return configPath === undefined
    ? { configPaths: CONFIG_NAMES, configIsNamed: false }
    : { configPaths: [configPath], configIsNamed: true };
}

/** A change as `git diff` tells it, with files that git does not know yet. */
export function changesOf(mergeBase: string, diff: string, untracked: readonly NewFile[]): Changes {
  const added = untracked.map(({ path, lines }): DiffFile => {
    return { path, status: "added", hunks: lines === 0 ? [] : [{ start: 1, end: lines }] };
  });
  return { mergeBase, files: [...diffFilesOf(diff), ...added], cutAt: undefined };
}

/** A file that git does not know yet, and how many lines it has. */
interface NewFile {
  readonly path: string;
  readonly lines: number;
}
