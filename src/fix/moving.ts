import type { Change } from "../edit/model.ts";
import type { RunbookStep } from "../model/finding.ts";
import { isFirst, runningBefore } from "./first-deploy.ts";
import type { FixContext } from "./model.ts";
import { type Destination, moveRunbook } from "./runbook.ts";
import type { Seat } from "./seat.ts";

/** What is said of a change that carries such a move out: the commands that go with it copy the data. */
export const SAID_OF_MOVES = ["volume-renamed", "data-left-in-container"];

interface Way {
  /** undefined when there is no way to copy to it. */
  readonly to: Destination | undefined;
  /** Lines before the deploy: variables that the new file waits for. */
  readonly variables: readonly string[];
  readonly changes: readonly Change[];
}

/**
 * The commands that move the data of a seat; undefined when there is none yet, or when where it is cannot be told from the
 * file.
 */
export function runbookFor(
  seat: Seat,
  context: FixContext,
  { to, variables, changes }: Way,
): readonly RunbookStep[] | undefined {
  const { from, services, name, back } = seat;
  if (from === undefined || to === undefined || isFirst(seat.exposure, context)) return undefined;
  const { stackName, stack } = context;
  return moveRunbook({
    stackName,
    files: stack.files.map(({ path }) => path),
    edited: editedPaths(context, changes),
    services,
    running: runningBefore(services, context),
    name,
    from,
    to,
    variables,
    back,
  });
}

/** The files that changes are in, in merge order. */
export function editedPaths({ stack }: FixContext, changes: readonly Change[]): string[] {
  const edited = new Set(changes.map(({ file }) => file.path));
  return stack.files.map(({ path }) => path).filter((path) => edited.has(path));
}
