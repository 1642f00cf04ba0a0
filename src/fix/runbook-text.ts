import { type RunbookStep, WHERE } from "../model/finding.ts";
import { COPY_OUT } from "./runbook.ts";

/** A runbook for a terminal: each step with its place, its commands as they are. */
function runbookText(title: string, steps: readonly RunbookStep[]): string[] {
  const body = steps.flatMap(({ title: what, where, commands }, index) => [
    `${index + 1}. ${what} (${WHERE[where]})`,
    ...commands.flatMap((command) => command.split("\n")).map((line) => `     ${line}`),
  ]);
  const moves = steps.some(({ where }) => where === "data-node");
  return [`${moves ? "How to move the data" : "What to do first"}: ${title}`, ...body];
}

/**
 * Several moves of one deploy, those out of a container first: whatever stops its task, or deploys, would end them. Each
 * names the deploy, which is for all of them.
 */
export function runbookTexts(
  moves: readonly { readonly title: string; readonly steps: readonly RunbookStep[] }[],
): string[] {
  const outOf = ({ steps }: (typeof moves)[number]) => steps.some(({ title }) => title.startsWith(COPY_OUT));
  const ordered = [...moves.filter(outOf), ...moves.filter((move) => !outOf(move))];
  const texts = ordered.flatMap(({ title, steps }) => ["", ...runbookText(title, steps)]);
  if (moves.length < 2) return texts;
  return [
    "",
    "One deploy is for all of these: in this order, run what each says before it; then deploy once.",
    ...texts,
  ];
}
