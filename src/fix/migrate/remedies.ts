import type { Remedy } from "../../model/finding.ts";
import type { Fix, FixContext } from "../model.ts";
import type { DataToMove } from "./data-to-move.ts";
import { pinRemedies } from "./pin.ts";
import { ACCEPTED_AFTER_MOVE, moveRunbook } from "./runbook.ts";
import { blockRemedies, networkRemedies, nfsClass } from "./shared-storage.ts";

const REMEDIES: Readonly<Record<Remedy, (data: DataToMove, context: FixContext) => Iterable<Fix>>> = {
  network: networkRemedies,
  pin: pinRemedies,
  block: blockRemedies,
};

/** Where the data could live, in the order in which a person would weigh it. */
export function* remediesFor(data: DataToMove, context: FixContext, only?: readonly Remedy[]): Iterable<Fix> {
  yield* localRemedy(data, context);
  for (const remedy of only ?? orderFor(data, context)) yield* REMEDIES[remedy](data, context);
}

/** What the configuration prefers, then what the engine's vendor stands behind. */
function orderFor({ exposure }: DataToMove, { storage, exposures }: FixContext): readonly Remedy[] {
  // A service that stays where it is needs no more than a volume of its node.
  if (exposure.view.placement.roam === "node") return ["pin", "network", "block"];
  const nfs = nfsClass(exposure, exposures);
  const fit: readonly Remedy[] =
    nfs === "unsupported" || nfs === "discouraged" ? ["pin", "block", "network"] : ["network", "pin", "block"];
  const preferred = storage?.preferred;
  return preferred === undefined ? fit : [preferred, ...fit.filter((remedy) => remedy !== preferred)];
}

/** A volume of the node alone: enough for a service that stays, and for data that nobody would miss. */
function* localRemedy(data: DataToMove, context: FixContext): Iterable<Fix> {
  const { local } = data;
  if (local === undefined) return;
  if (local.staysPut && data.exposure.view.placement.roam !== "node") return;
  const { title, changes, to } = local;
  const runbook = moveRunbook(data, context, { to, variables: [], changes });
  yield { title, safe: false, changes, runbook, accepts: ACCEPTED_AFTER_MOVE };
}
