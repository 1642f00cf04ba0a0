import { compareTexts } from "../../yaml/unknown.ts";
import type { Likeness } from "../data-location.ts";
import { neverRuns } from "../engine-refusals.ts";
import type { StackView } from "../exposure.ts";
import { JOB_RUNS_AGAIN, NEW_SERVICE, TASK_KEYS, type TaskKey } from "./task-keys.ts";
import { specValue, type WrittenService, writtenService } from "./task-spec.ts";

/** What `docker stack deploy` does to the tasks of a service that runs. */
export interface Replacement {
  /**
   * `all`: every task is replaced. `perhaps`: the same, unless variables or files that are not known here make both
   * versions alike. `misplaced`: only tasks whose node the constraints no longer allow. `none`: all of them run on.
   */
  readonly tasks: "all" | "perhaps" | "misplaced" | "none";
  /** The rows of the table that say so, in its order. */
  readonly because: readonly TaskKey[];
}

const NONE: Replacement = { tasks: "none", because: [] };
const because = (tasks: Replacement["tasks"], ...rows: readonly TaskKey[]): Replacement => ({ tasks, because: rows });

/**
 * What a deploy of `head` over `base` does to the tasks of a service. A service that is new, or gone, has no tasks to
 * replace. `oldName` is its name at base, where that is another: then Swarm starts all of its tasks anew. An image that
 * was pushed again under the same tag replaces tasks too, which no file shows.
 */
export function replacesTasks(base: StackView, head: StackView, name: string, oldName = name): Replacement {
  const [before, after] = [writtenService(base, oldName), writtenService(head, name)];
  if (before === undefined || after === undefined) return NONE;
  if (name !== oldName || isOtherStack(base, head)) return because("all", NEW_SERVICE);
  if (neverRuns(head.stack, after.service) === "service") return NONE;
  const changed = TASK_KEYS.map((row) => [row, likenessOf(row, before, after)] as const).filter(
    ([{ tasks }, likeness]) => tasks !== "none" && likeness !== "same",
  );
  const rows = (tasks: TaskKey["tasks"], likeness: Likeness) =>
    changed.flatMap(([row, found]) => (row.tasks === tasks && found === likeness ? [row] : []));
  if (rows("refused", "different").length > 0) return NONE;
  const replacing = rows("replaces", "different");
  if (replacing.length > 0) return because("all", ...replacing);
  if (isJob(after)) return because("all", JOB_RUNS_AGAIN);
  const perhaps = rows("replaces", "unknown");
  if (perhaps.length > 0) return because("perhaps", ...perhaps);
  const misplaced = [...rows("misplaced", "different"), ...rows("misplaced", "unknown")];
  return misplaced.length > 0 ? because("misplaced", ...misplaced) : NONE;
}

/** The stack of another name is another stack: all of its services are new. */
function isOtherStack({ stackName: before }: StackView, { stackName: after }: StackView): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

const isJob = ({ service: { mode } }: WrittenService): boolean => /-job$/.test(mode.value);

function likenessOf({ keys, form }: TaskKey, before: WrittenService, after: WrittenService): Likeness {
  return worst(keys.map((key) => likeness(specValue(before, key, form), specValue(after, key, form))));
}

/** A variable that is not set can turn out empty, which is as if nothing were written. */
function likeness(one: unknown, other: unknown): Likeness {
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) return "different";
    return worst(one.map((value, index) => likeness(value, other[index])));
  }
  const texts = [one ?? "", other ?? ""];
  if (texts.every((text) => typeof text === "string")) return compareTexts(texts[0] as string, texts[1] as string);
  return JSON.stringify(one) === JSON.stringify(other) ? "same" : "different";
}

function worst(found: readonly Likeness[]): Likeness {
  return found.find((one) => one === "different") ?? found.find((one) => one === "unknown") ?? "same";
}
