import { about, type Exposure } from "../persistence/exposure.ts";
import type { Service, Text } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";
import { isJob, singleWriterMounts, writerSeverity } from "./writers.ts";

export const startFirstSingleWriter: Rule = {
  id: "start-first-single-writer",
  category: "persistence",
  severity: "error",
  summary: "On an update the new task starts while the old one still writes the same data.",
  *check({ exposures }) {
    for (const exposure of singleWriterMounts(exposures)) {
      const { service } = exposure.view;
      if (isJob(service)) continue;
      for (const [order, when] of orders(service)) {
        if (order?.value !== "start-first") continue;
        yield {
          ...about(exposure),
          severity: waitsForPort(exposure) ? "warning" : writerSeverity(exposure),
          ...used(order),
          subject: `${service.name}:${exposure.target}:${when}`,
          message: `On every ${when} of \`${service.name}\`, ${waitsForPort(exposure) ? waiting : `the new task starts while the old one still runs. ${outcome(exposure)}`}`,
          help: "Write `order: stop-first` (the default): the service pauses for a few seconds.",
        };
      }
    }
  },
};

function orders({ updateOrder, rollbackOrder }: Service): readonly (readonly [Text | undefined, string])[] {
  return [
    [updateOrder, "update"],
    [rollbackOrder, "rollback"],
  ];
}

/** On one node, both tasks cannot have the port, so they do not meet on data of that node. */
function waitsForPort({ storage, view }: Exposure): boolean {
  const { placement, service } = view;
  return service.holdsHostPort && (storage.reach === "node" || placement.pin === "node");
}

const waiting =
  "the new task needs a port of the node (`mode: host`) that the old one still holds. On the same node it waits, and the old one is not stopped before it runs; on another node it may find no files.";

/** Both tasks have one slot, so a volume for each slot is still one volume for both. */
function outcome(exposure: Exposure): string {
  const { storage, view } = exposure;
  const path = `\`${showUnknown(exposure.target)}\``;
  const lost = "writes are lost, or the files are damaged";
  const stays = view.placement.pin === "node" || view.placement.everywhere;
  if (stays || storage.reach === "cluster") return `Both write ${path} at the same time: ${lost}.`;
  return `On the same files in ${path}, both write at the same time: ${lost}. On another node, the new task may find no files at all.`;
}
