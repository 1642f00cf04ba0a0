import { isOtherMajor } from "../persistence/change/deployed.ts";
import { type MountDiff, matchMounts } from "../persistence/change/match-mounts.ts";
import { pointOf, shownLocation } from "../persistence/data-location.ts";
import { about } from "../persistence/exposure.ts";
import { compareTexts, showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { capital } from "./words.ts";

export const mountTargetChanged: Rule = {
  id: "mount-target-changed",
  category: "change",
  severity: "error",
  summary: "After this change a service looks for its data in another place of the same volume.",
  *check({ base, ...head }) {
    if (!base) return;
    for (const pair of matchMounts(base, head).pairs) {
      if (pair.source !== "same" || isOtherMajor(pair) || !pair.headLocation) continue;
      const moved = pair.data === "different" || (pair.data === "unknown" && isElsewhere(pair));
      if (!moved || !isKept(pair)) continue;
      const service = pair.head.view.service.name;
      const volume = shownLocation(pair.headLocation);
      yield {
        ...about(pair.head),
        severity: severityOf(pair),
        message: `When this change is deployed, \`${service}\` no longer finds its data ${where(pair)}. ${capital(volume)} keeps it, and the service starts as if it were new${pair.data === "different" ? "" : ", unless the program looks in the new place"}.`,
        help: `Keep the old target and the old data directory.${isOutside(pair) ? "" : " If the program has moved, stop the service and move the files within the volume before the deploy."}`,
      };
    }
  },
};

/** A mount of unknown contents, at another target. */
function isElsewhere({ base, head }: MountDiff): boolean {
  return compareTexts(pointOf(base), pointOf(head)) === "different" && head.role !== "data";
}

/** Whether the engine looks where the volume is not: then no move within the volume helps. */
const isOutside = ({ head }: MountDiff): boolean => head.role !== "data" && head.view.uncovered.length > 0;

function where({ base, head, baseLocation, headLocation }: MountDiff): string {
  if (base.role === "data" && head.role === "data") {
    return `in ${inside(baseLocation?.inner)}: it looks in ${inside(headLocation?.inner)}`;
  }
  const [bare] = head.view.uncovered;
  if (base.target === head.target && bare)
    return `in ${inside(baseLocation?.inner)}: it looks in \`${bare.path}\`, where no volume is`;
  return `at \`${showUnknown(pointOf(base))}\`: the volume is mounted at \`${showUnknown(head.target)}\` now`;
}

const inside = (path = ""): string =>
  path === "" ? "the volume's top folder" : `the volume's folder \`${showUnknown(path)}\``;

function severityOf({ base, head, data }: MountDiff): "error" | "warning" {
  const certain = base.directory?.certain && (head.directory ?? head.view.uncovered[0])?.certain;
  return data === "different" && base.role === "data" && certain ? "error" : "warning";
}

function isKept({ base, head }: MountDiff): boolean {
  return [base, head].every(({ role }) => role === "data" || role === "state");
}
