import { volumeChanges } from "../persistence/change/volume-changes.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const driverOptsChanged: Rule = {
  id: "driver-opts-changed",
  category: "change",
  severity: "error",
  summary: "A volume that exists gets other driver options, and Docker ignores them without a word.",
  *check({ base, ...context }) {
    if (!base) return;
    for (const { head, driver, options, place } of volumeChanges(base, context)) {
      if (driver || options.length === 0) continue;
      const names = options.map((name) => `\`${name}\``).join(", ");
      const written = options.map((name) => head.driverOpts?.get(name)).find((text) => text !== undefined);
      yield {
        ...(written ? used(written) : { place: head.place }),
        volume: head.key,
        subject: `${head.key}:driver_opts`,
        severity: place ? "error" : "warning",
        message: `The volume \`${head.key}\` exists already, and Docker never changes a volume: on every node that has it, the new ${names} is ignored without any message. ${place ? "Only a node that does not have it yet mounts the new place, so tasks on different nodes see different data." : "Only a node that does not have it yet uses the new options."}`,
        help: "Declare the new options under a new volume name, copy the data, and mount that. Or save the data, stop the service, and remove the volume on every node (`docker volume rm`; stopped containers that still hold it go first) before the deploy.",
      };
    }
  },
};
