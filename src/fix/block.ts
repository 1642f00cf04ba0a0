import type { BlockStorage } from "../config/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { isNewData } from "./first-deploy.ts";
import type { Fix, FixContext } from "./model.ts";
import { ACCEPTED_AFTER_MOVE, runbookFor } from "./moving.ts";
import { scopedName } from "./names.ts";
import type { Destination } from "./runbook.ts";
import { type DataToMove, freeKey } from "./seat.ts";
import { word } from "./shell.ts";

/** A new volume of the driver that the configuration declares: its volumes follow the task. */
export function* blockRemedies(data: DataToMove, context: FixContext): Iterable<Fix> {
  const block = context.storage?.block;
  if (block === undefined) return;
  const key = freeKey(context, `${data.name}-block`);
  const options = Object.fromEntries(block.options);
  const declaration = { driver: block.driver, ...(block.options.size > 0 ? { driver_opts: options } : {}) };
  const to = driverVolume(data, block, key);
  const driver = `the driver \`${block.driver}\` (one node at a time)`;
  const at = data.at === undefined ? "" : `, mounted at \`${data.at}\``;
  const title = isNewData(data.exposure, context)
    ? `Keep the data with ${driver}, in the volume \`${key}\`${at}`
    : `Move the data to ${driver}, under the new volume name \`${key}\`${at}`;
  for (const changes of data.moveTo(key, declaration)) {
    if (changes === undefined) continue;
    yield {
      title,
      safe: false,
      remedy: "block",
      changes,
      runbook: runbookFor(data, context, { to, variables: [], changes }),
      accepts: ACCEPTED_AFTER_MOVE,
    };
  }
}

function driverVolume(
  { exposure }: DataToMove,
  { driver, options }: BlockStorage,
  key: string,
): Destination | undefined {
  const image = exposure.view.service.image?.value;
  if (image === undefined || hasUnknown(image)) return undefined;
  const requiredVariable = Array.from(options, ([name, value]) => `-o ${word(`${name}=${value}`)} `).join("");
  return {
    kind: "driver-volume",
    make: `docker volume create -d ${word(driver)} ${requiredVariable}${scopedName(key)} > /dev/null`,
    name: scopedName(key),
    image: word(image),
  };
}
