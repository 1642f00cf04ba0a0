import type { Config } from "../../src/config/model.ts";
import { CONFIG_NAME, readConfig } from "../../src/config/read.ts";
import { readBaseline } from "../../src/ignore/baseline.ts";
import type { Policy } from "../../src/ignore/model.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { rules } from "../../src/rules/index.ts";

/** What a baseline is called in tests and on pages. */
export const BASELINE_NAME = "baseline.json";

export interface Sorted {
  readonly stackFiles: readonly SourceFile[];
  readonly config: Config | undefined;
  /** As in a run that checks everything. */
  readonly policy: Policy;
}

/** Tells the configuration and the baseline from the files of a stack, by their names. Both must be right. */
export function sortFiles(files: readonly SourceFile[], today?: string): Sorted {
  const configFile = files.find(({ path }) => path === CONFIG_NAME);
  const baselineFile = files.find(({ path }) => path === BASELINE_NAME);
  const config = configFile && configOf(configFile);
  const policy: Policy = {
    comments: true,
    config,
    baseline: baselineFile && baselineOf(baselineFile),
    today,
    complete: true,
    rootPath: (path) => path,
  };
  return { stackFiles: files.filter((file) => file !== configFile && file !== baselineFile), config, policy };
}

function configOf(file: SourceFile): Config {
  const result = readConfig(file, { rules, folder: "" });
  if ("errors" in result) throw new Error(JSON.stringify(result.errors));
  return result.config;
}

function baselineOf(file: SourceFile): Policy["baseline"] {
  const result = readBaseline(file);
  if ("errors" in result) throw new Error(JSON.stringify(result.errors));
  return result.baseline;
}
