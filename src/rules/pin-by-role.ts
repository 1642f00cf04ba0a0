import { isAtStake } from "./pin-by-label.ts";
import { about, type Rule } from "./rule.ts";
import { named } from "./words.ts";

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
        place: placement.constraint?.place ?? service.place,
        via: placement.constraint?.via,
        message: `\`${service.name}\` may run on every node with this role, but ${named(exposure)} is on one of them. With more than one such node, the task can move and starts without its data.`,
        help: "Use `node.hostname == ...`. Several managers are the rule in production.",
      };
    }
  },
};
