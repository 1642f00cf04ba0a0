import type { RunbookStep } from "../report.ts";

/** Where the commands of a step are run. */
export const WHERE: Readonly<Record<RunbookStep["where"], string>> = {
  manager: "on a manager",
  "data-node": "on the node that holds the data, as root",
  "any-node": "on any node, as root",
  "file-server": "on the file server",
  workstation: "where the stack file is",
};

/** A runbook for a terminal: each step with its place, its commands as they are. */
export function runbookText(title: string, steps: readonly RunbookStep[]): string[] {
  const body = steps.flatMap(({ title: what, where, commands }, index) => [
    `${index + 1}. ${what} (${WHERE[where]})`,
    ...commands.flatMap((command) => command.split("\n")).map((line) => `     ${line}`),
  ]);
  const moves = steps.some(({ where }) => where === "data-node");
  return [`${moves ? "How to move the data" : "What to do first"}: ${title}`, ...body];
}
