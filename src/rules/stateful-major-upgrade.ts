import { type Pair, pairUp } from "../persistence/change/pairs.ts";
import { UPGRADES } from "../persistence/images/facts/upgrades.ts";
import type { Text } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { about, type Rule, type RuleProblem } from "./rule.ts";
import { used } from "./words.ts";

export const statefulMajorUpgrade: Rule = {
  id: "stateful-major-upgrade",
  category: "change",
  severity: "warning",
  summary: "After this change another major version of an engine starts on the data of the old one.",
  *check({ base, ...head }) {
    if (!base) return;
    const seen = new Set<string>();
    for (const pair of pairUp(base, head).pairs) {
      const { name } = pair.head.view.service;
      if (seen.has(name) || !isSameData(pair)) continue;
      const found = describe(pair);
      if (!found) continue;
      seen.add(name);
      yield { ...about(pair.head), ...used(pair.head.view.service.image as Text), subject: `${name}:image`, ...found };
    }
  },
};

/** The new version meets what the old one wrote. */
function isSameData({ base, head, baseHome, source }: Pair): boolean {
  return base.role === "data" && baseHome !== undefined && source !== "different" && head.view.image !== undefined;
}

function describe({ base, head }: Pair): Pick<RuleProblem, "message" | "help" | "severity"> | undefined {
  const [before, after] = [base.view.image, head.view.image];
  if (!before || !after || [base, head].some(({ view }) => hasUnknown(view.service.image?.value))) return undefined;
  const facts = UPGRADES.find(({ families }) =>
    [before, after].every(({ family }) => families.includes(family.engine ?? family.id)),
  );
  if (!facts) return undefined;
  const { title } = after.family;
  const service = `\`${head.view.service.name}\``;
  const [from, to] = [before.major, after.major];
  if (from !== undefined && to !== undefined && from !== to) {
    const what = `When this change is deployed, ${service} goes from ${title} ${from} to ${to} on the same data.`;
    if (to > from) return { message: `${what} A newer version ${facts.newer}.`, help: facts.help };
    return { message: `${what} An older version cannot read the files of a newer one.`, help: DOWN };
  }
  const [old, now] = [base, head].map(({ view }) => floats(view.service.image?.value ?? "", view.image?.tag));
  if (from !== undefined && now) {
    return {
      message: `After this change the tag of ${service} names no version: any deploy can bring a new major version of ${title}. A newer version ${facts.newer}.`,
      help: `Keep the major version in the tag, such as \`:${from}\`.`,
    };
  }
  if (old && to !== undefined) {
    return {
      severity: "note",
      message: `The tag of ${service} named no version before, so the data may come from another major version than ${to}. A newer version ${facts.newer}; an older one cannot read it at all.`,
      help: "Look up which version runs now (`docker service ps`, the engine's own log) before the deploy.",
    };
  }
  return undefined;
}

const DOWN = "Keep the version. To go back, restore a backup that the old version made.";

/** Whether the image is another one from day to day. */
function floats(image: string, tag: string | undefined): boolean {
  return !image.includes("@") && (tag === undefined || /^(latest|alpine|stable|lts)$/.test(tag));
}
