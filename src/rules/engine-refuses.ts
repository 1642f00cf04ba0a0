import { placeOf } from "../model/text.ts";
import { type EngineRefusal, engineRefusals } from "../persistence/engine-refusals.ts";
import type { Rule } from "./rule.ts";
import { capital, joined } from "./words.ts";

export const engineRefuses: Rule = {
  id: "engine-refuses",
  category: "persistence",
  severity: "error",
  summary: "Deploy passes a value on, and the engine or every node refuses it, so the service does not run.",
  *check({ stack, base }) {
    const groups = new Map<string, EngineRefusal[]>();
    for (const refusal of engineRefusals(stack)) {
      const { id, at, service, ofSeveral } = refusal;
      const key = JSON.stringify([id, ofSeveral ? [at.file.path, at.start] : service?.name]);
      groups.set(key, [...(groups.get(key) ?? []), refusal]);
    }
    for (const group of groups.values()) {
      const [first] = group as [EngineRefusal];
      const { at, via, service, id, certain, help, what, ofSeveral } = first;
      yield {
        place: placeOf(via?.use ?? at),
        via,
        ...(service && !ofSeveral ? { service: service.name } : {}),
        subject: `${service && !ofSeveral ? service.name : ""}:${id}:${what}`,
        // A network that runs already keeps the driver that it was made with.
        severity: certain && !(base && id === "network-local") ? "error" : "warning",
        message: messageOf(first, group),
        help,
      };
    }
  },
};

function messageOf(first: EngineRefusal, group: readonly EngineRefusal[]): string {
  const { refused, fault, engines, ofSeveral, certain } = first;
  const names = joined([...new Set(group.flatMap(({ service }) => (service ? [`\`${service.name}\``] : [])))]);
  const more = group.length > 1 && !ofSeveral ? `, like ${group.length - 1} more,` : "";
  const wrong = `${first.what}${more} ${fault}`;
  const start = engines !== undefined ? `${engines}, ` : certain ? "" : "most likely, ";
  switch (refused) {
    case "stack":
      return `The engine refuses the stack: ${wrong}. The deploy stops there, before any service is made.`;
    case "service":
      return capital(
        `${start}the engine refuses ${names}: ${wrong}. The deploy stops there; other services may be changed already.`,
      );
    case "tasks":
      return capital(`${start}no task of ${names} ever runs: ${wrong}. The deploy itself says nothing.`);
  }
}
