import type { BlockStorage } from "../config/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { isFirst } from "./first-deploy.ts";
import type { Fix, FixContext } from "./model.ts";
import { runbookFor, SAID_OF_MOVES } from "./moving.ts";
import { full } from "./names.ts";
import type { Destination } from "./runbook.ts";
import { freeKey, type Seat } from "./seat.ts";
import { word } from "./shell.ts";

/** A new volume of the driver that the configuration declares: its volumes follow the task. */
export function* blockRemedies(seat: Seat, context: FixContext): Iterable<Fix> {
  const block = context.storage?.block;
  if (block === undefined) return;
  const key = freeKey(context, `${seat.name}-block`);
  const options = Object.fromEntries(block.options);
  const declaration = { driver: block.driver, ...(block.options.size > 0 ? { driver_opts: options } : {}) };
  const to = driverVolume(seat, block, key);
  const driver = `the driver \`${block.driver}\` (one node at a time)`;
  const at = seat.at === undefined ? "" : `, mounted at \`${seat.at}\``;
  const title = isFirst(seat.exposure, context)
    ? `Keep the data with ${driver}, in the volume \`${key}\`${at}`
    : `Move the data to ${driver}, under the new volume name \`${key}\`${at}`;
  for (const changes of seat.moveTo(key, declaration)) {
    if (changes === undefined) continue;
    yield {
      title,
      safe: false,
      remedy: "block",
      changes,
      runbook: runbookFor(seat, context, { to, variables: [], changes }),
      accepts: SAID_OF_MOVES,
    };
  }
}

function driverVolume({ exposure }: Seat, { driver, options }: BlockStorage, key: string): Destination | undefined {
  const image = exposure.view.service.image?.value;
  if (image === undefined || hasUnknown(image)) return undefined;
  const given = Array.from(options, ([name, value]) => `-o ${word(`${name}=${value}`)} `).join("");
  return {
    kind: "driver-volume",
    make: `docker volume create -d ${word(driver)} ${given}${full(key)} > /dev/null`,
    name: full(key),
    image: word(image),
  };
}
