import type { Rule } from "./rule.ts";
import { aboutVolume, pluginsOf } from "./volumes.ts";

export const deadVolumePlugin: Rule = {
  id: "dead-volume-plugin",
  category: "persistence",
  severity: "warning",
  summary: "A volume's plugin has been abandoned.",
  *check(context) {
    for (const { name, driver, description, first, volumes } of pluginsOf(context)) {
      if (description.alive !== "dead") continue;
      yield {
        ...aboutVolume(first.volume, driver),
        subject: name,
        message: `The plugin \`${name}\`, which keeps ${volumes}, is no longer maintained: the next upgrade of Docker or of the storage may leave the data out of reach. On a node where the plugin is not installed, no task that needs it starts; where no node has it, the task waits.`,
        help: "Move the data to storage with a maintained plugin, or to NFS through the local driver, under a new volume name.",
      };
    }
  },
};
