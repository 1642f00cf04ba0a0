import type { Severity } from "../model/finding.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { isReadAtFirstStart } from "../persistence/images/images.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";

export const anonymousVolume: Rule = {
  id: "anonymous-volume",
  category: "persistence",
  severity: "error",
  summary: "A volume without a name is new for every task, even on the same node.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      const { mount, storage, view } = exposure;
      const target = showUnknown(exposure.target);
      if (mount?.readOnly === true) continue; // nobody writes there, and `engine-refuses` speaks of it
      if (!mount || storage.kind !== "anonymous-volume" || !/^(\/|\$\{)/.test(target)) continue;
      // Beside the data of a known engine: nothing that anybody writes there is missed.
      if (isReadAtFirstStart(target) || (exposure.role === "idle" && view.needs?.state === "stateful")) continue;
      const name = mount.form === "short" ? `\`some-name:${target}\`` : "`source: some-name`";
      yield {
        ...about(exposure),
        severity: severityOf(exposure),
        message: `Every new task of \`${view.service.name}\` gets a new, empty volume at \`${target}\`, even on the same node: after an update, a crash or a move the data is gone. Docker deletes the old volumes together with the old tasks, and all of them on \`docker stack rm\`.`,
        help: `Give the volume a name (${name}), and declare that name under the top-level \`volumes\`.`,
      };
    }
  },
};

function severityOf({ role, view }: Exposure): Severity {
  if (view.image?.name === "docker") return "note"; // Docker in Docker: a scratch area by design
  return role === "cache" || role === "idle" || role === "config" || role === "read-only" ? "warning" : "error";
}
