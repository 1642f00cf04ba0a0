import type { Fix, FixContext } from "./model.ts";
import { freeKey, type Seat } from "./seat.ts";

/** A new volume of the driver that the configuration declares: its volumes follow the task. */
export function* blockRemedies(seat: Seat, context: FixContext): Iterable<Fix> {
  const block = context.storage?.block;
  if (block === undefined) return;
  const key = freeKey(context, `${seat.name}-block`);
  const options = Object.fromEntries(block.options);
  const declaration = { driver: block.driver, ...(block.options.size > 0 ? { driver_opts: options } : {}) };
  for (const changes of seat.moveTo(key, declaration)) {
    if (changes === undefined) continue;
    yield {
      title: `Move the data to the driver \`${block.driver}\` (one node at a time), under the new volume name \`${key}\``,
      safe: false,
      remedy: "block",
      changes,
      accepts: ["block-volume-single-attach"],
    };
  }
}
