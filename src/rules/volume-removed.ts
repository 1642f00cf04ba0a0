import type { Place } from "../model/text.ts";
import { type MountDiff, matchMounts } from "../persistence/change/match-mounts.ts";
import {
  compareLocations,
  type DataLocation,
  locationOf,
  locationOfExposure,
  shownLocation,
} from "../persistence/data-location.ts";
import type { Exposure, StackView } from "../persistence/exposure.ts";
import { isSameImage } from "../persistence/images/images.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { capital } from "./words.ts";

export const volumeRemoved: Rule = {
  id: "volume-removed",
  category: "change",
  severity: "warning",
  summary: "After this change nothing mounts a volume that holds data; Docker keeps it.",
  *check({ base, ...head }) {
    if (!base) return;
    const mounted = locationsIn(head);
    const { pairs, gone } = matchMounts(base, head);
    const bare = pairs.filter(
      (pair) => pair.baseLocation && !pair.headLocation && pair.head.storage.kind !== "unknown",
    );
    const seen = new Set<string>();
    for (const exposure of [...bare.map((pair: MountDiff) => pair.base), ...gone]) {
      const location = locationOfExposure(exposure, base);
      if (!location || !(exposure.role === "data" || exposure.role === "state")) continue;
      if (mounted.some((other) => compareLocations({ ...location, inner: "" }, other) !== "different")) continue;
      const found = describe(exposure, location, head);
      if (!found || seen.has(found.subject)) continue;
      seen.add(found.subject);
      yield found;
    }
  },
};

/** Everything that head mounts, also for services that run no task; not what lives and dies with a container. */
function locationsIn(view: StackView): DataLocation[] {
  const passing = new Set(
    view.exposures.filter(({ storage }) => storage.reach === "container").map(({ mount }) => mount),
  );
  const mounts = view.stack.services.flatMap((service) => service.mounts).filter((mount) => !passing.has(mount));
  return mounts.flatMap((mount) => locationOf(mount, mount.target.value, view) ?? []);
}

function describe(exposure: Exposure, location: DataLocation, head: StackView): RuleProblem | undefined {
  const { name } = exposure.view.service;
  const service = head.stack.services.find((one) => one.name === name);
  const what = shownLocation(location);
  const volume = exposure.volume?.key;
  if (service && service.replicas?.value !== 0 && isSameImage(exposure.view.service, service)) {
    return {
      place: service.place,
      service: name,
      volume,
      subject: `${name}:${exposure.target}`,
      message: `When this change is deployed, \`${name}\` no longer mounts ${what}, which it had at \`${exposure.target}\`, and starts without what is in it. ${capital(what)} is kept.`,
      help: "Mount it again if the service needs the data. If not, remove it by hand once nobody does.",
    };
  }
  if (location.volume === undefined || volume === undefined) return undefined;
  const declared = head.stack.volumes.get(volume)?.place;
  return {
    place: declared ?? startOf(exposure, head),
    severity: "note",
    volume,
    subject: `volume:${volume}`,
    message: `After this change no service of the stack mounts ${what}. Docker keeps it with its data: neither a deploy, nor \`--prune\`, nor \`docker stack rm\` removes a volume with a name, and its storage still costs.`,
    help: "If the data may go, run `docker volume rm` on every node that has it. If not, write down where it is.",
  };
}

/** For what is in no file of head: the start of its first file, or the file that is gone. */
function startOf({ view }: Exposure, { stack }: StackView): Place {
  const { path } = stack.files[0] ?? view.service.place.file;
  return { file: stack.files[0] ?? { path, text: "" }, start: 0, end: 0 };
}
