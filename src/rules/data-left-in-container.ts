import { isScratch } from "../persistence/change/deployed.ts";
import { matchMounts } from "../persistence/change/match-mounts.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import type { StorageKind } from "../persistence/storage.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { named } from "./words.ts";

export const dataLeftInContainer: Rule = {
  id: "data-left-in-container",
  category: "change",
  severity: "warning",
  summary: "A service gets its first volume, and what it wrote so far goes with its old task.",
  *check({ base, ...head }) {
    if (!base) return;
    for (const { base: before, head: after, baseLocation, headLocation } of matchMounts(base, head).pairs) {
      const where = WHERE[before.storage.kind];
      if (baseLocation || where === undefined || isScratch(before) || !(headLocation || isScratch(after))) continue;
      if (!keeps(before) || !keeps(after)) continue;
      const name = `\`${after.view.service.name}\``;
      yield {
        ...about(after),
        message: `When this change is deployed, a new task of ${name} starts on ${named(after)}. What ${name} wrote in \`${showUnknown(before.target)}\` so far is ${where}.`,
        help: "If it is needed, make a dump or copy it out of the running container (`docker cp`) before the deploy, and put it into the volume afterwards.",
      };
    }
  },
};

const keeps = ({ role }: Exposure): boolean => role === "data" || role === "state";

const WHERE: Partial<Record<StorageKind, string>> = {
  "container-layer": "in the old container, and is lost with it",
  "anonymous-volume": "in an anonymous volume, and is lost with the old task",
  "per-task-volume": "in the volume of the old task, which no other task mounts",
  tmpfs: "in memory, and is lost with the old task",
};
