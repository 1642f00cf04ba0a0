import { about, type Rule } from "./rule.ts";
import { keepsData } from "./words.ts";

export const tmpfsData: Rule = {
  id: "tmpfs-data",
  category: "persistence",
  severity: "error",
  summary: "A data directory is in memory and empty after every start.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, storage, directory, view, role } = exposure;
      if (!mount || storage.kind !== "tmpfs" || role !== "data" || !directory) continue;
      const redis = view.image?.family.logic === "redis";
      yield {
        ...about(exposure),
        severity: directory.certain && view.needs?.state === "stateful" ? "error" : "warning",
        message: `${keepsData(exposure, directory.path)}, and a tmpfs is mounted there. It is in memory: the data is gone after every restart, update or move.`,
        help: redis
          ? "Mount a named volume there. If the data may go, say so to the server: `redis-server --save '' --appendonly no`."
          : "Mount a named volume there.",
      };
    }
  },
};
