/** The report's word for a deploy that replaces a task which may start on another node. */
export const MAY_BE_EMPTY = "may-be-empty";

/**
 * What a cell says of the tool.
 *
 * `agrees`: the Swarm did what the report said. `differs`: it did not. `undecided`: the report says `unknown`.
 * `confirmed`: it says `unknown`, and the same stack file had another outcome where only the nodes differed, so that
 * no reader of the file can know.
 *
 * `untold`: the report says nothing of the event, or the experiment names a thing that it does not know yet.
 *
 * @typedef {"agrees" | "differs" | "undecided" | "confirmed" | "untold"} Verdict
 */

/** What stands in place of a prediction where the report has none. */
export const UNTOLD = "not told";

/**
 * @param {readonly import("./play.mjs").Cell[]} cells
 * @returns {(import("./play.mjs").Cell & { verdict: Verdict })[]}
 */
export function judge(cells) {
  return cells.map((cell) => ({ ...cell, verdict: verdictOn(cell, cells) }));
}

function verdictOn(cell, cells) {
  if (cell.predicted === UNTOLD) return "untold";
  const verdict = plainVerdictOn(cell, cells);
  // Once the report knows it, it is a prediction like any other.
  return verdict === "differs" && cell.untold !== undefined ? "untold" : verdict;
}

function plainVerdictOn(cell, cells) {
  if (cell.tries) return verdictOnTries(cell);
  const { event, twin, predicted, observed } = cell;
  if (predicted !== "unknown") return predicted === observed ? "agrees" : "differs";
  const isTwin = (other) => twin !== undefined && other.twin === twin && other.event === event;
  return cells.some((other) => isTwin(other) && other.observed !== observed) ? "confirmed" : "undecided";
}

/**
 * Of several tries none may be worse than was said, and what may be must have been seen: every load has idle nodes or
 * an even chance.
 */
function verdictOnTries({ predicted, tries }) {
  const seen = new Set(tries.flatMap(({ outcomes }) => Object.keys(outcomes)));
  if (predicted === "unknown") return seen.size > 1 ? "confirmed" : "undecided";
  if (predicted === MAY_BE_EMPTY) return seen.has("empty") ? "agrees" : "differs";
  return seen.size === 1 && seen.has(predicted) ? "agrees" : "differs";
}

/** @param {readonly { verdict: Verdict }[]} cells */
export function countsOf(cells) {
  const count = (verdict) => cells.filter((cell) => cell.verdict === verdict).length;
  return {
    cells: cells.length,
    agrees: count("agrees"),
    differs: count("differs"),
    confirmed: count("confirmed"),
    undecided: count("undecided"),
    untold: count("untold"),
  };
}

/** One line for people. */
export function summary({ cells, agrees, differs, confirmed, undecided, untold = 0 }) {
  const unknown = `${confirmed + undecided} unknown to the tool (${confirmed} confirmed as not decidable from the file)`;
  return `${cells} cells: ${agrees} agree, ${differs} differ, ${unknown}, ${untold} not told`;
}
