import { MOUNTS } from "../experiments/nfs-mounts.mjs";
import { judge } from "../judge.mjs";
import { MOUNTED } from "./mounts.mjs";

/**
 * As `judge`, with one verdict more. `not-told`: the task was refused for a reason that the experiment names, which
 * stands in no stack file or which the tool does not know yet.
 * @param {readonly object[]} cells
 */
export function judgeAll(cells) {
  return judge(cells).map((cell) => (cell.event === MOUNTED ? { ...cell, verdict: verdictOnMount(cell) } : cell));
}

/** Why a mount is refused although the report takes it; undefined where it should not be. */
export const untoldOf = (id) => MOUNTS.find((mount) => mount.id === id)?.untold;

function verdictOnMount({ kind, predicted, observed }) {
  if (predicted === observed) return "agrees";
  if (predicted === "likely-rejected") return observed === "rejected" ? "agrees" : "differs";
  return untoldOf(kind) && predicted === "starts" && observed === "rejected" ? "not-told" : "differs";
}

/** @param {readonly { verdict: string }[]} cells */
export function countsOfAll(cells) {
  const count = (verdict) => cells.filter((cell) => cell.verdict === verdict).length;
  return {
    cells: cells.length,
    agrees: count("agrees"),
    differs: count("differs"),
    notTold: count("not-told"),
    unknown: count("undecided") + count("confirmed"),
  };
}

/** One line for people. */
export function summaryOfAll({ cells, agrees, differs, notTold, unknown }) {
  return `${cells} cells: ${agrees} agree, ${differs} differ, ${notTold} not told, ${unknown} unknown to the tool`;
}
