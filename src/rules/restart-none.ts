import { about } from "../persistence/exposure.ts";
import type { Service } from "../stack/model.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { used } from "./words.ts";
import { isJob } from "./writers.ts";

export const restartNone: Rule = {
  id: "restart-none",
  category: "persistence",
  severity: "warning",
  summary: "A service with data is not started again after it stops.",
  *check({ exposures }) {
    const seen = new Set<string>();
    for (const exposure of exposures) {
      const { service, needs } = exposure.view;
      if (needs?.state !== "stateful" || exposure.role !== "data" || seen.has(service.name)) continue;
      const found = isJob(service) ? undefined : describe(service);
      if (!found) continue;
      seen.add(service.name);
      yield { ...about(exposure), subject: `${service.name}:restart_policy`, ...found };
    }
  },
};

function describe(service: Service): Omit<RuleProblem, "subject"> | undefined {
  const { name, restartCondition, restartMaxAttempts } = service;
  if (restartCondition?.value === "none") {
    return {
      ...used(restartCondition),
      message: `When the task of \`${name}\` ends, for whatever reason, Swarm starts no other one: the service stays down until somebody updates it by hand. Its data waits.`,
      help: "Write `condition: any` (the default).",
    };
  }
  const attempts = restartMaxAttempts?.value ?? 0;
  if (restartMaxAttempts === undefined || attempts === 0) return undefined;
  return {
    ...used(restartMaxAttempts),
    severity: "note",
    message: `After ${attempts === 1 ? "one restart" : `${attempts} restarts`} Swarm gives up on \`${name}\`, and the service stays down until somebody updates it by hand. A full disk or a slow recovery is enough.`,
    help: "Leave `max_attempts` out for a service that has to run, and set `delay` instead.",
  };
}
