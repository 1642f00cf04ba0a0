import { about, type Rule } from "./rule.ts";

export const tmpfsData: Rule = {
  id: "tmpfs-data",
  category: "persistence",
  severity: "error",
  summary: "A data directory is in memory and empty after every start.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, storage, directory, view, role } = exposure;
      if (!mount || storage.kind !== "tmpfs" || role !== "data" || !directory) continue;
      yield {
        ...about(exposure),
        severity: directory.certain && view.needs?.state === "stateful" ? "error" : "warning",
        message: `\`${view.service.name}\` keeps its data in \`${directory.path}\`, which is in memory here: it is empty after every start of the task, restarts included.`,
        help: "Mount a named volume there. If the data may go, say so to the engine too (`redis-server --save '' --appendonly no`).",
      };
    }
  },
};
