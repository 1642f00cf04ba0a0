import type { Outcome } from "../model/outcome.ts";
import type { Loss } from "../model/report.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { showUnknown } from "../yaml/unknown.ts";

const LOSS: ReadonlySet<Outcome> = new Set(["empty", "lost"]);

/** What exposures that hold data would lose, each by the event that is nearest. */
export function lossesIn(exposures: readonly Exposure[]): Loss[] {
  return exposures.flatMap(({ view, mount, volume, target, role, survival }) => {
    if (role !== "data" && role !== "state") return [];
    const event = (["replaced", "moved"] as const).find((one) => LOSS.has(survival[one]));
    if (event === undefined) return [];
    const source = volume?.key ?? mount?.source?.value;
    return {
      service: view.service.name,
      ...(source === undefined ? {} : { source: showUnknown(source) }),
      target: showUnknown(target),
      event,
      outcome: survival[event],
    };
  });
}
