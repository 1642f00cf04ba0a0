import type { Rule } from "./rule.ts";
import { aboutVolume, pluginsOf } from "./volumes.ts";

export const unknownVolumeDriver: Rule = {
  id: "unknown-volume-driver",
  category: "persistence",
  severity: "note",
  summary: "Nothing certain is known about a volume's plugin.",
  *check(context) {
    for (const { name, driver, description, first, volumes } of pluginsOf(context)) {
      if (description.alive !== "unknown" || context.facts.drivers?.has(name)) continue;
      const reach =
        description.kind === "unknown"
          ? " Whether the data follows when Swarm moves the task is not known here."
          : " What it does with the data is a guess by its name.";
      yield {
        ...aboutVolume(first.volume, driver),
        subject: name,
        message: `The plugin \`${name}\`, which keeps ${volumes}, is not among those that this check knows.${reach} On a node where it is not installed, no task that needs it starts.`,
        help: "Install it on every node where the task may run (`docker plugin ls`), and try a drain before you rely on it.",
      };
    }
  },
};
