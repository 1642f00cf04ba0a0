import { volumeChanges } from "../persistence/change/volume-changes.ts";
import { driverName } from "../persistence/data-location.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const volumeDriverChanged: Rule = {
  id: "volume-driver-changed",
  category: "change",
  severity: "error",
  summary: "A volume that exists gets another driver, and its tasks cannot start where it exists.",
  *check({ base, ...context }) {
    if (!base) return;
    for (const { base: before, head, driver } of volumeChanges(base, context)) {
      if (!driver) continue;
      yield {
        ...(head.driver ? used(head.driver) : { place: head.place }),
        volume: head.key,
        subject: `${head.key}:driver`,
        message: `The volume \`${head.key}\` exists already with the driver \`${driverName(before)}\`. On every node that has it, a task with the driver \`${driverName(head)}\` is rejected ("volume name must be unique"); any other node makes a new volume without the data.`,
        help: "Declare the new driver under a new volume name, copy the data, and mount that.",
      };
    }
  },
};
