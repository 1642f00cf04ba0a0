import { about, type Rule } from "./rule.ts";
import { named } from "./words.ts";

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
        place: placement.constraint?.place ?? service.place,
        via: placement.constraint?.via,
        message: `${capital(named(exposure))} of \`${service.name}\` is on one node, and a label decides where the task runs. If a second node carries the label, the task can move there and starts without its data.`,
        help: "Use `node.hostname == ...`, or make sure that exactly one node has the label.",
      };
    }
  },
};

/** Data of a node whose task might move, depending on how many nodes a constraint leaves. */
export function isAtStake({ mount, storage, role, survival }: Parameters<typeof about>[0]): boolean {
  const kept = role === "data" || role === "state";
  return mount !== undefined && storage.reach === "node" && kept && survival.moved === "unknown";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
