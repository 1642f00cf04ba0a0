import type { Place } from "../text.ts";
import type { Problem } from "./model.ts";

/** How much of a file is read before the tool says that it is too much. */
export const LIMITS = {
  /** Levels of nesting; real stacks have about ten. */
  depth: 200,
  /** Values after every alias has been followed; the largest real stack has about 20,000. */
  expanded: 500_000,
} as const;

/** Ends the reading of a file. */
export class Stop extends Error {
  readonly problem: Problem;
  /** True when only this tool gives up: Docker's own verdict is not known. */
  readonly gaveUp: boolean;
  constructor(problem: Problem, gaveUp: boolean) {
    super(problem.message);
    this.problem = problem;
    this.gaveUp = gaveUp;
  }
}

/** Something that makes Docker refuse the text as YAML. */
export function yamlProblem(place: Place, message: string, help?: string): Problem {
  return { rule: "yaml-invalid", place, message, help, subject: "yaml" };
}

/** A file that this tool does not check any further. */
export function limitProblem(place: Place, message: string): Problem {
  const help = "Check this file on its own with `docker stack config`, or make it smaller.";
  return { rule: "file-unreadable", place, message, help, subject: "limit" };
}

export function tooDeep(place: Place): Stop {
  return new Stop(limitProblem(place, `The file nests deeper than ${LIMITS.depth} levels and was not checked.`), true);
}
