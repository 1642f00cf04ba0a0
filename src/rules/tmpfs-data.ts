import { about } from "../persistence/exposure.ts";
import type { Rule } from "./rule.ts";
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
      const mayGo = view.image?.family.keepsNothingWith;
      yield {
        ...about(exposure),
        severity: directory.certain && view.needs?.state === "stateful" ? "error" : "warning",
        message: `${keepsData(exposure, directory.path)}, and a tmpfs is mounted there. It is in memory: the data is gone after every restart, update or move.`,
        help: mayGo
          ? `Mount a named volume there. If the data may go, say so to the server: \`${mayGo}\`.`
          : "Mount a named volume there.",
      };
    }
  },
};
