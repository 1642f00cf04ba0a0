import { about, type Rule } from "./rule.ts";
import { misplacedFor } from "./volume-wrong-path.ts";

export const statefulNoVolume: Rule = {
  id: "stateful-no-volume",
  category: "persistence",
  severity: "error",
  summary: "A database or other stateful image has no mount at its data directory.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      if (exposure.mount || !exposure.directory || misplacedFor(exposure, exposures)) continue;
      const { view, storage, target } = exposure;
      const where = storage.kind === "anonymous-volume" ? "an anonymous volume" : "the container's own layer";
      yield {
        ...about(exposure),
        severity: exposure.directory.certain ? "error" : "warning",
        message: `\`${view.service.name}\` keeps its data in \`${target}\`, and nothing is mounted there: it goes to ${where} and is lost on every update, re-deploy or move.`,
        help: `Mount a named volume at \`${target}\`. If the data may go, mount a tmpfs there to say so.`,
      };
    }
  },
};
