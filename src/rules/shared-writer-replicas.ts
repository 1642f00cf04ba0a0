import { about, type Rule } from "./rule.ts";
import { differsByTask, singleWriterMounts, writerSeverity } from "./writers.ts";

export const sharedWriterReplicas: Rule = {
  id: "shared-writer-replicas",
  category: "persistence",
  severity: "error",
  summary: "Several replicas of an engine that allows one writer use the same volume.",
  *check({ exposures }) {
    for (const exposure of singleWriterMounts(exposures)) {
      const { service, placement } = exposure.view;
      const replicas = service.replicas?.value ?? 1;
      if (replicas < 2 || placement.everywhere || differsByTask(exposure)) continue;
      const onePerNode = service.maxReplicasPerNode?.value === 1 && exposure.storage.reach === "node";
      const apart = "each node has a copy of its own, and the copies drift apart";
      const together = "two tasks on one node write one directory, which corrupts it";
      const what = onePerNode
        ? apart
        : exposure.storage.reach === "node"
          ? `${together}; on other nodes ${apart}`
          : together.replace("on one node ", "");
      yield {
        ...about(exposure),
        severity: onePerNode ? "warning" : writerSeverity(exposure),
        place: service.replicas?.place ?? service.place,
        via: service.replicas?.via,
        message: `\`${service.name}\` has ${replicas} replicas, and its engine allows one writer for \`${exposure.target}\`: ${what}.`,
        help: 'Set `replicas: 1`, or give each replica a volume of its own: `name: "data-{{.Task.Slot}}"`.',
      };
    }
  },
};
