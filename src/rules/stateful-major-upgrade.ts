import { type MountDiff, matchMounts } from "../persistence/change/match-mounts.ts";
import { startsEmptyElsewhere, type Upgrade, upgradeOf } from "../persistence/change/upgrade.ts";
import { about } from "../persistence/exposure.ts";
import type { Text } from "../stack/model.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { used } from "./words.ts";

export const statefulMajorUpgrade: Rule = {
  id: "stateful-major-upgrade",
  category: "change",
  severity: "warning",
  summary: "After this change another version, or another engine, starts on the data of the old one.",
  *check({ base, ...head }) {
    if (!base) return;
    const seen = new Set<string>();
    for (const pair of matchMounts(base, head).pairs) {
      const { name, image } = pair.head.view.service;
      const upgrade = seen.has(name) ? undefined : upgradeOf(pair);
      const said = upgrade && describe(pair, upgrade);
      if (said === undefined) continue;
      seen.add(name);
      yield { ...about(pair.head), ...used(image as Text), subject: `${name}:image`, ...said };
    }
  },
};

type Said = Pick<RuleProblem, "message" | "help" | "severity">;

function describe(pair: MountDiff, upgrade: Upgrade): Said | undefined {
  const { kind, step, help, certain, before, after } = upgrade;
  const service = `\`${pair.head.view.service.name}\``;
  const deploy = `When this change is deployed, ${service}`;
  const old = `${before.title} ${before.release}`.trimEnd();
  const now = before.title === after.title ? `version ${after.release}` : `${after.title} ${after.release}`.trimEnd();
  const why = step?.why ?? "";
  switch (kind) {
    case "fine":
      return undefined;
    case "step":
      if (step?.reading === "changes")
        return { message: `${deploy} goes on with the data of ${old}: ${now} ${why}.${since(upgrade)}`, help };
      return {
        severity: certain ? "error" : "warning",
        message: `${deploy} ${certain ? "will" : "may"} not start: its data ${upgrade.moving?.tag === "old" ? "may be" : "is"} of ${old}, and ${now} ${why}.${since(upgrade)}${certain && startsEmptyElsewhere(pair) ? " On another node it starts empty." : ""}`,
        help,
      };
    case "apart":
      return {
        message: `${deploy} goes from ${old} to ${now} and starts without its data: that stays in another folder of the volume.`,
        help,
      };
    case "stranger":
      return {
        message: `${deploy} runs ${now} on the data of ${old}. Whether it can read that is not known.`,
        help: "Keep the old program, and take the data over by a dump or an export, into a new volume.",
      };
    case "floating":
      return {
        message: `After this change the tag of ${service} names no version: any deploy can bring a newer one, which ${why}.${since(upgrade)}`,
        help: `Keep the version in the tag, such as \`:${before.release}\`.`,
      };
    case "unsure":
      return {
        severity: "note",
        message: `The old tag of ${service} names no exact version: the data may come from one whose files ${now} changes or refuses.`,
        help: "Look up which version runs now (`docker service ps`, the engine's own log) before the deploy.",
      };
  }
}

/** What a tag without an exact version was, with the day of the fact. */
function since({ moving }: Upgrade): string {
  if (moving === undefined) return "";
  const { tag, row } = moving;
  if (row.announced) return ` Version ${row.is} was announced as the newest for ${row.since}.`;
  return ` ${tag === "old" ? "The old tag" : "The new tag"} has been ${row.is} since ${row.since}.`;
}
