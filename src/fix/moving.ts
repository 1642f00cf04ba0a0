import type { RunbookStep } from "../report.ts";
import type { FixContext } from "./model.ts";
import { type Destination, moveRunbook } from "./runbook.ts";
import type { Seat } from "./seat.ts";

/** The commands that move the data of a seat; undefined when where it is cannot be told from the file. */
export function runbookFor(
  seat: Seat,
  { stackName, stack }: FixContext,
  to: Destination | undefined,
  variables: readonly string[],
): readonly RunbookStep[] | undefined {
  const { from, services, name, back } = seat;
  if (from === undefined || to === undefined) return undefined;
  return moveRunbook({
    stackName,
    files: stack.files.map(({ path }) => path),
    services,
    name,
    from,
    to,
    variables,
    back,
  });
}
