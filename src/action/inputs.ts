import { posix } from "node:path";
import { getInput, getMultilineInput } from "@actions/core";
import { globProblem } from "../config/globs.ts";
import type { ReviewSettings } from "../review/model.ts";
import { didYouMean } from "../session/usage.ts";
import { InputError } from "./failures.ts";

/** What a workflow asks for, understood and checked. Paths are relative to the root of the repository. */
export interface ActionInputs {
  readonly token: string;
  /** undefined: one of the usual names. */
  readonly configPath: string | undefined;
  readonly baselinePath: string | undefined;
  /** Files, folders and patterns; empty: everything. */
  readonly files: readonly string[];
  readonly scope: "auto" | "changed" | "all";
  readonly target: "auto" | "swarm" | "compose";
  /** undefined: whatever the configuration says. */
  readonly failOn: "error" | "warning" | "never" | undefined;
  readonly onlyNew: boolean;
  readonly failOnEmpty: boolean;
  /** Whether comments in stacks can ignore findings. */
  readonly inlineIgnores: boolean;
  readonly review: ReviewSettings["when"];
  readonly reviewEvent: ReviewSettings["event"];
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly maxInlineComments: number;
  readonly reportFile: string | undefined;
  readonly sarifFile: string | undefined;
  readonly patchFile: string | undefined;
  readonly envFiles: readonly string[];
  readonly region: string | undefined;
  readonly nodes: number | undefined;
  readonly sharedPaths: readonly string[];
}

/** GitHub takes a hundred comments with one review in practice; more than this is no help to a reader. */
const MOST_COMMENTS = 60;

/** Understands all inputs, or throws an `InputError` that names everything that is wrong. */
export function readInputs(): ActionInputs {
  const wrong: string[] = [];
  const refuse = (name: string, problem: string, help: string) => {
    wrong.push(`input \`${name}\` ${problem}: ${help}`);
  };
  const choice = <const T extends string>(name: string, allowed: readonly [T, ...T[]]): T => {
    const given = getInput(name) || allowed[0];
    const found = allowed.find((one) => one === given);
    if (found === undefined) {
      const help = didYouMean(given, allowed, `write one of ${allowed.join(", ")}`);
      refuse(name, `does not know \`${given}\``, help);
    }
    return found ?? allowed[0];
  };
  const flag = (name: string, otherwise: "true" | "false"): boolean => {
    const given = getInput(name) || otherwise;
    if (!/^(?:true|false)$/i.test(given)) refuse(name, `does not know \`${given}\``, "write true or false");
    return given.toLowerCase() === "true";
  };
  const number = (name: string, least: number, most: number): number | undefined => {
    const given = getInput(name);
    if (given === "") return undefined;
    const value = /^\d{1,9}$/.test(given) ? Number(given) : -1;
    if (value < least || value > most)
      refuse(
        name,
        `needs a whole number from ${least} to ${most}, not \`${given}\``,
        `write \`${name}: ${Math.min(most, 30)}\``,
      );
    return value;
  };
  const insidePath = (name: string, given: string): string => {
    const path = posix
      .normalize(given.replaceAll("\\", "/"))
      .replace(/^\.\//, "")
      .replace(/(?<=.)\/$/, "");
    const outside = posix.isAbsolute(path) || path === ".." || path.startsWith("../");
    if (outside)
      refuse(name, `leads out of the repository: \`${given}\``, "write a path from the root of the repository");
    return path;
  };
  const linesOf = (name: string) => getMultilineInput(name).filter((line) => line !== "");
  const optional = (name: string) => (getInput(name) === "" ? undefined : insidePath(name, getInput(name)));
  const sharedPaths = linesOf("shared-paths");
  if (!sharedPaths.every((path) => path.startsWith("/"))) {
    refuse("shared-paths", "takes absolute paths, one a line", "write them as they are on the nodes, from `/`");
  }
  const inputs: ActionInputs = {
    token: getInput("github-token"),
    configPath: optional("config"),
    baselinePath: optional("baseline"),
    files: linesOf("files")
      .map((path) => {
        const problem = globProblem(path);
        if (problem) refuse("files", `has \`${path}\`, which ${problem.message.replace(/\.$/, "")}`, problem.help);
        return insidePath("files", path);
      })
      .filter((path) => path !== "."),
    scope: choice("scope", ["auto", "changed", "all"]),
    target: choice("target", ["auto", "swarm", "compose"]),
    failOn: getInput("fail-on") === "" ? undefined : choice("fail-on", ["error", "warning", "never"]),
    onlyNew: flag("only-new", "false"),
    failOnEmpty: flag("fail-on-empty", "false"),
    inlineIgnores: flag("inline-ignores", "true"),
    review: choice("review", ["on-findings", "always", "never"]),
    reviewEvent: choice("review-event", ["comment", "request-changes"]),
    annotations: flag("annotations", "true"),
    summary: flag("summary", "true"),
    maxInlineComments: number("max-inline-comments", 0, MOST_COMMENTS) ?? 30,
    reportFile: optional("report-file"),
    sarifFile: optional("sarif-file"),
    patchFile: optional("patch-file"),
    envFiles: linesOf("env-file").map((path) => insidePath("env-file", path)),
    region: getInput("region") || undefined,
    nodes: number("nodes", 1, 1_000_000),
    sharedPaths,
  };
  const files = [inputs.reportFile, inputs.sarifFile, inputs.patchFile].filter((path) => path !== undefined);
  if (new Set(files).size < files.length) {
    wrong.push("two of the inputs `report-file`, `sarif-file` and `patch-file` name one file: give each its own");
  }
  if (wrong.length > 0) throw new InputError(wrong);
  return inputs;
}
