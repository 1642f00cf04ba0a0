import { about, type Exposure } from "../persistence/exposure.ts";
import type { Text } from "../stack/model.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const pinnedNoFailover: Rule = {
  id: "pinned-no-failover",
  category: "persistence",
  severity: "note",
  summary: "The data is safe on one node, and the service waits while that node is down.",
  *check({ exposures, facts }) {
    if (facts.nodes === 1) return;
    const pinned = new Map<string, Exposure[]>();
    for (const exposure of exposures.filter(isPinned)) {
      const constraint = (exposure.view.placement.constraint as Text).value;
      const known = pinned.get(constraint);
      if (known) known.push(exposure);
      else pinned.set(constraint, [exposure]);
    }
    for (const [constraint, own] of pinned) {
      const exposure = own.find(({ role }) => role === "data") ?? (own[0] as Exposure);
      const names = [...new Set(own.map(({ view }) => `\`${view.service.name}\``))];
      const [waits, comes, its] = names.length === 1 ? ["waits", "comes", "its"] : ["wait", "come", "their"];
      yield {
        ...about(exposure),
        ...used(exposure.view.placement.constraint as Text),
        subject: `pin:${constraint}`,
        message: `${listed(names)} ${waits} while ${its} node is down or drained, and ${comes} back with ${its} data. If the node's disk is lost, so is the data.`,
        help: "That is a sound choice with backups on another machine. Only storage that other nodes reach lets a service move.",
      };
    }
  },
};

const FEW = 3;

function listed(names: readonly string[]): string {
  if (names.length <= FEW) return names.join(" and ").replace(/ and (?=.* and )/g, ", ");
  return `${names.slice(0, FEW).join(", ")} and ${names.length - FEW} more services`;
}

/** Kept on the one node that a constraint names. */
function isPinned({ mount, storage, role, view: { placement } }: Exposure): boolean {
  const kept = role === "data" || role === "state";
  return mount !== undefined && storage.reach === "node" && kept && placement.pin === "node" && !!placement.constraint;
}
