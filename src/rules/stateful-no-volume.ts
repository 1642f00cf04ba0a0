import { misplacedFor } from "../persistence/change/misplaced.ts";
import { about, type ServiceView } from "../persistence/exposure.ts";
import type { Text } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { keepsData, used } from "./words.ts";

export const statefulNoVolume: Rule = {
  id: "stateful-no-volume",
  category: "persistence",
  severity: "error",
  summary: "A database or other stateful image has no mount at its data directory.",
  *check({ exposures }) {
    for (const exposure of exposures) {
      if (exposure.mount || !exposure.directory || misplacedFor(exposure, exposures)) continue;
      const { storage, target, view } = exposure;
      const image = view.service.image as Text; // without one, no data directory is known
      const cache = mayBeCache(view);
      const where = storage.kind === "anonymous-volume" ? "an anonymous volume" : layer(view);
      yield {
        ...about(exposure),
        ...used(image),
        severity: exposure.directory.certain && !cache ? "error" : "warning",
        message: `${keepsData(exposure, target)}, and nothing is mounted there. The data goes into ${where} and is lost when a new task replaces the old one: on an update, a crash or a move.`,
        help: `Mount a named volume at \`${exposure.directory.mountAt}\`.${cache ? " If it is only a cache, say so to the server: `--save '' --appendonly no`." : ""}`,
      };
    }
  },
};

/** Some versions of the image may have a VOLUME, and a variable may bring any version. */
function layer({ image, service }: ServiceView): string {
  const open = hasUnknown(service.image?.value) && image?.family.layouts.some(({ volumes }) => volumes.length > 0);
  return open ? "the container itself or an anonymous volume" : "the container itself";
}

/** Whether the engine is one that many run as a cache, and nothing asks it to keep its data. */
function mayBeCache({ image, service }: ServiceView): boolean {
  const flags = image?.family.asksToKeep;
  return flags !== undefined && !service.command.some(({ value }) => flags.some((flag) => value.startsWith(flag)));
}
