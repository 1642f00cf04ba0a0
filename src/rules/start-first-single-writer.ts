import type { Text } from "../stack/model.ts";
import { about, type Rule } from "./rule.ts";
import { differsByTask, singleWriterMounts, writerSeverity } from "./writers.ts";

export const startFirstSingleWriter: Rule = {
  id: "start-first-single-writer",
  category: "persistence",
  severity: "error",
  summary: "On an update the new task starts while the old one still writes the same data.",
  *check({ exposures }) {
    for (const exposure of singleWriterMounts(exposures)) {
      const { service } = exposure.view;
      if (service.mode.value.endsWith("-job") || differsByTask(exposure)) continue;
      for (const [order, when] of orders(service)) {
        if (order?.value !== "start-first") continue;
        yield {
          ...about(exposure),
          severity: writerSeverity(exposure),
          place: order.place,
          via: order.via,
          subject: `${service.name}:${exposure.target}:${when}`,
          message: `On every ${when} of \`${service.name}\`, the new task starts while the old one still writes \`${exposure.target}\`: acknowledged writes are lost, or the files are damaged.`,
          help: "Write `order: stop-first` (the default); the service pauses for a few seconds.",
        };
      }
    }
  },
};

function orders({ updateOrder, rollbackOrder }: { updateOrder: Text | undefined; rollbackOrder: Text | undefined }) {
  return [
    [updateOrder, "update"],
    [rollbackOrder, "rollback"],
  ] as const;
}
