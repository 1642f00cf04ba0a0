import type { Problem } from "../model/problem.ts";
import type { Place } from "../model/text.ts";

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

/** Ends the reading where `size` values so far, `aliased` of them by aliases, are too many: go-yaml's own limits, then ours. */
export function guardExpansion(size: number, aliased: number, place: Place): void {
  const allowed = size <= 400_000 ? 0.99 : size >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (size - 400_000)) / 3_600_000;
  if (aliased > 100 && size > 1000 && aliased / size > allowed) {
    const message = "Aliases multiply the file to an excessive size here; deploy refuses the file.";
    throw new Stop(yamlProblem(place, message, "Use fewer aliases inside anchored values."), false);
  }
  if (size > LIMITS.expanded) {
    const message = `Aliases make the file grow past ${LIMITS.expanded} values here; it was not checked.`;
    throw new Stop(limitProblem(place, message), true);
  }
}
