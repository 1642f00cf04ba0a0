import type { Change } from "../edit/change.ts";
import type { RunbookStep } from "../model/finding.ts";
import { isNewData, runningBefore } from "./first-deploy.ts";
import type { FixContext } from "./model.ts";
import { type Destination, moveRunbook } from "./runbook.ts";
import type { DataToMove } from "./seat.ts";

/** What is said of a change that carries such a move out: the commands that go with it copy the data. */
export const ACCEPTED_AFTER_MOVE = ["volume-renamed", "data-left-in-container"];

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
  data: DataToMove,
  context: FixContext,
  { to, variables, changes }: Way,
): readonly RunbookStep[] | undefined {
  const { from, services, name, rollback } = data;
  if (from === undefined || to === undefined || isNewData(data.exposure, context)) return undefined;
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
    rollback,
  });
}

/** The files that changes are in, in merge order. */
export function editedPaths({ stack }: FixContext, changes: readonly Change[]): string[] {
  const edited = new Set(changes.map(({ file }) => file.path));
  return stack.files.map(({ path }) => path).filter((path) => edited.has(path));
}
