import { nearest } from "../model/names.ts";

/** A wrong call: shown in one sentence, exit code 2. */
export class UsageError extends Error {
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** Names the candidate that a mistyped word most likely meant, or says something else. */
export function didYouMean(word: string, candidates: readonly string[], otherwise: string): string {
  const found = nearest(word, candidates);
  return found === undefined ? otherwise : `did you mean \`${found}\`?`;
}
