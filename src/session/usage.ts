import type { ConfigError } from "../config/model.ts";
import { nearest } from "../model/names.ts";
import type { ReadProblem } from "./workspace.ts";

/** A wrong call: shown in one sentence, exit code 2. */
export class UsageError extends Error {
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** A policy that the run cannot go by, though nobody proposes to change it. */
export class PolicyError extends Error {
  readonly mistakes: readonly ConfigError[];

  constructor(mistakes: readonly ConfigError[]) {
    super(mistakes.map(({ path, line, message }) => `${path}:${line}: ${message}`).join("\n"));
    this.mistakes = mistakes;
  }
}

/** A file with variables that cannot be read; its values are in no message. */
export class VariablesError extends Error {
  readonly path: string;
  readonly problem: ReadProblem;

  constructor(path: string, problem: ReadProblem) {
    super(`${path}: ${problem.message}`);
    this.path = path;
    this.problem = problem;
  }
}

/** Names the candidate that a mistyped word most likely meant, or says something else. */
export function didYouMean(word: string, candidates: readonly string[], otherwise: string): string {
  const found = nearest(word, candidates);
  return found === undefined ? otherwise : `did you mean \`${found}\`?`;
}
