import type { Exposure } from "../persistence/exposure.ts";
import type { Text } from "../stack/model.ts";
import { about, type Rule } from "./rule.ts";
import { named, used } from "./words.ts";

export const pinnedNoFailover: Rule = {
  id: "pinned-no-failover",
  category: "persistence",
  severity: "note",
  summary: "The data is safe on one node, and the service waits while that node is down.",
  *check({ exposures, facts }) {
    if (facts.nodes === 1) return;
    const pinned = exposures.filter(isPinned);
    for (const view of new Set(pinned.map((exposure) => exposure.view))) {
      const own = pinned.filter((exposure) => exposure.view === view);
      const exposure = own.find(({ role }) => role === "data") ?? (own[0] as Exposure);
      const { name } = view.service;
      yield {
        ...about(exposure),
        ...used(view.placement.constraint as Text),
        subject: `${name}:pin`,
        message: `\`${name}\` waits while its node is down or drained, and comes back with its data in ${named(exposure)}. If the node's disk is lost, so is the data.`,
        help: "That is a sound choice with backups on another machine. Only storage that other nodes reach lets the service move.",
      };
    }
  },
};

/** Kept on the one node that a constraint names. */
function isPinned({ mount, storage, role, view: { placement } }: Exposure): boolean {
  const kept = role === "data" || role === "state";
  return mount !== undefined && storage.reach === "node" && kept && placement.pin === "node" && !!placement.constraint;
}
