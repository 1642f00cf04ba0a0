import { remove, set } from "../edit/change.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { leavesOthers } from "./deploying.ts";
import { mountNode, nodeAtPlace, serviceNode, writtenString } from "./find.ts";
import type { FixContext, Fixer } from "./model.ts";

/** The service of a finding, in the file where it is written first. */
function ownNode(exposure: Exposure | undefined, context: FixContext) {
  return exposure && serviceNode(context, exposure.view.service.name);
}

/** One task has one name; several would need a volume each. */
export const setHostname: Fixer = function* ({ exposure }, context) {
  const node = ownNode(exposure, context);
  const { service, image } = exposure?.view ?? {};
  if (!node || !service || image?.family.nodeNameFrom !== "hostname" || service.hostname !== undefined) return;
  if (!/^[a-zA-Z0-9-]+$/.test(service.name) || (service.replicas && service.replicas.value !== 1)) return;
  yield {
    title: `Give every task the host name \`${service.name}\`; what earlier tasks wrote stays below their own names`,
    safe: false,
    changes: [set(node, ["hostname"], service.name)],
  };
};

/** A clean stop ends sooner: only one that would be cut off takes longer. */
export const extendStopGracePeriod: Fixer = function* ({ exposure }, context) {
  const { service, image } = exposure?.view ?? {};
  const node = ownNode(exposure, context);
  const seconds = image?.family.stopGraceSeconds;
  if (!node || !service || seconds === undefined || service.stopGracePeriod?.via !== undefined) return;
  yield {
    title: `Give it ${seconds} seconds to stop`,
    safe: true,
    changes: [set(node, ["stop_grace_period"], `${seconds}s`)],
  };
};

export const alwaysRestart: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const key = node?.path.at(-1);
  if (node && key === "condition") {
    yield { title: "Start the task again whenever it ends", safe: false, changes: [set(node, [], "any")] };
  } else if (node && key === "max_attempts") {
    yield { title: "Remove `max_attempts`: Swarm tries again without an end", safe: false, changes: [remove(node)] };
  }
};

export const mountReadOnly: Fixer = function* ({ exposure }, context) {
  const { mount, view } = exposure ?? {};
  const node = view && mount && mountNode(context, view.service, mount);
  if (node === undefined || view === undefined || mount === undefined) return;
  const written = writtenString(node.tree);
  const parts = written?.includes("$") ? [] : (written?.split(":") ?? []);
  const title = `Let \`${view.service.name}\` only read it`;
  if (mount.form === "long") yield { title, safe: false, changes: [set(node, ["read_only"], true)] };
  else if (parts.length === 2) yield { title, safe: false, changes: [set(node, [], `${written}:ro`)] };
  else if (parts.length === 3) {
    const modes = (parts[2] ?? "").split(",").filter((word) => word !== "rw");
    const text = [parts[0], parts[1], ["ro", ...modes].join(",")].join(":");
    yield { title, safe: false, changes: [set(node, [], text)] };
  }
};

export const runOneTask: Fixer = function* ({ place, service, exposure }, context) {
  const node = nodeAtPlace(context, place);
  if (node?.path.at(-1) !== "mode" || (exposure !== undefined && leavesOthers(exposure, context))) return;
  yield {
    title: `Run one task of \`${service}\` in the whole swarm`,
    safe: false,
    changes: [set(node, [], "replicated")],
  };
};

/** The slot is the same for the next task of a replica. */
export const nameAfterSlot: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const written = writtenString(node?.tree);
  const text = written?.replace(/(\{\{[^}]*)\.Task\.(ID|Name)\b/g, "$1.Task.Slot");
  if (node === undefined || text === undefined || text === written) return;
  yield { title: "Name it after the slot, which the next task has too", safe: false, changes: [set(node, [], text)] };
};
