import { about } from "../persistence/exposure.ts";
import { isOneTask } from "../persistence/placement.ts";
import { predict } from "../persistence/survival.ts";
import type { Text } from "../stack/model.ts";
import type { Rule } from "./rule.ts";
import { capital, named, ONE_SERVICE_A_TASK, used } from "./words.ts";

/** All tasks on one node would share what each has for itself now. */
export const SEVERAL_TASKS = `${capital(ONE_SERVICE_A_TASK)}, or put the data on network storage if several may write it.`;

export const pinByLabel: Rule = {
  id: "pin-by-label",
  category: "persistence",
  severity: "warning",
  summary: "Only a label keeps the task near its volume, and a second node may carry that label.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { placement, service } = exposure.view;
      if (placement.pin !== "label" || placement.roam !== "unknown" || !isAtStake(exposure)) continue;
      yield {
        ...about(exposure),
        ...used(placement.constraint as Text),
        message: `The data that \`${service.name}\` writes to ${named(exposure)} stays on the node of its task, and only a label decides which node that is. If a second node carries the label, Swarm can start the task there, without the data.`,
        help: isOneTask(service)
          ? "Use `node.hostname == ...`, or make sure that only one node carries the label."
          : SEVERAL_TASKS,
      };
    }
  },
};

/**
 * Data of a node whose task might move, depending on how many nodes a constraint leaves; also of a task that does not start
 * yet, because another mount is refused.
 */
export function isAtStake({ mount, storage, role, view }: Parameters<typeof about>[0]): boolean {
  const kept = role === "data" || role === "state";
  if (mount === undefined || storage.reach !== "node" || !kept) return false;
  return predict(storage, view.placement).moved === "unknown";
}
