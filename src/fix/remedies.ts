import type { Remedy } from "../report.ts";
import type { RuleProblem } from "../rules/rule.ts";
import { blockRemedies } from "./block.ts";
import type { Fix, FixContext, Fixer } from "./model.ts";
import { networkRemedies } from "./network.ts";
import { pinRemedies } from "./pin.ts";
import { type Seat, volumeSeat } from "./seat.ts";

/** A volume that stays behind when its task moves. */
export const leftBehind: Fixer = ({ exposure }: RuleProblem, context) => {
  const { volume } = exposure ?? {};
  const seat = exposure && volume && volumeSeat(context, exposure, volume);
  return seat ? remediesFor(seat, context) : [];
};

const REMEDIES: Readonly<Record<Remedy, (seat: Seat, context: FixContext) => Iterable<Fix>>> = {
  network: networkRemedies,
  pin: pinRemedies,
  block: blockRemedies,
};

/** Where the data could live, in the order in which a person would weigh it. */
export function* remediesFor(seat: Seat, context: FixContext): Iterable<Fix> {
  for (const remedy of orderFor(seat, context)) yield* REMEDIES[remedy](seat, context);
}

/** What the configuration prefers, then what the engine's vendor stands behind. */
function orderFor({ exposure }: Seat, { storage }: FixContext): readonly Remedy[] {
  const nfs = exposure.directory === undefined ? undefined : exposure.view.needs?.nfs;
  const fit: readonly Remedy[] =
    nfs === "unsupported" || nfs === "discouraged" ? ["pin", "block", "network"] : ["network", "pin", "block"];
  const preferred = storage?.preferred;
  return preferred === undefined ? fit : [preferred, ...fit.filter((remedy) => remedy !== preferred)];
}
