import type { Place } from "../model/text.ts";
import { type MountDiff, matchMounts } from "../persistence/change/match-mounts.ts";
import { type DataLocation, shownApart, shownLocation, shownVolume } from "../persistence/data-location.ts";
import { about } from "../persistence/exposure.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { capital } from "./words.ts";

export const volumeRenamed: Rule = {
  id: "volume-renamed",
  category: "change",
  severity: "error",
  summary: "After this change a service mounts another volume in the place of its data.",
  *check(context) {
    const { base, ...head } = context;
    if (!base) return;
    for (const pair of matchMounts(base, head).pairs) {
      const { baseLocation, headLocation } = pair;
      if (!baseLocation || !headLocation || pair.source !== "different" || pair.data !== "different" || !isKept(pair))
        continue;
      const service = pair.head.view.service.name;
      const fresh = headLocation.kind === "plain";
      const [old, now] = shownApart(baseLocation, headLocation);
      const next = fresh
        ? "Docker makes the new one empty, so the service starts without its data"
        : "Unless somebody copied the data there before, the service starts without it";
      yield {
        ...about(pair.head),
        place: placeOf(pair),
        severity: fresh ? "error" : "warning",
        message: `When this change is deployed, \`${service}\` gets ${now} at \`${pair.head.target}\` in place of ${old.replace(/,$/, "")}. ${next}. ${capital(shownLocation(baseLocation))} is left as it is, and nobody mounts it there any more.`,
        help: helpFor(pair, context.stackName),
      };
    }
  },
};

/** The old name is complete when the stack's name is known. */
function helpFor({ baseLocation, headLocation }: MountDiff, stackName: string | undefined): string {
  const move = "Otherwise scale the service to 0 and copy the data before the deploy.";
  const { volume: name, kind } = baseLocation as DataLocation;
  const prefix = stackName === undefined ? "`name:` with the stack's name in front" : "`name:`";
  if (headLocation?.kind === "external" && kind === "plain")
    return `To keep the data, leave out \`external: true\`, or give the external volume the old name (${prefix}). ${move}`;
  if (headLocation?.kind !== "plain")
    return "Copy the data first: scale the service to 0, copy, and deploy. Or keep the old volume.";
  if (name === undefined) return "Keep the old path, or copy the data into the new volume before the deploy.";
  if (kind === "external")
    return `To keep the data, leave \`external: true\` with the old name, or write \`name: ${showUnknown(name)}\`. ${move}`;
  const old = shownVolume(name);
  return `To keep the data, keep ${old}, or give the new key the old name (${prefix}). ${move}`;
}

function isKept({ base, head }: MountDiff): boolean {
  return [base, head].every(({ role }) => role === "data" || role === "state");
}

/** The declaration where the key stayed and that says another name, or another maker; else the mount. */
function placeOf({ base, head }: MountDiff): Place {
  const volume = head.volume?.key === base.volume?.key ? head.volume : undefined;
  if (volume?.name) return volume.name.via?.use ?? volume.name.place;
  return volume && volume.external !== base.volume?.external ? volume.place : about(head).place;
}
