import type { Exposure } from "../persistence/exposure.ts";
import type { Severity } from "../report.ts";
import { about, type Rule } from "./rule.ts";

export const anonymousVolume: Rule = {
  id: "anonymous-volume",
  category: "persistence",
  severity: "error",
  summary: "A volume without a name is new for every task, even on the same node.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, storage, target, view } = exposure;
      if (!mount || storage.kind !== "anonymous-volume" || !target.startsWith("/")) continue;
      yield {
        ...about(exposure),
        severity: severityOf(exposure),
        message: `Every new task of \`${view.service.name}\` gets a new, empty volume at \`${target}\`, even on the same node. Swarm deletes the old ones with its task history, and all of them on \`docker stack rm\`.`,
        help: `Give it a name: \`some-name:${target}\`, and declare \`some-name\` under the top-level \`volumes\`.`,
      };
    }
  },
};

function severityOf({ role, view }: Exposure): Severity {
  if (view.image?.name === "docker") return "note"; // Docker in Docker: a scratch area by design
  return role === "cache" || role === "idle" || role === "config" || role === "read-only" ? "warning" : "error";
}
