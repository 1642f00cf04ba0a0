import { about } from "../persistence/exposure.ts";
import type { Service } from "../stack/model.ts";
import { durationSeconds } from "../stack/quantity.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

/** What Docker waits when the stack says nothing, in seconds. */
const DEFAULT_GRACE = 10;

export const stopGraceShort: Rule = {
  id: "stop-grace-short",
  category: "persistence",
  severity: "note",
  summary: "An engine may need longer to stop than Docker waits before it kills it.",
  *check({ exposures }) {
    const seen = new Set<string>();
    for (const exposure of exposures) {
      const { mount, role, storage, view } = exposure;
      const { service, image } = view;
      const needed = image?.family.stopGraceSeconds;
      if (!mount || role !== "data" || storage.reach === "container" || needed === undefined) continue;
      const written = service.stopGracePeriod;
      if (hasUnknown(written?.value) || seen.has(service.name) || appendsAtOnce(service)) continue;
      const grace = written === undefined ? DEFAULT_GRACE : durationSeconds(written.value);
      if (grace === undefined || grace >= needed) continue;
      seen.add(service.name);
      const shorter = grace < DEFAULT_GRACE;
      yield {
        ...about(exposure),
        ...(written ? used(written) : {}),
        severity: shorter ? "warning" : "note",
        subject: `${service.name}:stop_grace_period`,
        message: `When a task of \`${service.name}\` stops, Docker kills it after ${grace} seconds${written ? "" : " (the default)"}. A large ${image?.family.title} may still be writing then: it has to recover when it starts again, and what it had not written yet is lost.`,
        help: `Write \`stop_grace_period: ${needed}s\`; a clean stop ends sooner.`,
      };
    }
  },
};

/** Redis with a log of every write has little left to do when it stops; without one it saves everything then. */
function appendsAtOnce({ command }: Service): boolean {
  return command.some(({ value }, index) => value === "--appendonly" && command[index + 1]?.value === "yes");
}
