import { dirname } from "node:path/posix";
import type { Config, ConfigError } from "../config/model.ts";
import { CONFIG_NAME, type ConfigResult, NEAR_CONFIG_NAMES, notRead, readConfig, TWO_CONFIGS } from "../config/read.ts";
import type { PriceTable } from "../cost/price-catalog.ts";
import { PRICE_FILE, readPriceFile } from "../cost/price-file.ts";
import { readBaseline } from "../ignore/baseline.ts";
import type { Baseline } from "../ignore/model.ts";
import type { SourceFile } from "../model/text.ts";
import { rules } from "../rules/index.ts";
import type { Contents } from "./contents.ts";
import { PolicyError } from "./usage.ts";
import type { FileAt } from "./workspace.ts";

/** Which files make up the policy, from the root. */
export interface PolicyRequest {
  /** One of these is the configuration; two are refused. */
  readonly configPaths: readonly string[];
  /** Whether somebody named the configuration, so that it has to be there. */
  readonly configIsNamed: boolean;
  readonly baselinePath: string | undefined;
}

export interface ActivePolicy {
  readonly config: Config | undefined;
  readonly baseline: Baseline | undefined;
  /** Prices that the repository brings itself. */
  readonly prices: readonly PriceTable[];
  /** The file with the configuration, for outputs that show code. */
  readonly file: SourceFile | undefined;
  /** What a reader of the review must know about it. */
  readonly remarks: readonly string[];
  /** What is wrong with a proposed change. */
  readonly mistakes: readonly ConfigError[];
}

/** Where the policy stands that counts, and where the proposed one does; undefined: no change is proposed. */
interface PolicyPlace {
  readonly active: string;
  readonly proposed: (path: string) => string | undefined;
}

/** The files that make up the policy. */
export function policyFiles(request: PolicyRequest, { active, proposed }: PolicyPlace): FileAt[] {
  const { baselinePath, configIsNamed, configPaths } = request;
  const others = [...(baselinePath === undefined ? [] : [baselinePath]), ...(configIsNamed ? [] : NEAR_CONFIG_NAMES)];
  return [...configPaths, PRICE_FILE, ...others].flatMap((path) => {
    const other = proposed(path);
    return [{ commit: active, path }, ...(other === undefined ? [] : [{ commit: other, path }])];
  });
}

/** Instead of what a file says, what is wrong in it. */
class Mistakes {
  readonly list: readonly ConfigError[];

  constructor(list: readonly ConfigError[]) {
    this.list = list;
  }
}

interface Read<T> {
  readonly value: T | undefined;
  readonly file: SourceFile | undefined;
  readonly mistakes: readonly ConfigError[];
}

/**
 * Reads the policy from the commit that a change starts from, so that no change can switch its own check off. A proposed
 * policy is checked and told. Where the active one is broken and the change repairs it, the check goes without any.
 */
export function readPolicy(contents: Contents, request: PolicyRequest, place: PolicyPlace): ActivePolicy {
  const remarks: string[] = [];
  const proposedMistakes: ConfigError[] = [];
  /** `input` names the file; then it has to be there. */
  const read = <T>(path: string, input: string | undefined, parse: (file: SourceFile) => T | Mistakes): Read<T> => {
    const active = parsed(contents, { commit: place.active, path }, parse);
    const other = place.proposed(path);
    const proposed = other === undefined ? undefined : parsed(contents, { commit: other, path }, parse);
    const repairs = proposed !== undefined && proposed.mistakes.length === 0;
    if (proposed !== undefined) {
      remarks.push(remarkOn(path, active, proposed));
      proposedMistakes.push(...proposed.mistakes);
    }
    if (active.mistakes.length > 0 && !repairs) throw new PolicyError(active.mistakes);
    if (active.file === undefined && active.mistakes.length === 0 && input && proposed?.file === undefined) {
      const message = `input \`${input}\`: there is no such file where the check reads it.`;
      const help = "Correct the input; a pull request is checked by the files of its base branch.";
      throw new PolicyError([{ path, line: 1, column: 1, message, help }]);
    }
    return active;
  };
  const { active, proposed } = place;
  const before = (path: string) => contents.source({ commit: active, path }) !== undefined;
  const after = (path: string) => contents.source({ commit: proposed(path) ?? active, path }) !== undefined;
  const { configPaths: paths, configIsNamed, baselinePath } = request;
  if (paths.filter(after).length > 1) {
    const two = { path: paths.find((path) => !before(path)) ?? CONFIG_NAME, line: 1, column: 1, ...TWO_CONFIGS };
    if (paths.every(before)) throw new PolicyError([two]);
    proposedMistakes.push(two);
  }
  const there = paths.filter((path) => before(path) || after(path));
  // Where a change leaves one of two, that one counts, as it is before the change.
  const counting = paths.every(before) && there.some((path) => !after(path)) ? there.filter(after) : there;
  const named = configIsNamed ? "config" : undefined;
  const configs = (configIsNamed ? paths : counting).map((path) => read(path, named, configOf));
  const config = configs.find(({ file }) => file !== undefined);
  const near = configIsNamed ? [] : NEAR_CONFIG_NAMES.filter((path) => before(path) || after(path));
  remarks.push(...near.map(notRead));
  const baseline = baselinePath === undefined ? undefined : read(baselinePath, "baseline", baselineOf);
  const prices = read(PRICE_FILE, undefined, pricesOf).value ?? [];
  return {
    config: config?.value,
    baseline: baseline?.value,
    prices,
    file: config?.file,
    remarks,
    mistakes: proposedMistakes,
  };
}

function parsed<T>(contents: Contents, at: FileAt, parse: (file: SourceFile) => T | Mistakes): Read<T> {
  const source = contents.source(at);
  if (source === undefined) return { value: undefined, file: undefined, mistakes: [] };
  if ("problem" in source) {
    const mistake = {
      path: at.path,
      line: 1,
      column: 1,
      message: `${source.problem.message}.`,
      help: source.problem.help,
    };
    return { value: undefined, file: undefined, mistakes: [mistake] };
  }
  const result = parse(source.file);
  if (result instanceof Mistakes) return { value: undefined, file: source.file, mistakes: result.list };
  return { value: result, file: source.file, mistakes: [] };
}

/** A configuration; its paths are relative to `folder`, which is relative to the root. */
export function configIn(file: SourceFile, folder: string): ConfigResult {
  return readConfig(file, { rules, folder });
}

// What shells read besides a run, under the one name that it has.
export { PRICE_FILE, readBaseline, readPriceFile };

function pricesOf(file: SourceFile): readonly PriceTable[] | Mistakes {
  const found = readPriceFile(file.text);
  if ("tables" in found) return found.tables;
  const help = "Write it again with `swarm-volume-check prices refresh`.";
  return new Mistakes([{ path: file.path, line: 1, column: 1, message: `${found.wrong}.`, help }]);
}

function configOf(file: SourceFile): Config | Mistakes {
  const folder = dirname(file.path);
  const result = configIn(file, folder === "." ? "" : folder);
  return "config" in result ? result.config : new Mistakes(result.errors);
}

function baselineOf(file: SourceFile): Baseline | Mistakes {
  const result = readBaseline(file);
  return "baseline" in result ? result.baseline : new Mistakes(result.errors);
}

function remarkOn(path: string, active: Read<unknown>, proposed: Read<unknown>): string {
  const rule =
    active.mistakes.length > 0
      ? "the one before the change is broken, so this check goes without any"
      : active.file === undefined
        ? "this check still goes without it"
        : "this check still goes by the one before the change";
  const [first] = proposed.mistakes;
  const broken = first === undefined ? "" : ` It is wrong: line ${first.line}: ${first.message} ${first.help}`;
  const what = proposed.file === undefined && first === undefined ? "removes" : "changes";
  return `This ${what} \`${path}\`; ${rule}, and the change counts after the merge.${broken}`;
}
