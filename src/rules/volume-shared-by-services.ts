import { locationOfExposure, shownLocation } from "../persistence/data-location.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { engineAt } from "../persistence/images/images.ts";
import { Guests } from "./guests.ts";
import type { Rule } from "./rule.ts";
import { capital } from "./words.ts";
import { isForOneWriter, isSingleWriter } from "./writers.ts";

export const volumeSharedByServices: Rule = {
  id: "volume-shared-by-services",
  category: "persistence",
  severity: "warning",
  summary: "Another service may write to the data of an engine that allows one writer.",
  *check(context) {
    const guests = new Guests(context);
    for (const writer of context.exposures.filter((one) => isSingleWriter(one) || isForOneWriter(one))) {
      // A path that is an engine's own by its name tells as much as a certain fact about the image.
      const engine = engineAt(writer.target);
      const location =
        writer.directory?.certain || engine?.singleWriter ? locationOfExposure(writer, context) : undefined;
      if (location === undefined) continue;
      for (const other of guests.takeFrom(location, writer)) {
        const [owner, guest] = [writer.view.service.name, other.view.service.name];
        const family = writer.view.image?.family ?? engine;
        const second = other.role === "data" && other.view.image?.family === writer.view.image?.family;
        yield {
          ...about(other),
          severity: second ? "warning" : "note",
          message: `\`${guest}\` can write to ${shownLocation(location)}, where \`${owner}\` keeps its data, and ${family?.title} expects to be alone there. ${where(writer, second)}`,
          help: "Give each service a volume of its own, or mount this one read-only (`:ro`) where it is only read.",
        };
      }
    }
  },
};

/** On storage of a node the two may never meet. */
function where({ storage }: Exposure, second: boolean): string {
  const together = second ? "two of them damage the files" : "files that change under it can be damaged";
  if (storage.reach === "cluster") return `${capital(together)}.`;
  return `On one node, ${together}; on two nodes, each sees other files.`;
}
