import { about } from "../persistence/exposure.ts";
import { isOneTask } from "../persistence/placement.ts";
import type { Text } from "../stack/model.ts";
import { isAtStake, SEVERAL_TASKS } from "./pin-by-label.ts";
import type { Rule } from "./rule.ts";
import { named, used } from "./words.ts";

export const pinByRole: Rule = {
  id: "pin-by-role",
  category: "persistence",
  severity: "warning",
  summary: "Only a role keeps the task near its volume, and several nodes usually have that role.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { placement, service } = exposure.view;
      if (placement.pin !== "role" || !isAtStake(exposure)) continue;
      yield {
        ...about(exposure),
        ...used(placement.constraint as Text),
        message: `The data that \`${service.name}\` writes to ${named(exposure)} stays on the node of its task, and every node with this role may run it. If there is a second one, Swarm can start the task there, without the data.`,
        help: isOneTask(service)
          ? "Use `node.hostname == ...`: a swarm soon has several managers and several workers."
          : SEVERAL_TASKS,
      };
    }
  },
};
