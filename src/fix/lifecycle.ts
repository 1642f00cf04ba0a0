import type { Exposure } from "../persistence/exposure.ts";
import { leavesOthers } from "./deploying.ts";
import { mountSpot, remove, set, spotInService, spotOf, writtenText } from "./find.ts";
import type { FixContext, Fixer } from "./model.ts";

/** The service of a finding, in the file where it is written first. */
function ownSpot(exposure: Exposure | undefined, context: FixContext) {
  return exposure && spotInService(context, exposure.view.service.name);
}

/** One task has one name; several would need a volume each. */
export const fixedHostname: Fixer = function* ({ exposure }, context) {
  const spot = ownSpot(exposure, context);
  const { service, image } = exposure?.view ?? {};
  if (!spot || !service || image?.family.nodeNameFrom !== "hostname" || service.hostname !== undefined) return;
  if (!/^[a-zA-Z0-9-]+$/.test(service.name) || (service.replicas && service.replicas.value !== 1)) return;
  yield {
    title: `Give every task the host name \`${service.name}\`; what earlier tasks wrote stays below their own names`,
    safe: false,
    changes: [set(spot, ["hostname"], service.name)],
  };
};

/** A clean stop ends sooner: only one that would be cut off takes longer. */
export const longerStop: Fixer = function* ({ exposure }, context) {
  const { service, image } = exposure?.view ?? {};
  const spot = ownSpot(exposure, context);
  const seconds = image?.family.stopGraceSeconds;
  if (!spot || !service || seconds === undefined || service.stopGracePeriod?.via !== undefined) return;
  yield {
    title: `Give it ${seconds} seconds to stop`,
    safe: true,
    changes: [set(spot, ["stop_grace_period"], `${seconds}s`)],
  };
};

export const startAgain: Fixer = function* ({ place }, context) {
  const spot = spotOf(context, place);
  const key = spot?.path.at(-1);
  if (spot && key === "condition") {
    yield { title: "Start the task again whenever it ends", safe: false, changes: [set(spot, [], "any")] };
  } else if (spot && key === "max_attempts") {
    yield { title: "Remove `max_attempts`: Swarm tries again without an end", safe: false, changes: [remove(spot)] };
  }
};

export const readOnly: Fixer = function* ({ exposure }, context) {
  const { mount, view } = exposure ?? {};
  const spot = view && mount && mountSpot(context, view.service, mount);
  if (spot === undefined || view === undefined || mount === undefined) return;
  const written = writtenText(spot.tree);
  const parts = written?.includes("$") ? [] : (written?.split(":") ?? []);
  const title = `Let \`${view.service.name}\` only read it`;
  if (mount.form === "long") yield { title, safe: false, changes: [set(spot, ["read_only"], true)] };
  else if (parts.length === 2) yield { title, safe: false, changes: [set(spot, [], `${written}:ro`)] };
  else if (parts.length === 3) {
    const modes = (parts[2] ?? "").split(",").filter((word) => word !== "rw");
    const text = [parts[0], parts[1], ["ro", ...modes].join(",")].join(":");
    yield { title, safe: false, changes: [set(spot, [], text)] };
  }
};

export const oneTask: Fixer = function* ({ place, service, exposure }, context) {
  const spot = spotOf(context, place);
  if (spot?.path.at(-1) !== "mode" || (exposure !== undefined && leavesOthers(exposure, context))) return;
  yield {
    title: `Run one task of \`${service}\` in the whole swarm`,
    safe: false,
    changes: [set(spot, [], "replicated")],
  };
};

/** The slot is the same for the next task of a replica. */
export const slotName: Fixer = function* ({ place }, context) {
  const spot = spotOf(context, place);
  const written = writtenText(spot?.tree);
  const text = written?.replace(/(\{\{[^}]*)\.Task\.(ID|Name)\b/g, "$1.Task.Slot");
  if (spot === undefined || text === undefined || text === written) return;
  yield { title: "Name it after the slot, which the next task has too", safe: false, changes: [set(spot, [], text)] };
};
