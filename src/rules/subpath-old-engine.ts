import { about } from "../persistence/exposure.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const subpathOldEngine: Rule = {
  id: "subpath-old-engine",
  category: "persistence",
  severity: "note",
  summary: "Engines before 26.1, and a CLI before 28, mount the whole volume in place of its subpath.",
  *check({ exposures }) {
    const seen = new Set<string>();
    for (const exposure of exposures) {
      const { mount, view } = exposure;
      const subpath = mount?.subpath;
      if (!subpath || subpath.value === "" || seen.has(view.service.name)) continue;
      seen.add(view.service.name);
      yield {
        ...about(exposure),
        ...used(subpath),
        message: `On an engine before 26.1, or deployed with a CLI before 28, \`${view.service.name}\` gets the whole volume at \`${showUnknown(exposure.target)}\` and not its folder \`${showUnknown(subpath.value)}\`, without a message. After an upgrade it finds other files there.`,
        help: "Make sure that every node runs Engine 26.1 or later (`docker node inspect`) and that CLI 28 deploys, or use a volume for each folder.",
      };
    }
  },
};
